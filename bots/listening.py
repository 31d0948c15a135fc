"""Listening to the recordings of a message, before anything else is done with it."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import structlog

from bots.counter import Asked, Counter
from bots.metrics import Metrics
from bots.platform import Fetching, NotFetched, Platform, TooLarge
from bots.recordings import recordings
from bots.spending import Spending
from bots.unheard import in_progress, not_understood, stopped
from graphs.dialogue import Attachment, Draft, Heard, Incoming, Reply, dump
from graphs.modes import split
from graphs.stopping import Stopped
from models.hearing.hearing import Hearing, Progress
from models.hearing.trouble import Reason, Unheard
from models.purse import Purse
from storage.settlement import Settlements

LARGEST = 200 * 1024 * 1024
"""Bytes of a recording; a platform may hand out less."""

_log = structlog.get_logger(__name__)


class Listening:
    """What was understood is kept with the message, so that no later try listens again."""

    def __init__(
        self,
        hearing: Hearing,
        settlements: Settlements,
        spending: Spending,
        counter: Counter,
        metrics: Metrics,
    ) -> None:
        self._hearing = hearing
        self._settlements = settlements
        self._spending = spending
        self._counter = counter
        self._metrics = metrics

    async def understand(self, source: int, asked: Asked, platform: Platform) -> Incoming | Reply:
        """The message with what was understood, or why it wasn't. `source` is the turn that it came in."""
        purse = self._spending.purse(asked, "hearing")
        running = self._counter.running
        try:
            with running.talk(asked.place.key, asked.user.id, asked.session.user_id) as stop:
                heard = await stop.unless(self._listen(asked, platform, purse), words=str)
        except Stopped:
            await purse.pay()
            return stopped(asked.turn_id, asked.locale)
        except Unheard as trouble:
            await purse.pay()
            _log.info(
                "a recording was not understood",
                turn=asked.turn_id,
                reason=trouble.reason,
                detail=trouble.detail,
            )
            self._metrics.failed.labels(f"recording {trouble.reason}").inc()
            renews = asked.when(self._counter.renews(asked.user))
            return not_understood(asked.turn_id, trouble, asked.locale, renews)
        whole = replace(asked.incoming, heard=heard)
        await self._settlements.understood(source, dump(whole), purse.costs)
        return whole

    async def _listen(self, asked: Asked, platform: Platform, purse: Purse) -> tuple[Heard, ...]:
        """One for each recording; where one of several has no words in it, nothing for that one."""
        heard: list[Heard] = []
        async with _drafts(asked, platform) as show:
            for file in recordings(asked.incoming):
                data = await _fetched(file, platform)
                try:
                    heard.append(
                        await self._hearing.listen(
                            data,
                            person=asked.user.id,
                            mode=split(asked.session.mode)[0],
                            language=asked.user.locale,
                            show=show,
                            purse=purse,
                        )
                    )
                except Unheard as trouble:
                    if trouble.reason is not Reason.SILENT:
                        raise
                    heard.append(Heard())
        if not any(one.passages for one in heard):
            raise Unheard(Reason.SILENT)
        return tuple(heard)


async def _fetched(file: Attachment, platform: Platform) -> bytes:
    if not isinstance(platform, Fetching):
        raise Unheard(Reason.GONE, detail="the platform has no files")
    try:
        return await platform.fetch(file, LARGEST)
    except TooLarge as error:
        raise Unheard(Reason.TOO_LARGE, bound=error.most) from None
    except NotFetched as error:
        raise Unheard(Reason.GONE, detail=str(error)) from None


@asynccontextmanager
async def _drafts(asked: Asked, platform: Platform) -> AsyncGenerator[Callable[[Progress], None]]:
    """Shows the newest progress, and none that was overtaken meanwhile."""
    newest: list[Progress] = []
    news = asyncio.Event()

    def show(progress: Progress) -> None:
        newest[:] = [progress]
        news.set()

    async def draw() -> None:
        while True:
            await news.wait()
            news.clear()
            text = in_progress(newest[0], asked.locale)
            await platform.draft(asked.turn_id, asked.incoming, Draft(text))

    drawing = asyncio.create_task(draw(), name=f"progress of turn {asked.turn_id}")
    try:
        yield show
    finally:
        drawing.cancel()
        await asyncio.gather(drawing, return_exceptions=True)
