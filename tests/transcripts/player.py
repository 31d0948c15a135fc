"""What all players have in common: the steps, the house, and what is written down of them."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.demo_halls import demo_halls
from app.settings import Settings
from app.stores import Stores, open_stores
from app.wiring import House, open_house
from bots.platform import Platform
from storage.clock import Clock
from storage.database import Database
from storage.sessions import Sessions
from storage.users import Users
from tests.fakes.openai import FakeOpenAI
from tests.transcripts.elsewhere import happen
from tests.transcripts.steps import (
    Booked,
    Details,
    Elsewhere,
    Fill,
    PageCancels,
    PageMoves,
    Paid,
    Pick,
    Press,
    Say,
    Step,
    Waits,
)
from tests.transcripts.written import Written

BEGIN = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
BETWEEN = timedelta(minutes=1)
"""What each step takes."""
SECONDS = 20.0
HEARD_LOOKS = 50
MODELS = """
[models.small]
provider = "compatible"
url = "{url}"
window = 8000
input_price = 0.5
output_price = 1.5

[models.large]
provider = "compatible"
url = "{url}"
window = 100000
input_price = 5
output_price = 15
"""


@dataclass
class Watch:
    """Moves on only when it is told to."""

    at: datetime = BEGIN

    def __call__(self) -> datetime:
        return self.at


class StillZone(Settings):
    """Settings on a machine that keeps UTC."""

    @property
    def time_zone(self) -> str:
        return "UTC"


@dataclass(kw_only=True)
class Player(ABC):
    """One person. `did` of a step is told as the person would tell it."""

    house: House
    watch: Watch
    written: Written
    by: str = field(default="", init=False)
    """Who acts in this step, where it isn't the first person."""

    async def take(self, step: Step) -> None:
        self.watch.at += BETWEEN
        self.written.did(_told(step), getattr(step, "by", ""))
        before = {} if isinstance(step, Elsewhere) else self.screen()
        await self._act(step)
        await self._answered(before)
        self.written.shows(self.screen())

    async def _act(self, step: Step) -> None:
        self.by = step.by if isinstance(step, Say | Press | Pick) else ""
        match step:
            case Say(text, to_answer):
                await self.say(text, to_answer)
            case Press(label):
                await self.press(label)
            case Pick(label):
                await self.pick(label)
            case Fill(label, text):
                await self.fill(label, text)
            case Details(answer):
                await self.details(answer)
            case Booked() | Waits() | Paid() | PageMoves() | PageCancels():
                self.watch.at += timedelta(hours=step.hours if isinstance(step, Waits) else 0)
                self.begin_anew()
                await happen(self.house, step)

    async def _answered(self, before: Mapping[str, str]) -> None:
        """Until what came after the screen of `before` is all there."""
        await self._heard(before)
        await self._settled()

    async def _heard(self, before: Mapping[str, str]) -> None:
        """Until something changes, for a while: a busy machine takes its time to bring what was said."""
        for _look in range(HEARD_LOOKS):
            if self.screen() != before:
                return
            await asyncio.sleep(0.02)

    async def _settled(self) -> None:
        """Until everything is answered and nothing more changes for a while."""
        async with asyncio.timeout(SECONDS):
            await self.house.queue.drain()
            before: Mapping[str, str] | None = None
            while before != (now := self.screen()) or _is_thinking(now):
                before = now
                await asyncio.sleep(0.06)
                await self.house.queue.drain()

    def begin_anew(self) -> None:
        """What comes from now on answers nothing that was typed."""
        self.by = ""

    @abstractmethod
    def screen(self) -> Mapping[str, str]:
        """What stands there now that isn't the person's own, by message, oldest first."""

    @abstractmethod
    async def say(self, text: str, to_answer: str) -> None: ...

    @abstractmethod
    async def press(self, label: str) -> None: ...

    @abstractmethod
    async def pick(self, label: str) -> None: ...

    @abstractmethod
    async def fill(self, label: str, text: str) -> None: ...

    @abstractmethod
    async def details(self, answer: str) -> None: ...


@asynccontextmanager
async def open_stage(folder: Path, database_url: str, watch: Watch) -> AsyncGenerator[House]:
    """The house with two models of one server, which says again what it is told."""
    with FakeOpenAI(models=("small", "large")) as server:
        (folder / "models.toml").write_text(MODELS.format(url=server.url), "utf-8")
        settings = StillZone(
            concierge_home=folder,
            database_url=database_url,
            openai_base_url=server.url,
            openai_model="small",
        )
        async with open_house(settings, "https://halls.example.org", make_stores=_stores, now=watch) as house:
            for hall in demo_halls("UTC"):
                await house.stores.halls.add(hall)
            yield house


@asynccontextmanager
async def running(house: House, platform: Platform) -> AsyncGenerator[None]:
    house.platforms[platform.name] = platform
    tasks = [asyncio.create_task(house.queue.run()), asyncio.create_task(platform.run(house.accept))]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await platform.close()


def _stores(database: Database, watch: Clock) -> Stores:
    stores = open_stores(database, watch)
    return replace(stores, users=Users(database, watch), sessions=Sessions(database, watch))


def _is_thinking(now: Mapping[str, str]) -> bool:
    """Whether a command on Discord waits for its answer."""
    return any(text == "… is thinking" for text in now.values())


def _told(step: Step) -> str:
    match step:
        case Say(text, ""):
            return text
        case Say(text, answer):
            return f"{text}   (as a reply to “{answer}…”)"
        case Press(label):
            return f"[{label}]"
        case Pick(label):
            return f"{{{label}}}"
        case Fill(label, text):
            return f"[{label}] {text}"
        case Details(answer):
            return f"(the session behind “{answer}…”)"
        case _:
            return _told_of_elsewhere(step)


def _told_of_elsewhere(step: Elsewhere) -> str:
    match step:
        case Booked(days, hour):
            return f"(books the first hall in {days} days at {hour})"
        case Waits(hours):
            return f"({hours:g} hours later)"
        case Paid(minor):
            return "(pays another amount)" if minor else "(pays on the page)"
        case PageMoves():
            return "(changes the booking on its page)"
        case PageCancels():
            return "(cancels the booking on its page)"
