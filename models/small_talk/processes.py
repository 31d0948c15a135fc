"""The models for small talk that are in use, each in one process, whoever asks."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from models.admission import Admission
from models.card import Card
from models.small_talk.loading import EXTRA
from models.small_talk.process import ModelProcess
from models.waiting import loading_heard

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

MOST_WAITING = 16
"""Who may wait for a model where its card doesn't say."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class ModelProcesses:
    """No process runs before the first model is opened."""

    def __init__(self) -> None:
        self._used: dict[tuple[str, str], tuple[ModelProcess, Admission]] = {}

    async def open(self, card: Card) -> "tuple[Card, BaseChatModel]":
        """The card's model, loaded, and the card with the window that it has. Raises Trouble."""
        from models.small_talk.model import SmallTalkModel

        source = card.path or card.model
        if (source, card.device) not in self._used:
            waiting = MOST_WAITING if card.waiting is None else card.waiting
            self._used[source, card.device] = ModelProcess(source, card.device), Admission(waiting)
        process, admission = self._used[source, card.device]
        ready = await process.start(loading_heard())
        model = SmallTalkModel(
            process=process, admission=admission, card=card.name, metadata={"card": card.name}
        )
        return replace(card, window=ready.window), model

    async def announce(self, cards: Iterable[Card]) -> None:
        """Tells the owner what is missing for the models of the catalogue."""
        local = [card for card in cards if card.provider == "transformers"]
        if local:
            await asyncio.to_thread(_announce, local)

    async def close(self) -> None:
        for process, _admission in self._used.values():
            await process.close()
        self._used.clear()


def _announce(cards: Sequence[Card]) -> None:
    for card in cards:
        if card.path and not Path(card.path).is_dir():
            _log.error("The model's folder is not there", model=card.name, folder=card.path)
    if not all(map(find_spec, ("torch", "transformers"))):
        _log.error(f"Models for small talk need torch and transformers: {EXTRA}")
