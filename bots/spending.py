"""What answers cost: set aside before a model is asked, reckoned up after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from typing import Protocol
from zoneinfo import ZoneInfo

from langchain_core.messages import HumanMessage

from bots.allowance import Allowance
from bots.counter import Asked
from graphs.accounting import Spent
from graphs.conversation import Conversation
from graphs.modes import mode_answering
from graphs.said import Said
from models.catalogue import Card
from models.provider import Models
from models.usage import estimate
from storage.budgets import Budgets, Reserved, UsedUp
from storage.sessions import Sessions

INSTRUCTIONS = 800
"""Tokens that a mode's prompt and its tools take, about."""
CALLS = {"chat": 1}
CALLS_WITH_TOOLS = 3
"""How often a model is asked for one answer, about: a tool's result is another question to it."""


class Clock(Protocol):
    def __call__(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Spending:
    budgets: Budgets
    allowance: Allowance
    models: Models
    conversation: Conversation
    sessions: Sessions
    now: Clock

    async def reserve(self, said: Said, asked: Asked) -> Reserved | UsedUp | None:
        """Sets aside what the answer may cost, reckoned from what it reads and from what the last one read.

        None for whoever nothing bounds: what they spend is only noted.
        """
        limit = self.allowance.limit(asked.user, asked.incoming.platform, asked.incoming.sender.id)
        if limit is None:
            return None
        card = self.models.answering(mode_answering(said.mode), said.model)
        memory = await self.conversation.memory(said.thread_id)
        last = (await self.sessions.stats(said.thread_id)).last_input_tokens
        words = estimate([HumanMessage(said.text + said.system_message)])
        calls = CALLS.get(said.mode, CALLS_WITH_TOOLS)
        read = calls * (max(memory.estimated_tokens + INSTRUCTIONS, last) + words)
        written = said.max_tokens or 0
        day = self.now().astimezone(ZoneInfo(asked.user.time_zone)).date()
        return await self.budgets.reserve(
            said.turn_id,
            asked.user.id,
            limit,
            day,
            micros=_micros(card, read, written),
            tokens=read + written,
        )

    def micros(self, spent: Iterable[Spent]) -> int:
        """Millionths of a dollar. A call of unknown price adds nothing."""
        cards = {card.name: card for card in self.models.cards}
        known = [(cards[call.model], call) for call in spent if call.model in cards]
        return sum(_micros(card, call.input_tokens, call.output_tokens) for card, call in known)


def _micros(card: Card, read: int, written: int) -> int:
    cost = card.cost(read, written) or Decimal(0)
    return int((cost * 1_000_000).to_integral_value(ROUND_CEILING))
