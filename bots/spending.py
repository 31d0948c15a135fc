"""What answers cost: set aside before a model is asked, reckoned up after."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal
from itertools import takewhile
from typing import Protocol
from zoneinfo import ZoneInfo

from langchain_core.messages import HumanMessage

from bots.allowance import Allowance
from bots.counter import Asked
from bots.purse import TurnPurse
from graphs.accounting import Spent
from graphs.conversation import Conversation
from graphs.deciding import choose_in
from graphs.limits import longest
from graphs.modes import AUTO, CHAT, Mode, Modes, split
from graphs.said import Said
from models.card import Card
from models.choice import Needs
from models.provider import Models
from models.usage import estimate
from storage.budgets import Budgets, Purpose, UsedUp
from storage.sessions import Session, Sessions

INSTRUCTIONS = 800
"""Tokens that a mode's prompt and its tools take, about."""
CALLS_WITH_TOOLS = 3
"""How often a model is asked for one answer, about: a tool's result is another question to it."""


class Clock(Protocol):
    def __call__(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Granted:
    """An answer may be given, by whichever model is not `too_dear` for what is left of the day's budget."""

    too_dear: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spending:
    budgets: Budgets
    allowance: Allowance
    models: Models
    modes: Modes
    conversation: Conversation
    sessions: Sessions
    now: Clock

    async def reserve(self, said: Said, asked: Asked) -> Granted | UsedUp:
        """Sets aside what the answer may cost, reckoned from what it reads and from what the last one read.

        That is what the first model in line would cost that the budget reaches for. For whoever nothing bounds, what
        they spend is only noted.
        """
        limit = self.allowance.limit(asked.user, asked.incoming.platform, asked.incoming.sender.id)
        if limit is None:
            return Granted()
        costs, tokens = await self._costs(said)
        day = self._day(asked)
        refused: UsedUp | None = None
        for _name, micros in costs:
            granted = await self.budgets.reserve(
                said.turn_id, asked.user.id, limit, day, micros=micros, tokens=tokens
            )
            if not isinstance(granted, UsedUp):
                return Granted(_dearer(costs, granted.micros))
            refused = refused or granted
        return refused or Granted()

    async def affords(self, asked: Asked, session: Session) -> Collection[str] | None:
        """Implements `bots.counter.Affords`, for a message of a few words. Sets nothing aside."""
        limit = self.allowance.limit(asked.user, asked.incoming.platform, asked.incoming.sender.id)
        if limit is None:
            return ()
        said = Said(
            asked.turn_id,
            session.id,
            asked.caller,
            "",
            mode=session.mode,
            model=session.model,
            system_message=session.system_message,
            max_tokens=asked.user.max_tokens,
        )
        costs, tokens = await self._costs(said)
        spent = await self.budgets.spent(asked.user.id, self._day(asked))
        left = [micros for _name, micros in costs if spent.leaves(limit, micros, tokens)]
        return _dearer(costs, left[0]) if left else None

    async def _costs(self, said: Said) -> tuple[list[tuple[str, int]], int]:
        """What each model in line would cost in micro-dollars, and how many tokens are read and written."""
        name, _choice = split(said.mode)
        mode = self.modes.named(CHAT if name == AUTO else name)
        read, written = await self._tokens(said, mode)
        decision = choose_in(mode, self.models, Needs(tools=mode.tools), said.model)
        costs = [(card.name, _micros(card, read, written)) for card in self._reckoned(decision.order)]
        return costs, read + written

    def purse(self, asked: Asked, purpose: Purpose) -> TurnPurse:
        """What listening or speaking in this turn is paid from."""
        limit = self.allowance.limit(asked.user, asked.incoming.platform, asked.incoming.sender.id)
        return TurnPurse(self.budgets, limit, asked.turn_id, purpose, asked.user.id, self._day(asked))

    def _day(self, asked: Asked) -> date:
        return self.now().astimezone(ZoneInfo(asked.user.time_zone)).date()

    async def _tokens(self, said: Said, mode: Mode) -> tuple[int, int]:
        """How many are read and written for the answer, about."""
        memory = await self.conversation.memory(said.thread_id)
        last = (await self.sessions.stats(said.thread_id)).last_input_tokens
        words = estimate([HumanMessage(said.text + said.system_message)])
        calls = CALLS_WITH_TOOLS if mode.tools or said.mode == AUTO else 1
        read = calls * (max(memory.estimated_tokens + INSTRUCTIONS, last) + words)
        return read, longest(mode, said.max_tokens, said.text) or 0

    def _reckoned(self, order: Sequence[str]) -> list[Card]:
        """The models whose price is reckoned with: the built-in one only where there is no other."""
        cards = [candidate.card for candidate in self.models.named(order)]
        return [card for card in cards if card.provider != "builtin"] or cards

    def micros(self, spent: Iterable[Spent]) -> int:
        """Millionths of a dollar. A call of unknown price adds nothing."""
        cards = {card.name: card for card in self.models.cards}
        known = [(cards[call.model], call) for call in spent if call.model in cards]
        return sum(_micros(card, call.input_tokens, call.output_tokens) for card, call in known)


def _dearer(costs: Sequence[tuple[str, int]], micros: int) -> tuple[str, ...]:
    """Those in front that cost more than what was set aside, maybe by the same turn before a crash."""
    return tuple(name for name, _micros in takewhile(lambda cost: cost[1] > micros, costs))


def _micros(card: Card, read: int, written: int) -> int:
    cost = card.cost(read, written) or Decimal(0)
    return int((cost * 1_000_000).to_integral_value(ROUND_CEILING))
