"""The real program as a child process, in a data folder of its own."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from app.stores import Stores, open_stores
from storage.bookings import Booking
from storage.database import Database
from storage.halls import NewHall
from storage.migrate import upgrade

T = TypeVar("T")

CONCIERGE = (sys.executable, "-c", "from app.cli import main; main()")
SECONDS = 90
PERSON = "ann"
"""Who sits at the terminal."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A line that was typed, and what the program answered, as they stand on the screen."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Home:
    """A data folder, in which the program also runs, and the settings it is given."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'concierge.db'}"

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of the developer's own settings."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        fixed = {"CONCIERGE_HOME": str(self.folder), "LANG": "C.UTF-8", "TZ": "UTC", "LOGNAME": PERSON}
        return {**kept, **fixed, **self.settings}

    def furnish(self, *halls: NewHall) -> None:
        """Makes the database with these halls, so that the demo data stays away."""
        upgrade(self.url)

        async def add(stores: Stores) -> None:
            for hall in halls:
                await stores.halls.add(hall)

        self.read(add)

    def read(self, work: Callable[[Stores], Awaitable[T]]) -> T:
        """Does something with the stores while the program is not running."""

        async def run() -> T:
            database = Database.open(self.url)
            try:
                return await work(open_stores(database))
            finally:
                await database.close()

        return asyncio.run(run())

    def bookings(self) -> list[Booking]:
        """All that were ever made, in their order."""

        async def read(stores: Stores) -> list[Booking]:
            found: list[Booking] = []
            while (booking := await stores.bookings.get(len(found) + 1)) is not None:
                found.append(booking)
            return found

        return self.read(read)

    def transcript(self) -> list[tuple[str, str]]:
        """Who said what in the person's open session."""

        async def read(stores: Stores) -> list[tuple[str, str]]:
            user = await stores.users.resolve("terminal", PERSON, "", "en")
            session = await stores.sessions.at(f"terminal:{PERSON}", user.id)
            return [(line.role, line.text) for line in await stores.transcript.latest(session.id, 200)]

        return self.read(read)

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            (*CONCIERGE, *arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.environment,
            cwd=self.folder,
        )

    def chat(self, lines: Sequence[str]) -> list[Exchange]:
        """Pipes the lines into `concierge chat`, which has to end well and without a word of complaint."""
        with self.start("chat") as program:
            given = "".join(f"{line}\n" for line in lines).encode()
            shown, complaints = program.communicate(given, timeout=SECONDS)
        assert complaints.decode() == ""
        assert program.returncode == 0
        return exchanges(shown.decode())


def exchanges(shown: str) -> list[Exchange]:
    """What was said on a plain screen, after the welcome."""
    parts = re.split(r"^> (.*)\n", shown, flags=re.MULTILINE)[1:]
    return [Exchange(parts[i], parts[i + 1].strip()) for i in range(0, len(parts), 2)]
