"""Waiting for one's turn at a model that answers one person at a time."""

from collections.abc import AsyncGenerator, Hashable
from contextlib import asynccontextmanager

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, BaseCallbackHandler

from models.admission import Admission, Crowded, Waits
from models.trouble import Reason, Trouble


class Queued(BaseCallbackHandler):
    """Hangs on a run, to be told how many answers come before its own: `waits` is as in `Admission.turn`."""

    def __init__(self, waits: Waits) -> None:
        self.waits = waits


@asynccontextmanager
async def own_turn(
    admission: Admission, run_manager: AsyncCallbackManagerForLLMRun | None
) -> AsyncGenerator[None]:
    """The turn of whoever the run's metadata name as "user". Raises Trouble where too many wait."""
    person: Hashable = run_manager.metadata.get("user") if run_manager else None
    queued = [each for each in run_manager.handlers if isinstance(each, Queued)] if run_manager else []
    try:
        async with admission.turn(person, queued[0].waits if queued else None):
            yield
    except Crowded as crowded:
        raise Trouble(Reason.CROWDED, detail=f"{crowded.waiting} waiting") from None
