"""The end of a turn: everything that it leaves behind, stored at once or not at all."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, update

from storage import inbox, transcript, usage
from storage.database import Database
from storage.sessions import sessions
from storage.transcript import Speaker
from storage.usage import Usage

TITLE_WORDS = 6
TITLE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Settled:
    """A finished turn: what the person and the assistant said, the reply to deliver (JSON), and what it cost.

    An empty text leaves no line in the transcript.
    """

    turn_id: int
    session_id: str
    person: str
    assistant: str
    reply: str
    usages: tuple[Usage, ...]
    now: datetime


class Settlements:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def settle(self, settled: Settled) -> None:
        """Durable on return. Settling a turn that no longer waits changes nothing."""
        await self._database.write(lambda tx: _settle(tx, settled))


def _settle(tx: Connection, settled: Settled) -> None:
    if not inbox.answer(tx, settled.turn_id, settled.reply):
        return
    said: list[tuple[Speaker, str]] = [("person", settled.person), ("assistant", settled.assistant)]
    transcript.add(tx, settled.session_id, settled.turn_id, said, settled.now)
    usage.record(tx, settled.usages, settled.now)
    title = case((sessions.c.title == "", title_of(settled.person)), else_=sessions.c.title)
    tx.execute(
        update(sessions)
        .where(sessions.c.id == settled.session_id)
        .values(updated_at=settled.now, title=title)
    )


def title_of(message: str) -> str:
    """A session's title from its first message: its first words, with … where that isn't all of it."""
    words = message.split()
    title = " ".join(words[:TITLE_WORDS])
    if len(title) > TITLE_LENGTH:
        return title[: TITLE_LENGTH - 1].rstrip() + "…"
    return title + ("…" if len(words) > TITLE_WORDS else "")
