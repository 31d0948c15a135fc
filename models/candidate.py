"""A model that may answer."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from models.breaker import Breaker
from models.card import Card
from models.trouble import Reason

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Open = Callable[[Card], Awaitable[tuple[Card, "BaseChatModel"]]]
"""Makes the model and fills in what its server said of itself. Raises Trouble."""


class Candidate:
    """Opens its model at first use and keeps it; `card` is what is known of it by now.

    `breaker` is its server's, which others there share.
    """

    def __init__(self, card: Card, open_model: Open, breaker: Breaker | None = None) -> None:
        self.card = card
        self.breaker = breaker or Breaker()
        self._open = open_model
        self._model: BaseChatModel | None = None
        self._opening = asyncio.Lock()
        self._known_troubles: set[Reason] = set()

    def __repr__(self) -> str:
        return f"Candidate({self.card!r})"

    async def model(self) -> "BaseChatModel":
        """The model itself. Raises Trouble when its server must be asked for it and doesn't answer."""
        async with self._opening:
            if self._model is None:
                self.card, self._model = await self._open(self.card)
        return self._model

    def failed(self, reason: Reason) -> bool:
        """Notes a failure; true when it is news, so that the log says it once and not at every turn."""
        news = reason not in self._known_troubles
        self._known_troubles.add(reason)
        return news

    def answered(self) -> bool:
        """Notes an answer; true when it ends a time of failures."""
        recovered = bool(self._known_troubles)
        self._known_troubles.clear()
        return recovered
