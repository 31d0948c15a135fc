"""`concierge bench`: what things cost, each beside its floor and its target, in one run."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.bench.measure import Figure
    from app.bench.report import Report

    Measure = Callable[[], Iterator[Figure] | AsyncIterator[Figure]]


def run(json: Path | None, *, quick: bool) -> int:
    """Measures everything, prints a table as it goes, and writes `json`; returns the exit code."""
    return _measure([*_parts(quick), *_models(quick, None), *_crashes(quick)], json)


def run_models(json: Path | None, *, quick: bool, gguf: Path | None) -> int:
    """The models that run here alone; `gguf` is a file to take in the place of a tiny one."""
    return _measure(_models(quick, gguf), json)


def _parts(quick: bool) -> "list[tuple[str, Measure]]":
    from app.bench import (
        availability,
        clock,
        crowd,
        discord,
        extras,
        growth,
        pages,
        panels,
        program,
        servers,
        sessions,
        telegram,
        turns,
    )

    return [
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
        ("a server's model", lambda: servers.figures(10 if quick else 40)),
        ("the extras at their first use", lambda: extras.figures(1 if quick else 3)),
    ]


def _models(quick: bool, gguf: Path | None) -> "list[tuple[str, Measure]]":
    from app.bench import brains, hearing, local, small_talk

    return [  # at once comes first, while this process is as clean of the raw libraries as a house is
        ("models and recordings at once", lambda: brains.figures(2 if quick else 7)),
        ("a GGUF file", lambda: local.figures(200 if quick else 400, 5 if quick else 25, gguf)),
        ("a dialogue model", lambda: small_talk.figures(200 if quick else 300, 5 if quick else 11)),
        ("recordings", lambda: hearing.figures(3 if quick else 9)),
    ]


def _crashes(quick: bool) -> "list[tuple[str, Measure]]":
    from app.bench import crashes, discord_crashes, telegram_crashes

    return [
        ("kill -9 on Telegram", lambda: telegram_crashes.figures(10 if quick else 200)),
        ("kill -9 on Discord", lambda: discord_crashes.figures(10 if quick else 200)),
        ("kill -9", lambda: crashes.figures(20 if quick else 200)),
    ]


def _measure(parts: "Sequence[tuple[str, Measure]]", json: Path | None) -> int:
    from app.bench.report import Report
    from web.watched_loop import WatchedLoop

    report = Report()
    for title, measure in parts:
        report.begin(title)
        gc.freeze()  # as the house does: each part finds what the earlier ones have imported
        figures = measure()
        if isinstance(figures, AsyncIterator):
            with asyncio.Runner(loop_factory=WatchedLoop) as runner:
                runner.run(_gather(figures, report))
        else:
            for figure in figures:
                report.add(figure)
    report.end()
    if json is not None:
        report.write(json)
    return 0


async def _gather(figures: "AsyncIterator[Figure]", report: "Report") -> None:
    async for figure in figures:
        report.add(figure)
