"""Sessions: a person's conversations, which of them is open at which place, and where public ones are shared."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import TypedDict, Unpack
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from storage.clock import Clock, utc_now
from storage.database import Database
from storage.session_pages import SessionPage, page_of
from storage.session_rights import is_shared_at, may_see, open_to, share
from storage.session_stats import SessionStats, stats_of
from storage.session_tables import NOT_REMOVED, SELECTED, Session, places, session_of, sessions
from storage.statement import Value, execute
from storage.transcript import remove_lines
from storage.upsert import insert_or_replace

__all__ = ["REMOVED_AT_ONCE", "Session", "SessionChanges", "Sessions"]

REMOVED_AT_ONCE = 20


class SessionChanges(TypedDict, total=False):
    """What can be changed of a session."""

    title: str
    mode: str
    model: str | None
    system_message: str
    public: bool
    warned: bool


_OPEN_FIRST = """
    INSERT INTO places (place, user_id, session_id) VALUES (:place, :user_id, :session_id)
    ON CONFLICT (place, user_id) DO UPDATE SET session_id = excluded.session_id
    WHERE EXISTS (
        SELECT 1 FROM sessions WHERE sessions.id = places.session_id
        AND (sessions.removed_at IS NOT NULL OR NOT (sessions.public OR sessions.user_id = places.user_id))
    )
    RETURNING session_id
"""
"""It asks for a session that is closed: one that another transaction has just opened isn't seen yet."""


class Sessions:
    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock

    async def at(self, place: str, user_id: int, public: bool = False) -> Session:
        """The session that this person has open at this place; a new one where there is none."""
        opened = await self._database.read(lambda connection: _current(connection, place, user_id))
        if opened is not None:
            return opened
        new = self._new(user_id, public)
        return await self._database.write(lambda tx: _open_first(tx, place, new))

    async def start(
        self,
        place: str,
        user_id: int,
        *,
        public: bool = False,
        shared: bool = False,
        model: str | None = None,
        system_message: str = "",
        mode: str = "auto",
    ) -> Session:
        """A new session, which is from now on the one open at this place.

        A public one is shared here, and one that is `shared` will be as soon as it is made public.
        """
        new = replace(self._new(user_id, public), model=model, system_message=system_message, mode=mode)

        def work(tx: Connection) -> None:
            _insert(tx, new)
            insert_or_replace(tx, places, {"place": place, "user_id": user_id, "session_id": new.id})
            if public or shared:
                share(tx, new.id, place)

        await self._database.write(work)
        return new

    async def open(self, place: str, user_id: int, session_id: str) -> Session | None:
        """Makes a session the one open at this place; None, and no change, where this person may not see it.

        A public session is shared wherever its creator opens it, and nowhere by others.
        """
        return await self._database.write(lambda tx: _open(tx, place, user_id, session_id))

    async def get(self, session_id: str) -> Session | None:
        """None for one that was removed."""
        return await self._database.read(lambda connection: _get(connection, session_id))

    async def of_turn(self, turn_id: int) -> Session | None:
        """The session that a turn was answered in; None where that isn't known any more."""
        return await self._database.read(lambda connection: _of_turn(connection, turn_id))

    async def change(self, session_id: str, **changes: Unpack[SessionChanges]) -> Session:
        """The session as it is then. LookupError where there is none."""
        values = {**changes, "updated_at": self._clock()}
        statement = (
            update(sessions)
            .where(sessions.c.id == session_id, NOT_REMOVED)
            .values(**values)
            .returning(*SELECTED)
        )
        row = await self._database.write(lambda tx: tx.execute(statement).one_or_none())
        if row is None:
            raise LookupError(f"there is no session {session_id}")
        return session_of(row)

    async def share(self, session_id: str, place: str) -> None:
        """While the session is public, whoever comes to this place may talk in it."""
        await self._database.write(lambda tx: share(tx, session_id, place))

    async def shared_at(self, session_id: str, place: str) -> bool:
        """Whether a session is public and shared at this very place, so that all who are there may see it."""
        return await self._database.read(lambda connection: is_shared_at(connection, session_id, place))

    async def may_see(self, user_id: int, session: Session, place: str) -> bool:
        """Whether somebody who is at `place` may see a session and talk in it."""
        return await self._database.read(
            lambda connection: may_see(connection, user_id, session.id, place) is not None
        )

    async def page(
        self, user_id: int, *, place: str | None, with_public: bool, offset: int, limit: int
    ) -> SessionPage:
        """Some sessions, those that were last spoken in first.

        Of those shared at `place`, whosever they are; where it is None, of all that this person made and, if
        `with_public`, of others' that they may see.
        """
        return await self._database.read(
            lambda connection: page_of(connection, user_id, place, with_public, offset, limit)
        )

    async def remove(self, session_id: str) -> None:
        """Forgets a session and what was said in it, for everybody. What it cost stays in the books."""
        now = self._clock()
        await self._database.write(lambda tx: _remove(tx, sessions.c.id == session_id, now))

    async def remove_all(self, user_id: int) -> list[str]:
        """Removes every session that this person made, and returns their ids.

        Not all at once, so that others need not wait for long: after a crash, again removes the rest.
        """
        now = self._clock()
        own = and_(sessions.c.user_id == user_id, NOT_REMOVED)
        some = select(sessions.c.id).where(own).order_by(sessions.c.id).limit(REMOVED_AT_ONCE)
        removed: list[str] = []
        while batch := await self._database.write(lambda tx: _remove(tx, sessions.c.id.in_(some), now)):
            removed += batch
        return removed

    async def stats(self, session_id: str) -> SessionStats:
        return await self._database.read(lambda connection: stats_of(connection, session_id))

    def _new(self, user_id: int, public: bool) -> Session:
        now = self._clock()
        return Session(uuid4().hex, user_id, "", "auto", None, "", public, now, now)


def _current(connection: Connection, place: str, user_id: int) -> Session | None:
    statement = (
        select(*SELECTED)
        .join(places, places.c.session_id == sessions.c.id)
        .where(places.c.place == place, places.c.user_id == user_id, open_to(user_id))
    )
    row = connection.execute(statement).one_or_none()
    return None if row is None else session_of(row)


def _open_first(tx: Connection, place: str, new: Session) -> Session:
    """Whoever loses the race for the place takes back the session it made and returns the winner's."""
    _insert(tx, new)
    opened: dict[str, Value] = {"place": place, "user_id": new.user_id, "session_id": new.id}
    if execute(tx, _OPEN_FIRST, opened) is not None:
        if new.public:
            share(tx, new.id, place)
        return new
    tx.execute(delete(sessions).where(sessions.c.id == new.id))
    winner = _current(tx, place, new.user_id)
    assert winner is not None
    return winner


def _open(tx: Connection, place: str, user_id: int, session_id: str) -> Session | None:
    session = may_see(tx, user_id, session_id, place)
    if session is None:
        return None
    insert_or_replace(tx, places, {"place": place, "user_id": user_id, "session_id": session_id})
    if session.public and session.user_id == user_id:
        share(tx, session_id, place)
    return session


def _get(connection: Connection, session_id: str) -> Session | None:
    row = connection.execute(select(*SELECTED).where(sessions.c.id == session_id, NOT_REMOVED)).one_or_none()
    return None if row is None else session_of(row)


_OF_TURN = """
    SELECT coalesce(
        (SELECT session_id FROM inbox WHERE id = :turn_id),
        (SELECT session_id FROM transcript WHERE turn_id = :turn_id LIMIT 1)
    )
"""
"""The inbox knows of commands too, the transcript remembers for longer."""


def _of_turn(connection: Connection, turn_id: int) -> Session | None:
    session_id = execute(connection, _OF_TURN, {"turn_id": turn_id})
    return None if session_id is None else _get(connection, session_id)


def _remove(tx: Connection, which: ColumnElement[bool], now: datetime) -> list[str]:
    """The session's row is changed first, so that a turn that ends meanwhile sees it or waits for it."""
    statement = (
        update(sessions)
        .where(which, NOT_REMOVED)
        .values(removed_at=now, title="", system_message="")
        .returning(sessions.c.id)
    )
    removed = [str(row.id) for row in tx.execute(statement)]
    for session_id in removed:
        remove_lines(tx, session_id)
    return removed


def _insert(tx: Connection, new: Session) -> None:
    tx.execute(insert(sessions).values(**asdict(new), latest_at=new.created_at))
