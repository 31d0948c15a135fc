"""What models are asked beside the conversations: quick answers in other chats, and short titles.

No turn in the inbox stands for these, so each is on the books under a negative number of its own.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import structlog

from bots.allowance import Allowance
from bots.counter import next_midnight
from bots.markup import shortened
from bots.panels.sessions import LONGEST_TITLE
from bots.spending import INSTRUCTIONS, Spending
from graphs.accounting import Meter, Spent
from graphs.dialogue import Sender
from graphs.parts import Parts
from graphs.quick import USUAL_LIMIT, quick_answer
from graphs.titles import short_title
from storage.budgets import Budgets, UsedUp
from storage.sessions import Session, Sessions
from storage.settlement import title_of
from storage.users import User, Users
from texts import detect, formats, translator
from tools.caller import Caller

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Asides:
    parts: Parts
    users: Users
    sessions: Sessions
    budgets: Budgets
    allowance: Allowance
    spending: Spending
    time_zone: str
    now: Callable[[], datetime]

    async def quick(self, platform: str, sender: Sender, text: str) -> str:
        """An answer without memory and tools; why there is none, where there can't be one today."""
        user = await self.users.resolve(
            platform, sender.id, sender.name, sender.locale or detect(text), time_zone=self.time_zone
        )
        locale, number, day = detect(text, user.locale), -secrets.randbits(62) - 1, self._day(user)
        limit = self.allowance.limit(user, platform, sender.id)
        if limit is not None:
            read = INSTRUCTIONS + len(text)
            micros = self.spending.micros((Spent(self._card(user), read, USUAL_LIMIT, estimated=True),))
            granted = await self.budgets.reserve(
                number, user.id, limit, day, micros=micros, tokens=read + USUAL_LIMIT
            )
            if isinstance(granted, UsedUp):
                return self._used_up(user, locale)
        try:
            answer = await quick_answer(
                self.parts,
                Caller(user.id, user.role, locale, user.time_zone),
                text,
                model=user.model,
                system_message=user.system_message,
                max_tokens=user.max_tokens,
            )
        except BaseException:
            await self.budgets.release(number)
            raise
        await self._charge(number, user.id, day, answer.spent)
        return answer.text

    async def entitle(self, session: Session, turn_id: int, first: str, answer: str) -> None:
        """Gives a session a short title, if a model has one and nobody gave it another meanwhile."""
        meter = Meter()
        try:
            title = await short_title(self.parts, first, answer, meter)
            await self._charge(-turn_id, session.user_id, self.now().date(), tuple(meter.spent))
            now = await self.sessions.get(session.id)
            if title and now is not None and now.title == title_of(first):
                await self.sessions.change(session.id, title=shortened(title, LONGEST_TITLE))
        except Exception:
            _log.exception("no title for a session", session=session.id)

    async def _charge(self, number: int, user_id: int, day: date, spent: tuple[Spent, ...]) -> None:
        if not spent:
            await self.budgets.release(number)
            return
        tokens = sum(call.input_tokens + call.output_tokens for call in spent)
        micros = self.spending.micros(spent)
        await self.budgets.settle(number, user_id, day, micros=micros, tokens=tokens)

    def _card(self, user: User) -> str:
        return self.parts.models.answering("chat", user.model).name

    def _day(self, user: User) -> date:
        return self.now().astimezone(ZoneInfo(user.time_zone)).date()

    def _used_up(self, user: User, locale: str) -> str:
        _ = translator(locale)
        today = self.now().astimezone(ZoneInfo(user.time_zone))
        renews = next_midnight(today)
        text = _("Your budget for today doesn't reach for this answer. It renews {when}.")
        return text.format(when=formats.date_time(renews, locale))
