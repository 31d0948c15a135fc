"""What every `Platform` must hold. A new adapter subclasses this and gives the fixture `open_stage`.

A stage is a person in front of the platform: they write, press, and see. Opening a second stage over the same
state stands for a restart of the program.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import pytest

from bots.platform import Delivery, Platform
from graphs.dialogue import Button, Draft, Incoming, Panel, Reply


class Stage(Protocol):
    platform: Platform
    accepted: list[Incoming]
    """What the platform has handed in, in order; the stage's `accept` stores each in here."""

    async def write(self, text: str) -> Incoming:
        """The person writes; returns what was handed in."""
        ...

    async def press(self, label: str) -> Incoming:
        """The person presses the button with this label under the last answer."""
        ...

    async def shown(self) -> str:
        """All that the person can read now."""
        ...


OpenStage = Callable[[], AbstractAsyncContextManager[Stage]]

LONG = "\n\n".join(f"Paragraph {number}: " + "words and more words " * 20 for number in range(60))


class PlatformContract:
    @pytest.fixture
    def open_stage(self) -> OpenStage:
        raise NotImplementedError

    async def test_what_a_person_writes_is_handed_in_as_plain_values(self, open_stage: OpenStage) -> None:
        async with open_stage() as stage:
            incoming = await stage.write("What halls do you have?")
            assert incoming.text == "What halls do you have?"
            assert incoming.platform == stage.platform.name == incoming.place.platform
            assert incoming.sender.id
            assert incoming.sent_at.tzinfo is not None
            await stage.platform.deliver(Delivery(1, incoming, Reply("Three.")))
            second = await stage.write("Thanks")
            await stage.platform.deliver(Delivery(2, second, Reply("Welcome.")))
            assert second.update_id != incoming.update_id
            assert second.place == incoming.place

    async def test_an_answer_is_shown_whole_and_once(self, open_stage: OpenStage) -> None:
        async with open_stage() as stage:
            incoming = await stage.write("hello")
            delivery = Delivery(1, incoming, Reply("A short **answer** of mine."))
            for _ in range(3):
                await stage.platform.deliver(delivery)
            assert (await stage.shown()).count("A short") == 1
            assert "answer" in await stage.shown()

    async def test_an_answer_shown_before_a_restart_is_not_shown_again(self, open_stage: OpenStage) -> None:
        async with open_stage() as stage:
            incoming = await stage.write("hello")
            delivery = Delivery(1, incoming, Reply("Shown before the crash."))
            await stage.platform.deliver(delivery)
        async with open_stage() as stage:
            await stage.platform.deliver(delivery)
            assert (await stage.shown()).count("Shown before the crash") <= 1

    async def test_an_answer_to_a_turn_from_before_a_restart_is_shown(self, open_stage: OpenStage) -> None:
        async with open_stage() as stage:
            incoming = await stage.write("are you there?")
            await stage.platform.draft(1, incoming, Draft("Ye"))
        async with open_stage() as stage:
            await stage.platform.deliver(Delivery(1, incoming, Reply("Yes, all the time.")))
            assert (await stage.shown()).count("Yes, all the time.") == 1

    async def test_a_button_comes_back_with_its_value(self, open_stage: OpenStage) -> None:
        panel = Panel(rows=((Button("Confirm", "confirm:0a1b", "primary"), Button("Cancel", "cancel:0a1b")),))
        async with open_stage() as stage:
            incoming = await stage.write("book it")
            await stage.platform.deliver(Delivery(1, incoming, Reply("Shall I?", panel)))
            pressed = await stage.press("Confirm")
            assert pressed.pressed == "confirm:0a1b"
            assert pressed.place == incoming.place
            assert pressed.sender.id == incoming.sender.id
            await stage.platform.deliver(Delivery(2, pressed, Reply("Done.")))

    async def test_drafts_grow_into_the_whole_answer(self, open_stage: OpenStage) -> None:
        async with open_stage() as stage:
            incoming = await stage.write("tell me")
            for text in ("One", "One two", "", "Other words", "Other words **un", "x" * 50_000):
                await stage.platform.draft(1, incoming, Draft(text))
            await stage.platform.deliver(Delivery(1, incoming, Reply("One two three four.")))
            assert (await stage.shown()).count("One two three four.") == 1

    async def test_nothing_of_a_long_answer_is_missing(self, open_stage: OpenStage) -> None:
        async with open_stage() as stage:
            incoming = await stage.write("all of it, please")
            await stage.platform.deliver(Delivery(1, incoming, Reply(LONG)))
            shown = " ".join((await stage.shown()).split())
            assert all(f"Paragraph {number}:" in shown for number in range(60))
            assert shown.count("words and more words") == LONG.count("words and more words")

    async def test_an_update_is_handed_in_only_once_accepted_is_awaited(self, open_stage: OpenStage) -> None:
        async with open_stage() as stage:
            incoming = await stage.write("first")
            assert stage.accepted[-1] == incoming
            await stage.platform.deliver(Delivery(1, incoming, Reply("ok")))
            await asyncio.sleep(0)
            assert len(stage.accepted) == 1
