"""Ending an answer while it grows, and keeping what it has said."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.runnables import RunnableConfig
from langgraph.config import get_config

T = TypeVar("T")
Words = Callable[[], str]

# Names that begin like this are kept out of a checkpoint's metadata.
_STOP, _WORDS = "__stop", "__words"
_MARK = "stopped"
_NOTHING_SAID = "…"
"""Stands in the memory where an answer was stopped before its first word: some servers take no empty message."""


class Stop:
    """Asks a turn to end. `request` may be called at any time on the loop, and more than once."""

    def __init__(self) -> None:
        self.requested = False
        self._speaking: asyncio.Task[Any] | None = None

    def request(self) -> None:
        """Ends the answer at once while a model speaks, and after the tool that is at work otherwise."""
        self.requested = True
        if self._speaking is not None:
            self._speaking.cancel()

    async def unless(self, speaking: Coroutine[Any, Any, T], words: Words) -> T:
        """What `speaking` gives; raises `Stopped` with the words so far when it is cancelled by a request."""
        if self.requested:
            speaking.close()
            raise Stopped("")
        task = asyncio.create_task(speaking)
        self._speaking = task
        try:
            return await task
        except asyncio.CancelledError:
            outer = asyncio.current_task()
            if not self.requested or (outer is not None and outer.cancelling()):
                raise
            raise Stopped(words()) from None
        finally:
            self._speaking = None


class Stopped(Exception):
    """The person has stopped the answer; `words` is what it had said."""

    def __init__(self, words: str) -> None:
        super().__init__("stopped")
        self.words = words


def stoppable(config: RunnableConfig, stop: Stop, words: Words) -> None:
    """Lets `stop` end the run of this config; `words` tells what its model has said so far."""
    config.setdefault("configurable", {}).update({_STOP: stop, _WORDS: words})


async def until_stopped(speaking: Coroutine[Any, Any, T]) -> T:
    """Awaits a model's words inside a run. Raises `Stopped` when the run is asked to stop meanwhile, or was."""
    configurable = get_config().get("configurable", {})
    stop: Stop | None = configurable.get(_STOP)
    return await speaking if stop is None else await stop.unless(speaking, configurable[_WORDS])


def stopped_message(words: str) -> AIMessage:
    """What stands in the memory for an answer that was stopped."""
    return AIMessage(words or _NOTHING_SAID, additional_kwargs={_MARK: True})


def was_stopped(message: BaseMessage) -> bool:
    return bool(message.additional_kwargs.get(_MARK))


def words_before_the_stop(message: AIMessage) -> str:
    """What was really said; empty where nothing was."""
    return "" if message.text == _NOTHING_SAID else str(message.text)
