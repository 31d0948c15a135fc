"""The benchmarks of Telegram and Discord come to figures, and count nothing wrong."""

from collections.abc import AsyncIterator

import pytest

from app.bench import discord, discord_crashes, telegram, telegram_crashes
from app.bench.measure import Figure
from tests.thorough import only_thorough


async def taken(figures: AsyncIterator[Figure]) -> dict[str, Figure]:
    return {figure.name.strip(): figure async for figure in figures}


@only_thorough
@pytest.mark.parametrize("platform", [telegram_crashes, discord_crashes], ids=["telegram", "discord"])
@pytest.mark.crash
async def test_kills_are_counted(platform) -> None:
    figures = await taken(platform.figures(2))
    assert figures["kills"].value == 2
    assert [figure.name for figure in figures.values() if figure.met is False] == []


async def test_a_crowd_on_telegram_is_measured() -> None:
    figures = await taken(telegram.figures(5, seconds=0.2, rest=0))
    assert figures["5 chats, instant model, no limits"].value > 1
    assert figures["API calls for an answer"].value >= 1
    assert figures["calls refused with 429"].value == 0


async def test_a_crowd_on_discord_is_measured() -> None:
    figures = await taken(discord.figures(5, seconds=0.2, rest=0))
    assert figures["acknowledged within 3 s"].value == 100
    assert figures["to the whole answer, p50"].value > 0
