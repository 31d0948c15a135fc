"""The end of a turn: everything that it leaves behind, stored at once or not at all."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from storage import budgets, inbox, transcript, usage
from storage.budgets import Charge
from storage.columns import in_utc
from storage.database import Database
from storage.statement import Value, execute
from storage.transcript import Speaker
from storage.usage import Usage

TITLE_WORDS = 6
TITLE_LENGTH = 60

_SPOKEN = """
    UPDATE sessions
    SET spoken_at = :now, latest_at = :now, title = CASE WHEN title = '' THEN :title ELSE title END
    WHERE id = :session_id AND removed_at IS NULL RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Settled:
    """A finished turn: what the person and the assistant said, the reply to deliver (JSON), and what it cost.

    An empty text leaves no line in the transcript. `user_id` is the person's, `micros` what the model calls cost
    in millionths of the catalogue's currency, and `day` the person's own, on whose budget that is put where
    nothing was reserved; None for the day in UTC. With `titled` the person's words may become the session's title. A
    `voiced` turn was listened to or said aloud, and what that cost is the session's.
    """

    turn_id: int
    session_id: str
    person: str
    assistant: str
    reply: str
    usages: tuple[Usage, ...]
    now: datetime
    user_id: int | None = None
    micros: int = 0
    day: date | None = None
    titled: bool = True
    voiced: bool = False


class Settlements:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def settle(self, settled: Settled) -> None:
        """Durable on return. Settling a turn that no longer waits changes nothing."""
        await self._database.write(lambda tx: _settle(tx, settled))

    async def understood(self, turn_id: int, payload: str, costs: Charge | None) -> None:
        """Keeps what was made out of an update's recordings, and what that did cost. Durable on return."""
        await self._database.write(lambda tx: _understood(tx, turn_id, payload, costs))


def _understood(tx: Connection, turn_id: int, payload: str, costs: Charge | None) -> None:
    inbox.understood(tx, turn_id, payload)
    if costs is not None:
        budgets.charge(tx, costs)


def _settle(tx: Connection, settled: Settled) -> None:
    if not inbox.answer(tx, settled.turn_id, settled.reply, settled.session_id):
        return
    if (settled.person or settled.assistant) and _spoken(tx, settled):
        said: list[tuple[Speaker, str]] = [("person", settled.person), ("assistant", settled.assistant)]
        transcript.add(tx, settled.session_id, settled.turn_id, said, settled.now, settled.user_id)
    if settled.voiced:
        budgets.file_under(tx, settled.turn_id, settled.session_id)
    if settled.usages:
        usage.record(tx, settled.usages, settled.now)
        _charge(tx, settled)


def _spoken(tx: Connection, settled: Settled) -> bool:
    """False where the session was removed while the turn was under way: what was said then is not kept."""
    title = title_of(settled.person) if settled.titled else ""
    values: dict[str, Value] = {"now": settled.now, "title": title, "session_id": settled.session_id}
    return execute(tx, _SPOKEN, values) is not None


def _charge(tx: Connection, settled: Settled) -> None:
    tokens = sum(call.input_tokens + call.output_tokens for call in settled.usages)
    payer = settled.usages[0].user_id if settled.user_id is None else settled.user_id
    day = settled.day or in_utc(settled.now).date()
    budgets.settle(tx, settled.turn_id, payer, day, micros=settled.micros, tokens=tokens)


def title_of(message: str) -> str:
    """A session's title from its first message: its first words, with … where that isn't all of it."""
    words = message.split()
    title = " ".join(words[:TITLE_WORDS])
    if len(title) > TITLE_LENGTH:
        return title[: TITLE_LENGTH - 1].rstrip() + "…"
    return title + ("…" if len(words) > TITLE_WORDS else "")
