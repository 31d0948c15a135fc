"""`concierge bench`: what things cost, each beside its floor and its target, in one run."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path


def run(json: Path | None, *, quick: bool) -> int:
    """Measures everything, prints a table as it goes, and writes `json`; returns the exit code."""
    from app.bench import (
        availability,
        clock,
        crashes,
        crowd,
        discord,
        discord_crashes,
        growth,
        pages,
        panels,
        program,
        sessions,
        telegram,
        telegram_crashes,
        turns,
    )
    from app.bench.measure import Figure
    from app.bench.report import Report

    report = Report()

    async def gather(figures: AsyncIterator[Figure]) -> None:
        async for figure in figures:
            report.add(figure)

    parts: list[tuple[str, Callable[[], Iterator[Figure] | AsyncIterator[Figure]]]] = [
        ("one turn", lambda: turns.figures(40 if quick else 300)),
        ("a long conversation", lambda: growth.figures(200 if quick else 1_000)),
        ("many people", lambda: crowd.figures(2 if quick else 10)),
        ("many sessions", lambda: sessions.figures(20 if quick else 200, quick=quick)),
        ("free times", lambda: availability.figures(50 if quick else 500, quick=quick)),
        ("the clock", lambda: clock.figures(1_000 if quick else 10_000, 31.0 if quick else 65.0)),
        ("panels", lambda: panels.figures(40 if quick else 300, 1_000 if quick else 10_000)),
        ("the pages", lambda: pages.figures(100 if quick else 1_000, 20_000 if quick else 200_000)),
        ("the program", lambda: program.figures(quick=quick)),
        ("Telegram", lambda: telegram.figures(50 if quick else 500)),
        ("Discord", lambda: discord.figures(50 if quick else 500)),
        ("kill -9 on Telegram", lambda: telegram_crashes.figures(10 if quick else 200)),
        ("kill -9 on Discord", lambda: discord_crashes.figures(10 if quick else 200)),
        ("kill -9", lambda: crashes.figures(20 if quick else 200)),
    ]
    for title, measure in parts:
        report.begin(title)
        figures = measure()
        if isinstance(figures, AsyncIterator):
            asyncio.run(gather(figures))
        else:
            for figure in figures:
                report.add(figure)
    report.end()
    if json is not None:
        report.write(json)
    return 0
