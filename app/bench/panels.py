"""What panels cost: a press without the wire, and the memory that many known people take."""

import gc
from collections.abc import AsyncIterator

from app.bench.house import Bench, open_bench
from app.bench.measure import Figure, Times, repeat, resident_megabytes
from graphs.dialogue import Reply

SESSIONS = 50


async def figures(rounds: int, people: int) -> AsyncIterator[Figure]:
    async with open_bench() as bench:
        for figure in (await _presses(bench, rounds)).figures("a press on a panel", target=20.0):
            yield figure
        for figure in (await _lists(bench, rounds)).figures("/sessions of 50", target=None):
            yield figure
    async with open_bench() as bench:
        before = await _kept(bench, range(200))
        after = await _kept(bench, range(200, 200 + people))
        note = f"{people:,} people who wrote once each"
        yield Figure("memory that known people take", after - before, "MB", note=note)


async def _presses(bench: Bench, rounds: int) -> Times:
    """One that changes a setting and shows the panel anew, from its acceptance to its delivery."""
    for number in range(SESSIONS):
        await bench.say("/new")
        await bench.say(f"Matter {number}")
    panel = (await bench.say("/user")).reply

    async def press(number: int) -> None:
        nonlocal panel
        panel = (await bench.say("x", pressed=_toggle(panel))).reply
        assert panel.replaces, panel.text

    return await repeat(rounds, press)


async def _lists(bench: Bench, rounds: int) -> Times:
    return await repeat(rounds, lambda number: bench.say("/sessions"))


async def _kept(bench: Bench, numbers: range) -> float:
    """Resident megabytes after each of these people wrote once."""
    for number in numbers:
        await bench.say("/start", f"person-{number}")
    gc.collect()
    return resident_megabytes()


def _toggle(panel: Reply) -> str:
    assert panel.panel is not None, panel.text
    return panel.panel.buttons[0].value
