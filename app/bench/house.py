"""A whole assistant in a temporary folder, with a model that answers at once and a platform that swallows."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import SecretStr

from app.settings import Settings
from app.wiring import House, open_house
from bots.platform import Accept, Delivery
from graphs.dialogue import Draft, Incoming, Place, Sender
from storage.halls import NewHall
from storage.migrate import upgrade


class InstantModel(BaseChatModel):
    """Answers after `seconds`; to "book <number>" it calls `create_booking` for an hour of that number."""

    seconds: float = 0.0
    words: str = "Good."

    @property
    def _llm_type(self) -> str:
        return "instant"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Any:
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        last = messages[-1]
        message = AIMessage(self.words, response_metadata={"finish_reason": "stop"})
        if isinstance(last, HumanMessage) and last.text.startswith("book "):
            message = booking_call(int(last.text.split()[1]))
        return ChatResult(generations=[ChatGeneration(message=message)])

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        if self.seconds:
            await asyncio.sleep(self.seconds)
        return self._generate(messages)


def own_settings(home: Path, database_url: str) -> Settings:
    """With no model but the built-in one, whatever the owner has set: what is measured must not cost them anything."""
    return Settings(
        concierge_home=home,
        database_url=database_url,
        openai_api_key=SecretStr(""),
        openai_base_url="",
        concierge_budgets="",
    )


def booking_call(number: int) -> AIMessage:
    """A model's wish to book hour `number`, counted from the day after tomorrow (no two overlap)."""
    days, hour = divmod(number, 24)
    date = datetime.now(UTC).date() + timedelta(days=2 + days)
    arguments = {"hall": "Bench", "date": f"{date}", "start": f"{hour:02d}:00", "end": f"{hour + 1:02d}:00"}
    return AIMessage("", tool_calls=[{"name": "create_booking", "args": arguments, "id": f"book-{number}"}])


@dataclass
class Silent:
    """A platform whose people are the benchmark: it tells when a turn's answer has arrived."""

    name: str = "bench"
    arrived: dict[str, "asyncio.Future[Delivery]"] = field(
        default_factory=dict[str, "asyncio.Future[Delivery]"]
    )

    async def run(self, accept: Accept) -> None:
        await asyncio.Event().wait()

    async def draft(self, turn_id: int, incoming: Incoming, draft: Draft) -> None: ...

    async def deliver(self, delivery: Delivery) -> None:
        waiting = self.arrived.pop(delivery.incoming.update_id, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(delivery)

    async def close(self) -> None: ...


@dataclass
class Bench:
    """`say` is one whole turn: accepted, answered, delivered."""

    house: House
    platform: Silent
    count: int = 0

    async def say(self, text: str, chat: str = "1", pressed: str = "") -> Delivery:
        incoming = self.incoming(text, chat, pressed)
        arrived: asyncio.Future[Delivery] = asyncio.get_running_loop().create_future()
        self.platform.arrived[incoming.update_id] = arrived
        await self.house.accept(incoming)
        return await arrived

    def incoming(self, text: str, chat: str = "1", pressed: str = "") -> Incoming:
        self.count += 1
        place = Place("bench", chat)
        return Incoming(
            "bench", str(self.count), place, Sender(chat, locale="en"), datetime.now(UTC), text, pressed
        )


@asynccontextmanager
async def open_bench(model: BaseChatModel | None = None, url: str = "") -> AsyncGenerator[Bench]:
    """The assistant as it is shipped, but for the model; `url` names another database than a fresh SQLite."""
    with TemporaryDirectory(prefix="concierge-bench-") as folder:
        settings = own_settings(Path(folder), url or f"sqlite:///{folder}/concierge.db")
        await asyncio.to_thread(upgrade, settings.database_url)
        async with open_house(settings, "http://127.0.0.1:8080", builtin=model or InstantModel()) as house:
            if not await house.stores.halls.all():
                await house.stores.halls.add(
                    NewHall("Bench", (), {"en": "A hall."}, {}, ((0, 1440),) * 7, 50, 10000, "EUR", "UTC")
                )
            platform = Silent()
            house.platforms["bench"] = platform
            working = asyncio.create_task(house.queue.run())
            try:
                yield Bench(house, platform)
            finally:
                working.cancel()
                await asyncio.gather(working, return_exceptions=True)
