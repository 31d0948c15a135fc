"""The transcript: every line of every session, only ever added to until the session is removed.

Beside it stands the index that it is searched by, which knows the words of each line and whose session it is in:
an FTS5 table without a copy of the text on SQLite, a table of tsvectors on PostgreSQL.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Index,
    Row,
    Table,
    Text,
    UniqueConstraint,
    delete,
    select,
    text,
)

from storage.columns import BigId, Moment
from storage.database import Database, metadata
from storage.statement import execute
from storage.words import Term, snippet, terms_of, words_of

Speaker = Literal["person", "assistant"]

transcript = Table(
    "transcript",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("session_id", Text, ForeignKey("sessions.id"), nullable=False),
    Column("turn_id", BigInteger),
    Column("role", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("user_id", BigId, ForeignKey("users.id")),
    UniqueConstraint("turn_id", "role"),
    CheckConstraint("role IN ('person', 'assistant')", name="role"),
    Index("ix_transcript_session", "session_id", "id"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """What was said. `turn_id` is the inbox row's, which may be pruned by now; None for what no turn said.

    `user_id` is the author; None for the assistant, and where that was not noted.
    """

    id: int
    session_id: str
    turn_id: int | None
    role: Speaker
    text: str
    created_at: datetime
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A line that has all the words that were asked for; `snippet` is what stands around the first of them."""

    session_id: str
    title: str
    line: Line
    snippet: str


_ADD = """
    INSERT INTO transcript (session_id, turn_id, role, text, created_at, user_id)
    VALUES (:session_id, :turn_id, :role, :text, :created_at, :user_id)
    ON CONFLICT (turn_id, role) DO NOTHING RETURNING id
"""
_INDEX = {
    "sqlite": """
        INSERT INTO transcript_words (rowid, words)
        SELECT :id, '§' || user_id || ' ' || :words FROM sessions WHERE id = :session_id
    """,
    "postgresql": """
        INSERT INTO transcript_words (line_id, words)
        SELECT :id, array_to_tsvector(string_to_array('§' || user_id || ' ' || :words, ' '))
        FROM sessions WHERE id = :session_id
    """,
}
"""A word never holds §, so nobody can write another person's mark."""
_FORGET = """
    INSERT INTO transcript_words (transcript_words, rowid, words)
    SELECT 'delete', :id, '§' || user_id || ' ' || :words FROM sessions WHERE id = :session_id
"""
_MATCH = {
    "sqlite": """
        FROM transcript_words
        JOIN transcript ON transcript.id = transcript_words.rowid
        JOIN sessions ON sessions.id = transcript.session_id
        WHERE transcript_words MATCH :query
    """,
    "postgresql": """
        FROM matched
        JOIN transcript ON transcript.id = matched.line_id
        JOIN sessions ON sessions.id = transcript.session_id
        WHERE TRUE
    """,
}
_FIRST = {
    "sqlite": "",
    "postgresql": """
        WITH matched AS MATERIALIZED (
            SELECT line_id FROM transcript_words WHERE words @@ CAST(:query AS tsquery)
        )
    """,
}
"""PostgreSQL would rather look through all lines from the newest back, which is slow for a rare word."""
_OWN = "AND sessions.user_id = :user_id"
_SHARED = """
    AND sessions.public
    AND sessions.id IN (SELECT session_id FROM session_places WHERE place = :place)
"""
_FOUND = (
    "SELECT transcript.id, transcript.session_id, transcript.turn_id, transcript.role, transcript.text,"
    " transcript.created_at, transcript.user_id, sessions.title"
)


def add(
    tx: Connection,
    session_id: str,
    turn_id: int | None,
    said: Sequence[tuple[Speaker, str]],
    now: datetime,
    user_id: int | None = None,
) -> None:
    """Adds lines inside the caller's transaction, leaving out empty ones and a turn's second of one role.

    `user_id` is the person's who said them.
    """
    for role, words in said:
        if words:
            values = {"session_id": session_id, "turn_id": turn_id, "role": role, "text": words}
            author = user_id if role == "person" else None
            line = execute(tx, _ADD, {**values, "created_at": now, "user_id": author})
            if line is not None:
                _index(tx, line, session_id, words)


def index(tx: Connection, lines: Iterable[tuple[int, str, str]]) -> None:
    """Makes lines (id, session, text) that are there already searchable."""
    for line, session_id, words in lines:
        _index(tx, line, session_id, words)


def remove_lines(tx: Connection, session_id: str) -> None:
    """Removes what was said in a session, inside the caller's transaction."""
    here = transcript.c.session_id == session_id
    if tx.dialect.name == "sqlite":
        for line in tx.execute(select(transcript.c.id, transcript.c.text).where(here)):
            execute(tx, _FORGET, {"id": line.id, "session_id": session_id, "words": _joined(line.text)})
    tx.execute(delete(transcript).where(here))


class Transcript:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self, session_id: str) -> list[Line]:
        """Every line of a session, oldest first."""
        statement = select(transcript).where(transcript.c.session_id == session_id).order_by(transcript.c.id)
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [_line(row) for row in rows]

    async def latest(self, session_id: str, limit: int) -> list[Line]:
        """The last `limit` lines of a session, oldest first."""
        statement = (
            select(transcript)
            .where(transcript.c.session_id == session_id)
            .order_by(transcript.c.id.desc())
            .limit(limit)
        )
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [_line(row) for row in reversed(rows)]

    async def search(
        self, user_id: int, words: str, *, place: str | None, limit: int, offset: int = 0
    ) -> list[Found]:
        """The lines that have all of `words`, newest first, whoever said them and however it is inflected after
        its beginning.

        Of the sessions that this person made; where `place` is given, of the public ones shared there, whosever
        they are. Nothing where `words` has no word.
        """
        terms = terms_of(words)
        if not terms:
            return []
        mark = f"§{user_id}" if place is None else None
        query = _QUERY[self._database.dialect](terms, mark)
        statement = _SEARCH[self._database.dialect, place is None]
        values = {"query": query, "limit": limit, "offset": offset}
        scope = {"user_id": user_id} if place is None else {"place": place}
        rows = await self._database.read(
            lambda connection: connection.execute(statement, values | scope).all()
        )
        return [Found(row.session_id, row.title, _line(row), snippet(row.text, terms)) for row in rows]


def _sqlite_query(terms: Sequence[Term], mark: str | None) -> str:
    marks = [f'"{mark}"'] if mark else []
    return " AND ".join(marks + [f'"{term.word}"' + "*" * term.part for term in terms])


def _postgresql_query(terms: Sequence[Term], mark: str | None) -> str:
    marks = [f"'{mark}'"] if mark else []
    return " & ".join(marks + [f"'{term.word}'" + ":*" * term.part for term in terms])


_QUERY = {"sqlite": _sqlite_query, "postgresql": _postgresql_query}
"""Words are letters and digits alone, so that none of them is syntax."""

_SEARCH = {
    (dialect, own): text(
        f"{_FIRST[dialect]} {_FOUND} {match} AND sessions.removed_at IS NULL {_OWN if own else _SHARED}"
        f" ORDER BY {key} DESC LIMIT :limit OFFSET :offset"
    ).columns(created_at=Moment)
    for (dialect, match), key in zip(
        _MATCH.items(), ("transcript_words.rowid", "matched.line_id"), strict=True
    )
    for own in (True, False)
}


def _index(tx: Connection, line: int, session_id: str, words: str) -> None:
    execute(tx, _INDEX[tx.dialect.name], {"id": line, "session_id": session_id, "words": _joined(words)})


def _joined(words: str) -> str:
    return " ".join(words_of(words))


def _line(row: Row[Any]) -> Line:
    return Line(row.id, row.session_id, row.turn_id, row.role, row.text, row.created_at, row.user_id)
