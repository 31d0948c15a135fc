"""What was said and used in a session, in numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from storage.budgets import voiced_micros
from storage.transcript import transcript
from storage.usage import usage


@dataclass(frozen=True, slots=True)
class SessionStats:
    """`messages` counts lines of the transcript. `estimated` says that some of the tokens were counted by us.

    `last_input_tokens` is how much the model read last; `by_model` has each model's input and output tokens.
    `voiced_micros` is what listening and speaking did cost, in millionths of a dollar.
    """

    messages: int
    input_tokens: int
    output_tokens: int
    estimated: bool
    last_input_tokens: int
    by_model: Mapping[str, tuple[int, int]]
    voiced_micros: int = 0


def stats_of(connection: Connection, session_id: str) -> SessionStats:
    lines = select(func.count()).select_from(transcript).where(transcript.c.session_id == session_id)
    calls = select(
        usage.c.model,
        func.sum(usage.c.input_tokens).label("read"),
        func.sum(usage.c.output_tokens).label("written"),
        func.max(usage.c.id).label("newest"),
        func.count().filter(usage.c.estimated).label("estimated"),
    ).where(usage.c.session_id == session_id)
    rows = connection.execute(calls.group_by(usage.c.model).order_by(usage.c.model)).all()
    newest = max((row.newest for row in rows), default=0)
    last = connection.execute(select(usage.c.input_tokens).where(usage.c.id == newest)).scalar()
    by_model = {row.model: (int(row.read), int(row.written)) for row in rows}
    return SessionStats(
        messages=connection.execute(lines).scalar_one(),
        input_tokens=sum(read for read, _ in by_model.values()),
        output_tokens=sum(written for _, written in by_model.values()),
        estimated=any(row.estimated for row in rows),
        last_input_tokens=last or 0,
        by_model=by_model,
        voiced_micros=voiced_micros(connection, session_id),
    )
