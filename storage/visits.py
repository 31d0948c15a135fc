"""Who writes and which session they have open there: what every turn asks first, in one query."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from storage.awaited import awaited
from storage.database import Database
from storage.session_rights import open_to
from storage.session_tables import SELECTED as SESSION
from storage.session_tables import Session, places, sessions
from storage.users import SELECTED as USER
from storage.users import User, accounts, users

_VISIT = (
    select(*USER, *SESSION, awaited.c.place)
    .join(accounts, accounts.c.user_id == users.c.id)
    .join(places, places.c.user_id == users.c.id)
    .join(sessions, sessions.c.id == places.c.session_id)
    .outerjoin(awaited, (awaited.c.place == places.c.place) & (awaited.c.user_id == users.c.id))
    .where(
        accounts.c.platform == bindparam("platform"),
        accounts.c.platform_user_id == bindparam("platform_user_id"),
        places.c.place == bindparam("place"),
        open_to(users.c.id),
    )
)


@dataclass(frozen=True, slots=True)
class Visit:
    """`awaited` where something that the person was asked to fill in here may be waiting: see `Awaited.take`."""

    user: User
    session: Session
    awaited: bool


class Visits:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def visit(self, platform: str, platform_user_id: str, place: str) -> Visit | None:
        """None for whoever is new, new at this place, or can't go on with what they have open here:
        `Users.resolve` and `Sessions.at` make what is missing.
        """
        values = {"platform": platform, "platform_user_id": platform_user_id, "place": place}
        row = await self._database.read(lambda connection: connection.execute(_VISIT, values).one_or_none())
        if row is None:
            return None
        many = len(USER)
        return Visit(User(*row[:many]), Session(*row[many:-1]), row[-1] is not None)

    async def find(self, platform: str, platform_user_id: str, place: str) -> tuple[User, Session] | None:
        """The same query as `visit`, for whoever needs no more of it."""
        visit = await self.visit(platform, platform_user_id, place)
        return None if visit is None else (visit.user, visit.session)
