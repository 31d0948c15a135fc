"""Ours beside the library's own, in the same run and on the same machine, which others may use too."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from statistics import median

from app.bench.measure import Figure

Once = Callable[[], Awaitable[float]]
"""Does it once; tells how fast it was, or how long it took."""


@dataclass(slots=True)
class Pairs:
    ours: list[float] = field(default_factory=list[float])
    theirs: list[float] = field(default_factory=list[float])

    @property
    def ratio(self) -> float:
        """The median of what neighbours come to: whatever slows the machine down for a while slows both."""
        return median(ours / theirs for ours, theirs in zip(self.ours, self.theirs, strict=True))

    def speed(self, name: str, unit: str, note: str, least: float | None = None) -> tuple[Figure, Figure]:
        """Of which more is better; `least` is what the ratio has to be."""
        floor = median(self.theirs)
        figure = Figure(name, median(self.ours), unit, None, floor, more_is_better=True, note=note)
        return figure, self.beside("it", least, more_is_better=True)

    def waits(self, name: str, note: str) -> Figure:
        """In milliseconds, from seconds."""
        return Figure(name, median(self.ours) * 1e3, "ms", None, median(self.theirs) * 1e3, note=note)

    def beside(self, what: str, target: float | None = None, *, more_is_better: bool = False) -> Figure:
        note = f"median of {len(self.ours)} neighbouring pairs"
        return Figure(f"... beside {what}", self.ratio, "×", target, more_is_better=more_is_better, note=note)


async def in_turns(rounds: int, ours: Once, theirs: Once) -> Pairs:
    """After one of each that doesn't count. Who begins alternates."""
    await theirs()
    await ours()
    pairs = Pairs()
    for number in range(rounds):
        if number % 2:
            pairs.ours.append(await ours())
            pairs.theirs.append(await theirs())
        else:
            pairs.theirs.append(await theirs())
            pairs.ours.append(await ours())
    return pairs
