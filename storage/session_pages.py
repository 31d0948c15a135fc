"""Lists of sessions, a page at a time."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from storage.session_tables import (
    NOT_REMOVED,
    SELECTED,
    Session,
    places,
    session_of,
    session_places,
    sessions,
)


@dataclass(frozen=True, slots=True)
class SessionPage:
    """Some of `total` sessions."""

    sessions: tuple[Session, ...]
    total: int


def page_of(
    connection: Connection, user_id: int, place: str | None, with_public: bool, offset: int, limit: int
) -> SessionPage:
    condition = and_(NOT_REMOVED, _listed(user_id, place, with_public))
    count = select(func.count()).select_from(sessions).where(condition)
    some = (
        select(*SELECTED)
        .where(condition)
        .order_by(sessions.c.latest_at.desc(), sessions.c.id.desc())
        .offset(offset)
        .limit(limit)
    )
    total = connection.execute(count).scalar_one()
    return SessionPage(tuple(session_of(row) for row in connection.execute(some)), total)


def _listed(user_id: int, place: str | None, with_public: bool) -> ColumnElement[bool]:
    if place is not None:
        here = select(session_places.c.session_id).where(session_places.c.place == place)
        return and_(sessions.c.public, sessions.c.id.in_(here))
    own = sessions.c.user_id == user_id
    if not with_public:
        return own
    shared = (
        select(session_places.c.session_id)
        .join(places, places.c.place == session_places.c.place)
        .where(places.c.user_id == user_id)
    )
    return or_(own, and_(sessions.c.public, sessions.c.id.in_(shared)))
