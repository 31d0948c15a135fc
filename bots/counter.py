"""Who asks for what, and the counter that serves them: what every command and every panel works with."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bots.allowance import Allowance
from bots.exports import Exports
from bots.panels.booking import BookingPanels
from bots.running import Running
from graphs.conversation import Conversation
from graphs.deciding import choose_in
from graphs.dialogue import Incoming, Place, Reply
from graphs.modes import AUTO, CHAT, Mode, Modes, split
from models.card import Card
from models.choice import Decision, Needs
from models.provider import Models
from models.speaking.speaking import Speaking
from prompts.presets import Preset
from storage.awaited import Awaited
from storage.budgets import Budgets
from storage.sessions import Session, Sessions
from storage.transcript import Transcript
from storage.users import User, Users
from texts import Translator, formats
from tools.caller import Caller
from tools.desk import Desk


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody's wish. `session` is the one that it is about: that of the message replied to or pressed, else the
    one open here; `replying` tells which. `words` stand after a command.
    """

    turn_id: int
    incoming: Incoming
    user: User
    session: Session
    words: str
    locale: str
    _: Translator
    replying: bool = False

    @property
    def place(self) -> Place:
        return self.incoming.place

    @property
    def told_at(self) -> Place:
        """Where they are told later what becomes of what they do here: aside, where they are answered aside."""
        aside = self.incoming.aside and not self.place.private
        return replace(self.place, aside=True) if aside else self.place

    @property
    def watched(self) -> bool:
        """Whether others will read the answer too."""
        return not (self.incoming.place.private or self.incoming.aside)

    @property
    def owns(self) -> bool:
        return self.session.user_id == self.user.id

    @property
    def caller(self) -> Caller:
        """As the tools know them."""
        user, incoming = self.user, self.incoming
        return Caller(user.id, user.role, self.locale, user.time_zone, self.told_at, incoming.aside)

    def when(self, moment: datetime | None) -> str:
        """A time in the person's zone; a dash for never."""
        if moment is None:
            return "—"
        return formats.date_time(moment.astimezone(ZoneInfo(self.user.time_zone)), self.locale)


Begin = Callable[[Asked, Session | None], Awaitable[Session]]
"""A new session at the place, like an earlier one or with the person's own settings."""

Pay = Callable[[Asked, str, str], Awaitable[Reply]]
"""An invoice for a booking (its number) by a provider (its name), or why there is none."""


Affords = Callable[[Asked, Session], Awaitable[Collection[str] | None]]
"""The models that are too dear in a session for what is left of the person's day; None where each of them is."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The stores behind the counter."""

    users: Users
    sessions: Sessions
    transcript: Transcript
    awaited: Awaited
    budgets: Budgets


@dataclass(frozen=True, slots=True)
class Counter:
    """`about` says who answers (a sentence in a locale); `hold` keeps a session's lock; `link` makes an address on
    a platform that opens the bot in private with a payload, empty where there is none.
    """

    kept: Kept
    models: Models
    modes: Modes
    conversation: Conversation
    presets: Callable[[], Sequence[Preset]]
    allowance: Allowance
    exports: Exports
    desk: Desk
    booking_panels: BookingPanels
    about: Callable[[str], str]
    begin: Begin
    running: Running
    hold: Callable[[str], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    version: str
    pay: Pay
    speaking: Speaking
    affords: Affords
    link: Callable[[str, str], str] = lambda platform, payload: ""

    def answering(self, session: Session) -> Card:
        """Who answers first in a session while all goes well."""
        return self.models.answering(self.mode_of(session).name, session.model)

    def mode_of(self, session: Session) -> Mode:
        """The mode that a message goes to if it is about nothing in particular."""
        return self.specific(self.modes.named(split(session.mode)[0]))

    def specific(self, mode: Mode) -> Mode:
        """The mode, or plain chat for the one that sorts messages into the others."""
        return self.modes.named(CHAT) if mode.name == AUTO else mode

    def decision(self, mode: Mode, chosen: str | None, too_dear: Collection[str] = ()) -> Decision:
        """Who would answer in a mode now, and why; `chosen` is the session's model."""
        return choose_in(mode, self.models, Needs(tools=mode.tools), chosen, too_dear)

    def today(self, user: User) -> datetime:
        """The present moment where the person is."""
        return self.now().astimezone(ZoneInfo(user.time_zone))

    def renews(self, user: User) -> datetime:
        """When the next day begins where the person is."""
        return next_midnight(self.today(user))


def next_midnight(moment: datetime) -> datetime:
    """The first moment of the next day, in the same zone."""
    return (moment + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
