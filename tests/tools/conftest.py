"""A desk over a real database, and a small graph that runs the tools with real interrupts."""

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from langchain_core.messages import AIMessage
from langchain_core.tools import BaseTool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.prebuilt import ToolNode
from langgraph.types import Command
from sqlalchemy import Connection, update

from storage.bookings import Booking, Bookings, NewBooking, bookings
from storage.database import Database
from storage.halls import Hall, Halls, NewHall
from storage.migrate import upgrade
from storage.payments import Charge, NewPayment, Payments
from storage.place import Place
from storage.users import Users
from tools.bookings import booking_tools
from tools.caller import Caller
from tools.confirmation import Confirmation
from tools.desk import Desk
from tools.halls import hall_tools

settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")

T = TypeVar("T")
Graph = CompiledStateGraph[MessagesState, Caller, MessagesState, MessagesState]

SATURDAY = datetime(2026, 11, 21, 9, 0, 30, tzinfo=UTC)

LOFT = NewHall(
    name="Loft",
    aliases=("Лофт",),
    description={"en": "A bright hall under the roof.", "ru": "Светлый зал под крышей."},
    rules={"en": "No confetti.\nMusic until 21:00.", "ru": "Без конфетти."},
    hours=(*[(600, 1320)] * 5, (600, 1380), None),
    capacity=40,
    price_per_hour=12000,
    currency="EUR",
    time_zone="Europe/Berlin",
)
GRAND = NewHall(
    name="Grand Hall",
    aliases=("Большой зал",),
    description={"de": "Groß und hell."},
    rules={},
    hours=((540, 1440),) * 7,
    capacity=200,
    price_per_hour=25055,
    currency="EUR",
    time_zone="Europe/Berlin",
)
CLUB = NewHall(
    name="Night Club",
    aliases=(),
    description={"en": "Open around the clock."},
    rules={"en": "Adults only."},
    hours=((0, 1440),) * 7,
    capacity=1,
    price_per_hour=3000,
    currency="USD",
    time_zone="America/New_York",
)


@dataclass
class SetClock:
    now: datetime = SATURDAY

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Conversation:
    """One thread in which the tools are called as a model would call them."""

    graph: Graph
    caller: Caller
    thread: str
    calls: "itertools.count[int]" = field(default_factory=itertools.count)

    async def call(self, name: str, **arguments: object) -> str:
        """The tool's answer, or the summary that it asks to confirm."""
        call = {"name": name, "args": arguments, "id": f"call-{next(self.calls)}", "type": "tool_call"}
        return await self._run({"messages": [AIMessage("", tool_calls=[call])]})

    async def decide(self, decision: str, terms: str | None = None) -> str:
        """Decides the open question, with the terms it was asked with unless others are given."""
        asked = await self.asked()
        seen = terms if terms is not None else asked["terms"] if asked else ""
        return await self._run(Command(resume={"decision": decision, "terms": seen}))

    async def go_on(self) -> str:
        """What a restarted program does with a turn that was cut off."""
        return await self._run(None)

    async def asked(self) -> Confirmation | None:
        state = await self.graph.aget_state(self._config)
        return state.interrupts[0].value if state.interrupts else None

    def at(self, place: Place) -> "Conversation":
        """The same person in another place."""
        return replace(self, caller=replace(self.caller, place=place), thread=f"{self.thread} {place.key}")

    def by(self, graph: Graph) -> "Conversation":
        return replace(self, graph=graph)

    @property
    def _config(self) -> Any:
        return {"configurable": {"thread_id": self.thread}}

    async def _run(self, given: Any) -> str:
        state = await self.graph.ainvoke(given, self._config, context=self.caller, durability="sync")
        asked = await self.asked()
        return asked["summary"] if asked else str(state["messages"][-1].content)


@dataclass
class House:
    """Everything behind the tools, and people who use them."""

    desk: Desk
    database: Database
    users: Users
    clock: SetClock
    saver: InMemorySaver
    tools: list[BaseTool]
    threads: "itertools.count[int]" = field(default_factory=itertools.count)

    def graph(self, bookings: Bookings | None = None, hold: timedelta | None = None) -> Graph:
        tools = self.tools
        if bookings or hold:
            desk = replace(self.desk, bookings=bookings or self.desk.bookings, hold=hold or self.desk.hold)
            tools = booking_tools(desk)
        builder = StateGraph(MessagesState, context_schema=Caller)
        builder.add_node("tools", ToolNode(tools))
        builder.add_edge(START, "tools")
        builder.add_edge("tools", END)
        return builder.compile(checkpointer=self.saver)

    async def person(
        self, name: str = "ann", locale: str = "en", time_zone: str = "Europe/Berlin"
    ) -> Conversation:
        user = await self.users.resolve("terminal", name, name, locale)
        caller = Caller(user.id, locale=locale, time_zone=time_zone)
        return Conversation(self.graph(), caller, f"thread-{next(self.threads)}")

    async def hall(self, name: str) -> Hall:
        return next(hall for hall in await self.desk.halls.all() if hall.name == name)

    async def booked(self, hall: str, start: str, end: str, by: str = "someone else") -> Booking:
        """A booking made past the tools; times are ISO 8601 in UTC."""
        user = await self.users.resolve("terminal", by, by, "en")
        begins, ends = (datetime.fromisoformat(edge).replace(tzinfo=UTC) for edge in (start, end))
        new = NewBooking((await self.hall(hall)).id, user.id, begins, ends, None, 100, "EUR")
        now = self.clock()
        return await self.desk.bookings.hold(f"past-{start}-{hall}", new, now, now + self.desk.hold)

    async def pay_for(self, booking: Booking, *, stars: int = 0) -> None:
        """With money, as a provider tells it; or with so many Stars."""
        payments, now = self.desk.payments, self.clock()
        amount, currency = (stars, "XTR") if stars else (booking.price, booking.currency)
        asked = NewPayment(booking.id, "test", amount, currency, booking.price, booking.currency)
        payment = await payments.begin(asked, now)
        receipt = await payments.receive(payment.key, Charge("c", amount, currency), now)
        assert receipt is not None
        assert receipt.verdict == "paid"

    async def pay(self, booking: Booking) -> None:
        paid = update(bookings).where(bookings.c.id == booking.id).values(status="paid")
        await self.database.write(lambda tx: tx.execute(paid))


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the three halls, to be copied."""
    path = tmp_path_factory.mktemp("tools") / "template.db"
    upgrade(f"sqlite:///{path}")

    async def fill() -> None:
        database = Database.open(f"sqlite:///{path}")
        for hall in (LOFT, GRAND, CLUB):
            await Halls(database).add(hall)
        await database.close()

    asyncio.run(fill())
    return path


class CurrentDatabase(Database):
    """The database of the running test: making the tools anew for each would take most of the time."""

    def __init__(self) -> None:
        self.current: Database | None = None

    async def write(self, work: Callable[[Connection], T]) -> T:
        assert self.current is not None
        return await self.current.write(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        assert self.current is not None
        return await self.current.read(work)


@dataclass(frozen=True)
class Staff:
    """What all tests share."""

    database: CurrentDatabase
    clock: SetClock
    desk: Desk
    tools: list[BaseTool]


@pytest.fixture(scope="session")
def staff() -> Staff:
    database, clock = CurrentDatabase(), SetClock()
    desk = Desk(
        halls=Halls(database),
        bookings=Bookings(database, clock),
        payments=Payments(database, clock),
        now=clock,
        booking_page=lambda booking: f"http://127.0.0.1:8080/b/{booking.key}",
    )
    return Staff(database, clock, desk, [*hall_tools(desk), *booking_tools(desk)])


@pytest.fixture
async def house(staff: Staff, migrated: Path, tmp_path: Path) -> AsyncIterator[House]:
    path = shutil.copy(migrated, tmp_path / "house.db")
    database = staff.database.current = Database.open(f"sqlite:///{path}")
    staff.clock.now = SATURDAY
    yield House(staff.desk, database, Users(database), staff.clock, InMemorySaver(), staff.tools)
    await database.close()
