"""Who is it, and which conversation is open where they write?"""

from dataclasses import dataclass

from graphs.dialogue import Incoming
from storage.sessions import Session, Sessions
from storage.users import User, Users
from storage.visits import Visit, Visits
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

    async def receive(self, incoming: Incoming) -> Visit:
        sender, place = incoming.sender, incoming.place
        admin = (incoming.platform, sender.id) in self.admins
        known = await self.visits.visit(incoming.platform, sender.id, place.key)
        if known is not None and (known.user.role == "admin" or not admin):
            return known
        locale = sender.locale or detect(incoming.text)
        user = await self.users.resolve(
            incoming.platform, sender.id, sender.name, locale, admin=admin, time_zone=self.time_zone
        )
        session = await self.sessions.at(place.key, user.id, public=not place.private)
        return Visit(user, await self._as_wished(session, user), awaited=True)

    async def _as_wished(self, session: Session, user: User) -> Session:
        """A session that was just made, with what the person wishes for new ones."""
        told = "" if session.public else user.system_message
        if session.spoken_at is not None or session.user_id != user.id or not (told or user.model):
            return session
        return await self.sessions.change(session.id, model=user.model, system_message=told)
