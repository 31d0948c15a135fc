"""The process that holds a model, as the house sees it."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Sequence

import structlog

from models.child import Child
from models.small_talk import wire
from models.small_talk.turns import Turn
from models.trouble import Reason, Trouble
from models.waiting import Loads

_log = structlog.get_logger(__name__)


class ModelProcess:
    """Begins at the first `start` and again after it has died. One question at a time."""

    def __init__(self, source: str, device: str) -> None:
        self._source = source
        self._device = device
        self._child: Child | None = None
        self._loading: asyncio.Task[wire.Ready] | None = None
        self._heard_loading: list[Loads] = []
        self._number = 0

    @property
    def pid(self) -> int | None:
        """The system's number for it, while it runs."""
        return self._child.pid if self._child and not self._child.ended else None

    async def start(self, heard: Iterable[Loads] = ()) -> wire.Ready:
        """Loads the model, if it isn't loaded, and tells `heard` how far it is. Who waits may leave. Raises Trouble."""
        if self._child is not None and self._child.ended:
            await self.close()
        if self._loading is None:
            self._loading = asyncio.create_task(self._load())
        loading = self._loading
        if not loading.done():
            self._heard_loading.extend(heard)
        try:
            return await asyncio.shield(loading)
        except Trouble:
            self._heard_loading.clear()
            if self._loading is loading:
                self._loading = None
            raise

    async def _load(self) -> wire.Ready:
        self._child = await Child.start("models.small_talk", self._source, self._device)
        while isinstance(said := await self._heard(), wire.Loading):
            for loads in self._heard_loading:
                loads(said.percent)
        self._heard_loading.clear()
        if isinstance(said, wire.Ready):
            _log.info("model loaded", model=self._source, window=said.window, device=said.device)
            return said
        reason = said.detail if isinstance(said, wire.Failed) else ""
        _log.error("The model can't be loaded", model=self._source, reason=reason)
        raise Trouble(Reason.NOT_THERE, detail="load")

    async def answer(self, turns: Sequence[Turn], limit: int | None) -> AsyncGenerator[str | wire.Done]:
        """The pieces of an answer, and how it ended. Leaving early stops the model. Raises Trouble."""
        await self.start()
        self._number += 1
        number = self._number
        done = False
        self._tell(wire.Question(number, tuple(turns), limit))
        try:
            while not done:
                match await self._heard():
                    case wire.Piece(number=about, text=text) if about == number:
                        yield text
                    case wire.Done(number=about) as ending if about == number:
                        done = True
                        yield ending
                    case wire.Failed(number=about) as failure if about == number:
                        done = True
                        raise self._trouble(failure)
                    case _:
                        pass  # the rest of an answer that nobody wants any more
        finally:
            if not done:
                self._tell(wire.Stop(number))

    async def close(self) -> None:
        """Ends the process and waits until it is gone."""
        loading, self._loading = self._loading, None
        if loading is not None:
            loading.cancel()
            await asyncio.gather(loading, return_exceptions=True)
        child, self._child = self._child, None
        if child is not None:
            await child.end()

    def _tell(self, said: wire.ToModel) -> None:
        if self._child is not None:
            self._child.tell(wire.dump(said).encode())

    async def _heard(self) -> wire.FromModel:
        assert self._child is not None
        line = await self._child.says.readline()
        if not line:
            await self._child.end()
            raise Trouble(Reason.UNREACHABLE, retry=True, detail="process ended")
        return wire.from_model(line)

    def _trouble(self, failure: wire.Failed) -> Trouble:
        if failure.why == "too_long":
            return Trouble(Reason.TOO_LONG)
        _log.error("The model failed", model=self._source, error=failure.why, reason=failure.detail)
        return Trouble(Reason.CUT_SHORT, detail=failure.why)
