"""Who may see a session and talk in it, and the places where it is shared."""

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from storage.session_tables import (
    NOT_REMOVED,
    SELECTED,
    Session,
    places,
    session_of,
    session_places,
    sessions,
)
from storage.upsert import insert_missing


def open_to(user_id: ColumnElement[int] | int) -> ColumnElement[bool]:
    """Whether somebody who has a session open may still talk in it."""
    return and_(NOT_REMOVED, or_(sessions.c.user_id == user_id, sessions.c.public))


def may_see(connection: Connection, user_id: int, session_id: str, place: str) -> Session | None:
    """The session, where somebody who is at `place` may see it."""
    been = select(places.c.place).where(places.c.user_id == user_id)
    shared = (
        select(session_places.c.place)
        .where(session_places.c.session_id == sessions.c.id)
        .where(or_(session_places.c.place == place, session_places.c.place.in_(been)))
    )
    statement = (
        select(*SELECTED)
        .where(sessions.c.id == session_id, NOT_REMOVED)
        .where(or_(sessions.c.user_id == user_id, and_(sessions.c.public, shared.exists())))
    )
    row = connection.execute(statement).one_or_none()
    return None if row is None else session_of(row)


def is_shared_at(connection: Connection, session_id: str, place: str) -> bool:
    statement = (
        select(session_places.c.session_id)
        .join(sessions, sessions.c.id == session_places.c.session_id)
        .where(session_places.c.session_id == session_id, session_places.c.place == place)
        .where(sessions.c.public, NOT_REMOVED)
    )
    return connection.execute(statement).scalar() is not None


def share(tx: Connection, session_id: str, place: str) -> None:
    insert_missing(tx, session_places, [{"session_id": session_id, "place": place}])
