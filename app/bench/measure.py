"""Figures: how they are taken and what they are held against."""

import os
import time
from collections.abc import Awaitable, Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing. `value` is in `unit`; `target` (same unit) is what DESIGN asks for, None where it asks
    nothing; `floor` is the same figure of the least that would do, measured in the same run.
    """

    name: str
    value: float
    unit: str
    target: float | None = None
    floor: float | None = None
    more_is_better: bool = False
    note: str = ""
    absent: bool = False
    """Not measured; `note` says what that takes."""

    @property
    def ratio(self) -> float | None:
        """How many times the floor."""
        return self.value / self.floor if self.floor else None

    @property
    def met(self) -> bool | None:
        if self.target is None:
            return None
        return self.value >= self.target if self.more_is_better else self.value <= self.target


@dataclass(slots=True)
class Times:
    """Durations in seconds of one thing done many times, and the processor's time for all of them."""

    seconds: list[float] = field(default_factory=list[float])
    cpu: float = 0.0

    @property
    def p50(self) -> float:
        """Milliseconds."""
        return sorted(self.seconds)[len(self.seconds) // 2] * 1e3

    @property
    def p99(self) -> float:
        """Milliseconds."""
        if len(self.seconds) < 2:
            return self.seconds[0] * 1e3
        return quantiles(self.seconds, n=100, method="inclusive")[98] * 1e3

    @property
    def cpu_each(self) -> float:
        """Milliseconds of processor time for one."""
        return self.cpu / len(self.seconds) * 1e3

    def figures(
        self, name: str, *, target: float | None = None, floor: "Times | None" = None
    ) -> Iterator[Figure]:
        yield Figure(f"{name}, p50", self.p50, "ms", target, floor.p50 if floor else None)
        yield Figure(f"{name}, p99", self.p99, "ms", None, floor.p99 if floor else None)
        yield Figure(f"{name}, CPU", self.cpu_each, "ms", None, floor.cpu_each if floor else None)


@contextmanager
def timed(times: Times) -> Generator[None]:
    began, used = time.perf_counter(), time.process_time()
    yield
    times.seconds.append(time.perf_counter() - began)
    times.cpu += time.process_time() - used


async def repeat(rounds: int, once: Callable[[int], Awaitable[object]], warm_up: int = 10) -> Times:
    """Does a thing `rounds` times, one after the other, after some that don't count."""
    for number in range(warm_up):
        await once(number)
    times = Times()
    for number in range(warm_up, warm_up + rounds):
        with timed(times):
            await once(number)
    return times


def resident_megabytes(pid: int | None = None) -> float:
    """What a process has in memory, by default this one."""
    pages = int(Path(f"/proc/{pid or os.getpid()}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
