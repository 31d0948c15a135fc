"""One live line that says how the program is doing, for whoever looks at its terminal."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from app.platforms import Bot, Bots
from app.wiring import House

SECONDS = 1.0


@asynccontextmanager
async def status_line(house: House, bots: Bots, url: str) -> AsyncGenerator[None]:
    """A line of its own while the block runs; nothing where the output is no terminal."""
    if not sys.stdout.isatty():
        yield
        return
    from rich.live import Live  # slow to import, and of no use to a log
    from rich.text import Text

    with Live(refresh_per_second=2) as live:
        async with kept_up_to_date(house, bots, url, lambda text: live.update(Text(text))):
            yield


@asynccontextmanager
async def kept_up_to_date(
    house: House, bots: Bots, url: str, show: Callable[[str], None]
) -> AsyncGenerator[None]:
    """Hands the line to `show` every second while the block runs; never where there are no bots."""

    async def go_on() -> None:
        while bots.running:
            show(await _line(house, bots, url))
            await asyncio.sleep(SECONDS)

    showing = asyncio.create_task(go_on(), name="status line")
    try:
        yield
    finally:
        showing.cancel()


async def _line(house: House, bots: Bots, url: str) -> str:
    states = [await _state(bot) for bot in bots.running]
    answered = int(
        sum(
            sample.value
            for metric in house.metrics.answered.collect()
            for sample in metric.samples
            if sample.name.endswith("_total")
        )
    )
    return "  ".join([*states, f"{answered} answered", f"{house.queue.backlog} waiting", url])


async def _state(bot: Bot) -> str:
    """A filled dot for a bot that is connected, an empty one and the reason for one that isn't."""
    try:
        await bot.check()
    except Exception as trouble:
        return f"○ {bot.name.capitalize()} ({trouble})"
    return f"● {bot.name.capitalize()}"
