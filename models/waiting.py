"""Waiting for one's turn at a model that answers one person at a time."""

from collections.abc import AsyncGenerator, Callable, Hashable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, BaseCallbackHandler
from langchain_core.runnables.config import ensure_config

from models.admission import Admission, Crowded, Waits
from models.trouble import Reason, Trouble

Loads = Callable[[int], None]
Reads = Callable[[int, int], None]
"""Told which part of how many is being read."""


class Queued(BaseCallbackHandler):
    """Hangs on a run, to be told how many answers come before its own: `waits` is as in `Admission.turn`, and told 0
    when it is the run's turn after it had to wait.

    While the model is loaded `loads` is told how far that is, in per cent, and `reads` which part it reads of a long
    text.
    """

    def __init__(self, waits: Waits, loads: Loads | None = None, reads: Reads | None = None) -> None:
        self.waits = waits
        self.loads = loads
        self.reads = reads


@asynccontextmanager
async def own_turn(
    admission: Admission, run_manager: AsyncCallbackManagerForLLMRun | None
) -> AsyncGenerator[None]:
    """The turn of whoever the run's metadata name as "user". Raises Trouble where too many wait.

    Without a `run_manager`, which a streamed answer isn't given, it is the run around it that counts.
    """
    metadata, handlers = _run(run_manager)
    person: Hashable = metadata.get("user")
    queued = next((each for each in handlers if isinstance(each, Queued)), None)
    waited = False

    def wait(ahead: int) -> None:
        nonlocal waited
        waited = True
        if queued is not None:
            queued.waits(ahead)

    try:
        async with admission.turn(person, wait):
            if waited:
                wait(0)
            yield
    except Crowded as crowded:
        raise Trouble(Reason.CROWDED, detail=f"{crowded.waiting} waiting") from None


def loading_heard() -> list[Loads]:
    """Who wants to know, in the run around this, how far a model is loaded."""
    _, handlers = _run(None)
    return [each.loads for each in handlers if isinstance(each, Queued) and each.loads is not None]


def reading_heard() -> list[Reads]:
    """Who wants to know, in the run around this, which part of a long text is read."""
    _, handlers = _run(None)
    return [each.reads for each in handlers if isinstance(each, Queued) and each.reads is not None]


def _run(
    run_manager: AsyncCallbackManagerForLLMRun | None,
) -> tuple[Mapping[str, Any], Sequence[BaseCallbackHandler]]:
    """The metadata and the handlers of a model's run."""
    if run_manager is not None:
        return run_manager.metadata, run_manager.handlers
    around = ensure_config()
    callbacks = around.get("callbacks") or []
    handlers = callbacks if isinstance(callbacks, list) else callbacks.handlers
    return around.get("metadata") or {}, handlers
