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
        return (
            Figure(name, median(self.ours), unit, None, floor, more_is_better=True, note=note),
            self._beside(least, more_is_better=True),
        )

    def waits(self, name: str, note: str, most: float | None = None) -> tuple[Figure, Figure]:
        """In milliseconds, from seconds; `most` is what the ratio may be."""
        ours, theirs = median(self.ours) * 1e3, median(self.theirs) * 1e3
        return Figure(name, ours, "ms", None, theirs, note=note), self._beside(most, more_is_better=False)

    def _beside(self, target: float | None, *, more_is_better: bool) -> Figure:
        note = f"median of {len(self.ours)} neighbouring pairs"
        return Figure("... beside it", self.ratio, "×", target, more_is_better=more_is_better, note=note)


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
