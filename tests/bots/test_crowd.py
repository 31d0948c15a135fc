"""Many people at once, through the whole house."""

import asyncio
from collections import defaultdict
from itertools import combinations
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from app.bench.house import InstantModel, open_bench
from bots.platform import Delivery
from graphs.dialogue import Reply
from storage.bookings import Booking
from tests.bots.conftest import NOW, FakePlatform, OpenTown, Town
from tests.thorough import thorough

PEOPLE = thorough(200, 60)
MESSAGES = 3
CUSTOMERS = 16


class Listening(InstantModel):
    """Repeats all that it was told, so that a mixed-up, lost or doubled message shows."""

    def _generate(self, messages: list[BaseMessage], *arguments: Any, **named: Any) -> ChatResult:
        told = " | ".join(message.text for message in messages if isinstance(message, HumanMessage))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(told))])


async def test_many_conversations_at_once_keep_their_order() -> None:
    async with open_bench(Listening(seconds=0.01)) as bench:
        platform = bench.house.platforms["bench"] = FakePlatform(bench.house.stores.deliveries, "bench")
        for number in range(MESSAGES):
            sent = [bench.incoming(f"message {number} of {chat}", str(chat)) for chat in range(PEOPLE)]
            await asyncio.gather(*map(bench.house.accept, sent))
        await bench.house.queue.drain()
    answers: dict[str, list[str]] = defaultdict(list)
    for delivery in platform.shown.values():
        answers[delivery.place.chat].append(delivery.reply.text)
    for chat in range(PEOPLE):
        said = [f"message {number} of {chat}" for number in range(MESSAGES)]
        assert answers[str(chat)] == [" | ".join(said[: number + 1]) for number in range(MESSAGES)]


async def test_the_same_update_five_times_is_one_turn(open_town: OpenTown) -> None:
    async with open_town() as town:
        incoming = town.incoming("hello")
        taken = [await town.house.accept(incoming), *await _accepted(town, [incoming] * 4)]
        await town.house.queue.drain()
        assert taken == [True, False, False, False, False]
        assert await town.house.accept(incoming) is False
        await town.house.queue.drain()
        assert len(town.platform.tries) == 1
        assert len(town.model.asked) == 1
        assert await town.transcript() == [("person", "hello"), ("assistant", "Good.")]


async def test_of_sixteen_customers_for_one_evening_one_gets_it(open_town: OpenTown) -> None:
    async with open_town(built_in=True) as town:
        wishes = ["Book the Atrium tomorrow from 18 to 20", "Book the Atrium tomorrow from 19 to 21"]
        asked = await _all_say(town, [wishes[number % 2] for number in range(CUSTOMERS)])
        assert all(delivery.reply.panel is not None for delivery in asked)
        answers = [each.reply.text for each in await _all_press(town, asked, "Confirm")]
        won = [text for text in answers if "/b/" in text]
        lost = [text for text in answers if "/b/" not in text]
        assert len(won) == 1
        assert all("taken" in text for text in lost)
        assert all("The nearest free times" in text and "22 November 2026" in text for text in lost)
        held = await _bookings(town)
        assert [f"{booking.start:%d %H}" for booking in held] in (["22 18"], ["22 19"])
        again = await _all_say(
            town, [f"Book the Atrium on 2026-11-{24 + n // 2} from 18 to 20" for n in range(8)]
        )
        await _all_press(town, again, "Confirm")
        held = await _bookings(town)
        assert len(held) == 5
        assert not any(a.start < b.end and b.start < a.end for a, b in combinations(held, 2))


async def _accepted(town: Town, incomings: list[Any]) -> list[bool]:
    return list(await asyncio.gather(*(town.house.accept(incoming) for incoming in incomings)))


async def _all_say(town: Town, texts: list[str], pressed: list[str] | None = None) -> list[Delivery]:
    """What each of as many customers is shown, in their order."""
    values = pressed or [""] * len(texts)
    sent = [
        town.incoming(text, by=f"customer{n}", at=f"{n}", pressed=values[n]) for n, text in enumerate(texts)
    ]
    await _accepted(town, sent)
    await town.house.queue.drain()
    return [town.platform.shown[(await town.turn_of(incoming)).id] for incoming in sent]


async def _all_press(town: Town, asked: list[Delivery], label: str) -> list[Delivery]:
    return await _all_say(town, [label] * len(asked), [_value(each.reply, label) for each in asked])


def _value(reply: Reply, label: str) -> str:
    assert reply.panel is not None
    return next(button.value for button in reply.panel.buttons if button.label == label)


async def _bookings(town: Town) -> list[Booking]:
    stores = town.house.stores
    found: list[Booking] = []
    for number in range(CUSTOMERS):
        customer = await stores.users.resolve("fake", f"customer{number}", "", "en")
        found += await stores.bookings.of_user(customer.id, NOW)
    return found
