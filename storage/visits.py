"""Who writes and which session they have open there: what every turn asks first, in one query."""

from sqlalchemy import select

from storage.database import Database
from storage.sessions import Session, places, sessions
from storage.users import User, accounts, users

_USER = (users.c.id, users.c.role, users.c.locale, users.c.time_zone, users.c.name)
_SESSION = (
    sessions.c.id,
    sessions.c.user_id,
    sessions.c.title,
    sessions.c.mode,
    sessions.c.model,
    sessions.c.system_message,
    sessions.c.public,
    sessions.c.created_at,
    sessions.c.updated_at,
)


class Visits:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, platform: str, platform_user_id: str, place: str) -> tuple[User, Session] | None:
        """None for whoever is new, or new at this place: `Users.resolve` and `Sessions.at` make what is missing."""
        statement = (
            select(*_USER, *_SESSION)
            .join(accounts, accounts.c.user_id == users.c.id)
            .join(places, places.c.user_id == users.c.id)
            .join(sessions, sessions.c.id == places.c.session_id)
            .where(
                accounts.c.platform == platform,
                accounts.c.platform_user_id == platform_user_id,
                places.c.place == place,
            )
        )
        row = await self._database.read(lambda connection: connection.execute(statement).one_or_none())
        return None if row is None else (User(*row[: len(_USER)]), Session(*row[len(_USER) :]))
