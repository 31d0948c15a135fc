"""Who is it, and which conversation is open where they write?"""

from dataclasses import dataclass

from graphs.dialogue import Incoming
from storage.sessions import Session, Sessions
from storage.users import User, Users
from storage.visits import Visits
from texts import detect


@dataclass(frozen=True, slots=True)
class Reception:
    """Knows people by (platform, user id) and makes what a newcomer lacks.

    `admins` are such pairs; `time_zone` (IANA) is a newcomer's.
    """

    visits: Visits
    users: Users
    sessions: Sessions
    admins: frozenset[tuple[str, str]]
    time_zone: str

    async def receive(self, incoming: Incoming) -> tuple[User, Session]:
        sender, place = incoming.sender, incoming.place
        admin = (incoming.platform, sender.id) in self.admins
        known = await self.visits.find(incoming.platform, sender.id, place.key)
        if known is not None and (known[0].role == "admin" or not admin):
            return known
        locale = sender.locale or detect(incoming.text)
        user = await self.users.resolve(
            incoming.platform, sender.id, sender.name, locale, admin=admin, time_zone=self.time_zone
        )
        return user, await self.sessions.at(place.key, user.id, public=not place.private)
