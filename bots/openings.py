"""Which session a message is about, and how new ones begin."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypedDict

from bots.counter import Asked
from graphs.dialogue import Incoming, load_incoming
from storage.deliveries import Deliveries
from storage.inbox import Inbox
from storage.sessions import Session, Sessions
from storage.users import State, User, Users

ATTACHED: Mapping[str, bool] = {"discord": False}
"""Whether people stay in a session that they began, by platform, until they choose; everywhere else they do."""

OpenQuestion = Callable[[str, int], Awaitable[bool]]
"""Whether a session (its id) waits for a decision of this person."""


class _Wishes(TypedDict):
    model: str | None
    system_message: str


def attached(user: User, platform: str) -> bool:
    """Whether they stay in a session after its first message."""
    return ATTACHED.get(platform, True) if user.attach is None else user.attach


@dataclass(frozen=True, slots=True)
class Openings:
    inbox: Inbox
    deliveries: Deliveries
    sessions: Sessions
    users: Users
    has_question: OpenQuestion

    async def of_message(self, incoming: Incoming, message: str) -> Session | None:
        """The session in which one of the bot's own messages (the platform's id) was said at this place."""
        if not message:
            return None
        turn_id = await self.deliveries.turn_of(f"{incoming.place.chat}/{message}")
        turn = await self.inbox.get(turn_id) if turn_id is not None else None
        if turn is None or turn.platform != incoming.platform:
            return None
        if load_incoming(turn.payload).place.chat != incoming.place.chat:
            return None
        return await self.sessions.of_turn(turn.id)

    async def to_talk_in(self, asked: Asked) -> tuple[Session, User]:
        """Where a plain message goes, and the person as they are after it.

        A new session is begun where the person wants one, and where the one open here may not be heard here. A
        replayed turn finds the one that it began: nobody has spoken in it yet.
        """
        session, user, platform = asked.session, asked.user, asked.incoming.platform
        if not _audible(asked):
            session = await self._start(asked, None)
        elif user.state == "new" and not asked.replying and session.spoken_at is not None:
            if await self.has_question(session.id, user.id):
                return session, user
            session = await self._start(asked, None)
        if session.spoken_at is None:
            state: State = "active" if attached(user, platform) else "new"
            if user.state != state:
                user = await self.users.change(user.id, state=state)
        return session, user

    async def begin(self, asked: Asked, like: Session | None) -> Session:
        """A new session at the place, set like an earlier one or as the person wishes; the next message is its
        first. One in which nobody has spoken yet is taken for it.
        """
        now = asked.session
        fresh = now.spoken_at is None and now.user_id == asked.user.id and _audible(asked)
        if fresh and like is None:
            wishes = self._wishes(asked, now.public)
            session = await self.sessions.change(now.id, mode="auto", **wishes)
        else:
            session = now if fresh else await self._start(asked, like)
        if asked.user.state != "new":
            await self.users.change(asked.user.id, state="new")
        return session

    async def _start(self, asked: Asked, like: Session | None) -> Session:
        place, user = asked.place, asked.user
        public = not place.private or (like is not None and like.public)
        if like is None or (public and not like.public):
            wishes = self._wishes(asked, public)
            return await self.sessions.start(place.key, user.id, public=public, shared=public, **wishes)
        return await self.sessions.start(
            place.key,
            user.id,
            public=public,
            shared=public,
            model=like.model,
            system_message=like.system_message,
            mode=like.mode,
        )

    def _wishes(self, asked: Asked, public: bool) -> "_Wishes":
        """What the person wants of new sessions. Their own system message stays out of what others can read."""
        return _Wishes(model=asked.user.model, system_message="" if public else asked.user.system_message)


def _audible(asked: Asked) -> bool:
    """Whether this person may talk in the session here. Where it is shared was looked at when it was opened."""
    return asked.session.public or (asked.owns and asked.place.private)
