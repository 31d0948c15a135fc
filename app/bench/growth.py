"""What a long conversation costs: time and storage at turns 10, 100 and 1,000 of 1 kB."""

from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from app.bench.house import Bench, InstantModel, open_bench
from app.bench.measure import Figure, Times, timed

TURNS = 1_000
AROUND = 10
MEGABYTE = 1_000_000


async def figures(turns: int = TURNS) -> AsyncIterator[Figure]:
    async with open_bench(InstantModel(words="y" * 1_000)) as bench:
        await bench.say("hello", "long")
        times: list[float] = []
        sizes: dict[int, int] = {}
        for number in range(1, turns + 1):
            each = Times()
            with timed(each):
                await bench.say(f"tell me {number} ".ljust(1_000, "x"), "long")
            times.append(each.p50)
            if number in (10, 100, turns):
                sizes[number] = _kept(bench)
        first = median(times[AROUND // 2 : AROUND // 2 + AROUND])
        for number in sizes:
            here = median(times[max(0, number - AROUND) : number])
            note = "the median of the ten turns up to it, beside those around the 10th"
            yield Figure(f"turn {number:,} of 1 kB", here, "ms", 1.5 * first, first, note=note)
        for number, size in sizes.items():
            target = 5.0 if number == turns else None
            yield Figure(
                f"kept after {number:,} turns", size / MEGABYTE, "MB", target, note="both databases' files"
            )


def _kept(bench: Bench) -> int:
    """Bytes of the files in the data folder, write-ahead logs left out."""
    folder = Path(urlsplit(bench.house.stores.database.url).path[1:]).parent
    folder = folder if folder.is_absolute() else Path("/") / folder
    return sum(file.stat().st_size for file in folder.glob("*.db"))
