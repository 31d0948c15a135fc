"""Halls, a clock and a way to hold a conversation with the built-in model."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from models.builtin.context import Context
from models.builtin.model import BuiltinModel
from models.builtin.names import HallName, Vocabulary
from models.builtin.understanding import Intent, understand

NOW = datetime(2026, 11, 21, 12, tzinfo=ZoneInfo("Europe/Berlin"))
"""A Saturday."""

HALLS = (
    HallName("Loft", ("лофт",)),
    HallName("Grand Hall", ("большой зал",)),
    HallName("Garden Room", ("садовая комната",)),
    HallName("Atrium"),
)
OTHER_HALLS = (
    HallName("Velvet Lounge", ("Бархатный зал",)),
    HallName("Orangery", ("Оранжерея",)),
    HallName("Зал Рояль", ("Piano Hall",)),
    HallName("Studio 54"),
    HallName("The Old Mill", ("Старая мельница",)),
)
TOOLS = (
    "get_halls",
    "get_hall",
    "get_hall_price",
    "get_bookings_by_date",
    "propose_booking",
    "create_booking",
    "my_bookings",
    "cancel_booking",
)
ENDS_TURN = {"create_booking", "cancel_booking"}


def brief(intent: Intent) -> str:
    """An intent on one line: its calls with their arguments, what it asks for, its topic."""
    acts = (intent.act,) if intent.act else ()
    parts = [" ".join([call.name, *map(str, call.args.values())]) for call in (*intent.calls, *acts)]
    parts += [f"ask {intent.ask.slot}"] if intent.ask else []
    return "; ".join([*parts, *([intent.topic] if intent.topic else [])])


@pytest.fixture(scope="session")
def understood() -> Callable[[str], str]:
    vocabulary = Vocabulary(HALLS)
    return lambda text: brief(understand(text, Context(), vocabulary, NOW))


@pytest.fixture(scope="session")
def understood_elsewhere() -> Callable[[str], str]:
    """Where other halls are let."""
    vocabulary = Vocabulary(OTHER_HALLS)
    return lambda text: brief(understand(text, Context(), vocabulary, NOW))


def builtin(halls: Sequence[HallName] = HALLS) -> BuiltinModel:
    async def named() -> Sequence[HallName]:
        return halls

    return BuiltinModel(halls=named, now=lambda: NOW)


@pytest.fixture
def model() -> BuiltinModel:
    return builtin()


class Talk:
    """A conversation in which tools answer by a script, as the consultant's graph runs them.

    `said` is what the model called and answered in the latest turn.
    """

    def __init__(self, halls: Sequence[HallName], tools: Sequence[str]) -> None:
        bound = [{"type": "function", "function": {"name": name}} for name in tools]
        self._model = builtin(halls).bind(tools=bound)
        self.messages: list[BaseMessage] = []
        self.results = {name: f"<{name}>" for name in TOOLS}
        self.results["create_booking"] = "All right, nothing was booked."

    async def say(self, text: str) -> str:
        """The calls and the answer, one per line."""
        self.messages.append(HumanMessage(text))
        lines: list[str] = []
        for _ in range(5):
            message = await self._model.ainvoke(self.messages)
            assert isinstance(message, AIMessage)
            self.messages.append(message)
            if not message.tool_calls:
                return "\n".join([*lines, message.text])
            lines += self._run(message)
            if any(call["name"] in ENDS_TURN for call in message.tool_calls):
                self.messages.append(AIMessage(self.messages[-1].text))
                return "\n".join(lines)
        raise AssertionError(f"the model calls tools for ever: {lines}")

    def _run(self, message: AIMessage) -> list[str]:
        lines: list[str] = []
        for call in message.tool_calls:
            lines.append(" ".join([call["name"], *map(str, call["args"].values())]))
            result = self.results[call["name"]]
            self.messages.append(ToolMessage(result, name=call["name"], tool_call_id=call["id"] or ""))
        return lines

    def books(self, number: int) -> None:
        """From now on bookings are confirmed and get this number."""
        self.results["create_booking"] = f"**Booking {number}** is held for you until Tuesday."


@pytest.fixture
def talk() -> Talk:
    return Talk(HALLS, TOOLS)


@pytest.fixture
def talk_with() -> Callable[[Sequence[HallName], Sequence[str]], Talk]:
    return Talk


Say = Callable[[str], Awaitable[str]]
