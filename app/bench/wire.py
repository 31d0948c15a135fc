"""What the benchmarks over fake platforms share: the fakes' presence, processes to kill, rounds of a crowd."""

import asyncio
import importlib.util
import random
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from app.bench.lives import Life, Work, begin, beginning
from app.bench.measure import Figure, Times
from storage.migrate import upgrade

NOTE = "Not measured: this needs a checkout, as the platform's fake is in tests/fakes."
LANES = 2
"""So many programs are killed side by side."""
PEOPLE = 4
QUIET_SECONDS = 1.5
READY_SECONDS = 60.0
ANSWERED_SECONDS = 120.0
LOOK_SECONDS = 0.1
ANSWERED_LOOKS = 600


def has_fake(platform: str, sdk: str) -> bool:
    """Whether the fake of a platform can be imported; says so where not."""
    try:
        found = all(importlib.util.find_spec(name) for name in (f"tests.fakes.{platform}", sdk))
    except ModuleNotFoundError:
        found = False
    if not found:
        print(NOTE)
    return found


@asynccontextmanager
async def living(work: Work, life: Life) -> AsyncGenerator[BaseProcess]:
    """A process that is killed with SIGKILL when the block ends. Raises RuntimeError if it ended before."""
    process = await asyncio.to_thread(begin, work, life)
    try:
        yield process
        if not process.is_alive():
            log = life.home / "concierge.log"
            raise RuntimeError(f"the bot ended by itself; see {log}")
    finally:
        process.kill()
        await asyncio.to_thread(process.join)


@dataclass(slots=True)
class Round:
    """What everybody in a crowd, who wrote at one moment, waited for, and `seconds` till all had their answer."""

    people: int
    signs: Times = field(default_factory=Times)
    words: Times = field(default_factory=Times)
    answers: Times = field(default_factory=Times)
    seconds: float = 0.0
    calls: Counter[str] = field(default_factory=Counter[str])

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.people / self.seconds

    @property
    def calls_each(self) -> float:
        return self.calls.total() / self.people

    @property
    def call_names(self) -> str:
        return ", ".join(f"{count} {name}" for name, count in self.calls.most_common())


def waiting(name: str, times: Times, floor: Times | None = None) -> Sequence[Figure]:
    return (
        Figure(f"{name}, p50", times.p50, "ms", None, floor.p50 if floor else None),
        Figure(f"{name}, p99", times.p99, "ms", None, floor.p99 if floor else None),
    )


class Stage(Protocol):
    """A fake platform with `PEOPLE` in private chats."""

    @property
    def work(self) -> Work: ...

    def life(self, home: Path) -> Life: ...

    async def heard(self, seconds: float) -> None:
        """Until the bot that was started last listens."""
        ...

    def write(self, person: int, text: str) -> None: ...

    async def held(self, chance: random.Random) -> None:
        """Until a call that shows something has reached the platform, taken or not, and gets no answer."""
        ...

    def release(self) -> None:
        """Lets go of what is held: of the calls that were not taken, some are now."""
        ...

    def said(self, person: int) -> list[str]:
        """What stands there of the bot, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Toll:
    """What the kills came to. `strays` are messages of the bot that are no answer, such as empty beginnings."""

    kills: int
    messages: int
    lost: int
    doubled: int
    out_of_order: int
    strays: int


@dataclass(slots=True)
class Talk:
    """People who write numbered messages, and a bot that is killed meanwhile."""

    stage: Stage
    chance: random.Random
    written: dict[int, list[str]] = field(default_factory=dict[int, list[str]])
    count: int = 0

    def write(self) -> None:
        for _ in range(self.chance.randint(1, 2)):
            self._write(self.chance.randrange(PEOPLE))

    def _write(self, person: int) -> None:
        self.count += 1
        text = f"message {self.count}"
        self.stage.write(person, text)
        self.written.setdefault(person, []).append(text)

    async def _meet(self, life: Life) -> None:
        """Everybody talks with the bot once, in peace: no platform keeps messages for a bot it never saw."""
        async with living(self.stage.work, life):
            await self.stage.heard(READY_SECONDS)
            for person in range(PEOPLE):
                self._write(person)
            await self._all_answered()

    async def play(self, kills: int) -> Toll:
        with TemporaryDirectory(prefix="concierge-wire-") as folder:
            life = self.stage.life(Path(folder))
            upgrade(life.database_url)  # not in a thread: alembic has one context for all of them
            await self._meet(life)
            for _ in range(kills):
                await self._live(life)
            await self._live_on(life)
        return self._toll(kills)

    async def _live(self, life: Life) -> None:
        """Half of the lives end when a call is on its way, the others at any moment."""
        if self.chance.random() < 0.5:
            self.write()
        async with living(self.stage.work, life):
            if self.chance.random() < 0.15:
                await asyncio.sleep(self.chance.uniform(0.0, 1.0))
                return
            await self.stage.heard(READY_SECONDS)
            self.write()
            if self.chance.random() < 0.5:
                await self.stage.held(self.chance)
            else:
                await asyncio.sleep(self.chance.uniform(0.0, 0.8))
        self.stage.release()

    async def _live_on(self, life: Life) -> None:
        async with living(self.stage.work, life):
            await self._all_answered()
            await asyncio.sleep(QUIET_SECONDS)

    async def _all_answered(self) -> None:
        for _ in range(ANSWERED_LOOKS):
            if self._is_all_answered():
                return
            await asyncio.sleep(LOOK_SECONDS)

    def _is_all_answered(self) -> bool:
        return all(
            Counter(map(beginning, texts)) <= Counter(self._answers(person))
            for person, texts in self.written.items()
        )

    def _answers(self, person: int) -> list[str]:
        said = [text.partition(".")[0] + "." for text in self.stage.said(person)]
        return [text for text in said if text.startswith("You said")]

    def _toll(self, kills: int) -> Toll:
        lost = doubled = out_of_order = strays = 0
        for person in range(PEOPLE):
            wanted = [beginning(text) for text in self.written.get(person, ())]
            answers = self._answers(person)
            counted = Counter(answers)
            lost += sum(answer not in counted for answer in wanted)
            doubled += sum(times - 1 for times in counted.values())
            places = [wanted.index(answer) for answer in dict.fromkeys(answers)]
            out_of_order += sum(first > second for first, second in pairwise(places))
            strays += len(self.stage.said(person)) - len(answers)
        return Toll(kills, self.count, lost, doubled, out_of_order, strays)


async def toll_figures(stages: Sequence[Stage], kills: int) -> AsyncIterator[Figure]:
    """At least `kills` kills, shared among the stages, which are played side by side."""
    each = -(-kills // len(stages))
    talks = [Talk(stage, random.Random(2026 + number)) for number, stage in enumerate(stages)]
    tolls = await asyncio.gather(*(talk.play(each) for talk in talks))
    note = f"over {sum(toll.messages for toll in tolls)} messages"
    yield Figure("kills", sum(toll.kills for toll in tolls), "", float(kills), more_is_better=True, note=note)
    yield Figure("answers lost", sum(toll.lost for toll in tolls), "", 0.0)
    yield Figure("answers doubled", sum(toll.doubled for toll in tolls), "", 0.0)
    yield Figure("answers out of order", sum(toll.out_of_order for toll in tolls), "", 0.0)
    yield Figure("empty messages left over", sum(toll.strays for toll in tolls), "")
