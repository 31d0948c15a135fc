"""kill -9 in the middle of turns: the real program in the terminal, killed and started again till all is said.

A life is a process of its own, forked from one that has everything imported. It reads the lines of a script that
earlier lives have not taken up, and dies where it is told to, or whenever its parent likes.
"""

import asyncio
import multiprocessing
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from app import serve
from app.bench.house import own_settings
from app.bench.measure import Figure
from app.bench.mortal import Death, mortal_stores
from app.stores import open_stores
from bots.terminal.plain import plain
from graphs.dialogue import load_incoming, load_reply
from storage.bookings import Bookings
from storage.database import Database
from storage.halls import Halls, NewHall
from storage.inbox import Inbox, Turn
from storage.migrate import upgrade

SCRIPT = (
    "What halls do you have?",
    "Book the Atrium tomorrow from 10 to 12",
    "Confirm",
    "Is the Atrium free tomorrow?",
    "cancel booking 1",
    "Confirm",
    "Book the Atrium tomorrow from 15 to 17",
    "Confirm",
    "my bookings",
)
BOOKED = ("cancelled", "held")
"""What the script must leave behind: these bookings, in this order, and no other."""

STAGES = (
    "accepted",
    "halls looked up",
    "before the hold",
    "after the hold",
    "before the cancellation",
    "after the cancellation",
    "before the settlement",
    "after the settlement",
    "before done",
    "after done",
)
LIFE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Toll:
    """What a script came to: how often its lives were killed, and what went wrong."""

    kills: int
    lost: int
    doubled: int
    out_of_order: int
    wrong_bookings: int

    @property
    def faultless(self) -> bool:
        return not (self.lost or self.doubled or self.out_of_order or self.wrong_bookings)


def play(home: Path, deaths: Sequence[Death], script: Sequence[str] = SCRIPT) -> Toll:
    """Plays the script in a fresh data folder, with one life for each death, and one that may end by itself."""
    asyncio.run(_furnish(home))
    kills = 0
    for death in (*deaths, None):
        kills += _live(home, script, death).killed
    return _toll(home, script, kills)


def play_at_random(home: Path, most: int, chance: random.Random, script: Sequence[str] = SCRIPT) -> Toll:
    """The same with lives that are killed at a random moment, until the script is through or `most` were."""
    asyncio.run(_furnish(home))
    kills = 0
    while kills < most:
        life = _live(home, script, None, after=chance.uniform(0.05, 1.2))
        if not life.killed:
            break
        kills += 1
    else:
        _live(home, script, None)
    return _toll(home, script, kills)


def figures(kills: int) -> Iterator[Figure]:
    """At least `kills` kills, at random moments and at every stage by turns."""
    chance = random.Random(2026)
    tolls: list[Toll] = []
    stages = [Death(stage, nth) for nth in (1, 2, 3) for stage in STAGES]
    while sum(toll.kills for toll in tolls) < kills:
        with TemporaryDirectory(prefix="concierge-crashes-") as home:
            if len(tolls) % 2:
                tolls.append(play_at_random(Path(home), 8, chance))
            else:
                tolls.append(play(Path(home), chance.sample(stages, 6)))
    turns = len(tolls) * len(SCRIPT)
    note = f"over {turns} turns"
    yield Figure("kills", sum(toll.kills for toll in tolls), "", float(kills), more_is_better=True, note=note)
    yield Figure("answers lost", sum(toll.lost for toll in tolls), "", 0.0)
    yield Figure("answers doubled", sum(toll.doubled for toll in tolls), "", 0.0)
    yield Figure("answers out of order", sum(toll.out_of_order for toll in tolls), "", 0.0)
    yield Figure("bookings lost or doubled", sum(toll.wrong_bookings for toll in tolls), "", 0.0)


@dataclass(frozen=True, slots=True)
class _Life:
    killed: bool


def _live(home: Path, script: Sequence[str], death: Death | None, after: float | None = None) -> _Life:
    taken = len(_turns(home))
    given = home / "given.txt"
    given.write_text("".join(f"{line}\n" for line in script[taken:]), encoding="utf-8")
    process = _fork(_life, home, given, home / "shown.txt", death)
    process.join(after if after is not None else LIFE_SECONDS)
    if process.is_alive():
        if after is None:
            process.kill()
            raise TimeoutError(f"a life with {death} went on for {LIFE_SECONDS} s")
        process.kill()
        process.join()
    if process.exitcode not in (0, -signal.SIGKILL):
        raise RuntimeError(f"a life ended with exit code {process.exitcode}")
    return _Life(killed=process.exitcode == -signal.SIGKILL)


def _fork(work: Callable[..., None], *arguments: object) -> BaseProcess:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["app.bench.crashes"])
    process = context.Process(target=work, args=arguments, daemon=True)
    process.start()
    return process


def _life(home: Path, given: Path, shown: Path, death: Death | None) -> None:
    """The program as `concierge chat` runs it, with its standard streams on files."""
    os.dup2(os.open(given, os.O_RDONLY), 0)
    os.dup2(os.open(shown, os.O_WRONLY | os.O_APPEND | os.O_CREAT), 1)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    settings = own_settings(home, _url(home))
    sys.exit(serve.chat(settings, mortal_stores(death) if death else open_stores))


def _url(home: Path) -> str:
    return f"sqlite:///{home / 'concierge.db'}"


async def _furnish(home: Path) -> None:
    """One hall that is always open, so that the demo data stays away."""
    await asyncio.to_thread(upgrade, _url(home))
    database = Database.open(_url(home))
    hall = NewHall("Atrium", (), {"en": "Glass all round."}, {}, ((0, 1440),) * 7, 80, 9000, "EUR", "UTC")
    await Halls(database).add(hall)
    await database.close()


def _turns(home: Path) -> list[Turn]:
    async def read() -> list[Turn]:
        database = Database.open(_url(home))
        turns: list[Turn] = []
        while (turn := await Inbox(database).get(len(turns) + 1)) is not None:
            turns.append(turn)
        await database.close()
        return turns

    return asyncio.run(read())


def _statuses(home: Path) -> tuple[str, ...]:
    async def read() -> tuple[str, ...]:
        database = Database.open(_url(home))
        found: list[str] = []
        while (booking := await Bookings(database).get(len(found) + 1)) is not None:
            found.append(booking.status)
        await database.close()
        return tuple(found)

    return asyncio.run(read())


def _toll(home: Path, script: Sequence[str], kills: int) -> Toll:
    turns = _turns(home)
    shown = _squeezed((home / "shown.txt").read_text(encoding="utf-8"))
    answers = [_as_shown(turn) for turn in turns]
    wanted = Counter(answer for answer in answers if answer)
    seen = {answer: shown.count(answer) for answer in wanted}
    places = [shown.find(answer) for answer in wanted]
    return Toll(
        kills=kills,
        lost=len(script)
        - sum(turn.state == "done" for turn in turns)
        + sum(max(0, wanted[answer] - seen[answer]) for answer in wanted),
        doubled=sum(max(0, seen[answer] - wanted[answer]) for answer in wanted)
        + max(0, len(turns) - len(script)),
        out_of_order=int(places != sorted(places)),
        wrong_bookings=int(_statuses(home) != BOOKED),
    )


def _as_shown(turn: Turn) -> str:
    """The question and its answer as the terminal writes them, white space aside; empty without an answer."""
    if not turn.reply:
        return ""
    return _squeezed(f"> {load_incoming(turn.payload).text} {plain(load_reply(turn.reply).text)}")


def _squeezed(text: str) -> str:
    return " ".join(text.split())
