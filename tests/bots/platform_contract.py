"""What every `Platform` must hold. A new adapter subclasses this and gives the fixture `open_stage`.

A stage is a person in front of the platform: they write, press, and see. Opening a second stage over the same
state stands for a restart of the program.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest

from bots.platform import Delivery, Platform, Unanswered
from graphs.dialogue import (
    Attachment,
    Button,
    Draft,
    Incoming,
    Input,
    Option,
    Panel,
    Reply,
    Select,
    dump,
)


class Stage(Protocol):
    platform: Platform
    accepted: list[Incoming]
    """What the platform has handed in, in order; the stage's `accept` stores each in here."""
    changes: bool
    """Whether what was shown can be changed, as messages can and a printed line can't."""
    forms: bool
    """Whether there are forms to fill in."""

    async def write(self, text: str) -> Incoming:
        """The person writes; returns what was handed in."""
        ...

    async def press(self, label: str) -> Incoming:
        """The person presses the button with this label under the newest answer that has one."""
        ...

    async def press_again(self, label: str) -> Incoming | None:
        """The same where the button may be gone; None where no press was handed in."""
        ...

    async def fill(self, label: str, words: str) -> Incoming:
        """The person presses an input, and fills in the words if a form opens; returns what was handed in."""
        ...

    async def pick(self, label: str) -> Incoming:
        """The person picks the option with this label under the last answer."""
        ...

    async def reply(self, text: str) -> Incoming:
        """The person answers the bot's last message, so far as one can answer a message."""
        ...

    async def shown(self) -> str:
        """All that the person can read now, with the names of files."""
        ...

    async def marked(self) -> list[str]:
        """The labels of the options that are shown as chosen under the last answer."""
        ...

    async def accept(self, incoming: Incoming) -> bool:
        """Puts an update into the inbox, as the platform itself and the clock do."""
        ...

    async def next(self) -> Incoming:
        """The next one that was put there."""
        ...

    async def settle(self, turn_id: int, reply: str) -> None:
        """Stores the reply of a turn, as settling it does."""
        ...

    async def turn_of(self, ref: str) -> int | None:
        """The turn that this reference was recorded for."""
        ...


OpenStage = Callable[[], AbstractAsyncContextManager[Stage]]

LONG = "\n\n".join(f"Paragraph {number}: " + "words and more words " * 20 for number in range(60))


SETTINGS = Panel(rows=((Button("Public", "p:s:1:public"),),), inputs=(Input("Name", "p:s:1:name"),))
MOODS = (("Calm", "p:s:1:mood:calm"), ("Merry — or so", "p:s:1:mood:merry"), ("Wild", "p:s:1:mood:wild"))
"""Labels and values."""


def moods(chosen: str = "") -> Panel:
    options = tuple(Option(label, value, "always") for label, value in MOODS)
    return Panel(selects=(Select("Mood", options, chosen),))


def files(folder: Path, names: Sequence[str]) -> tuple[Attachment, ...]:
    """Files with these names for people, which are called otherwise on the disk."""
    found: list[Attachment] = []
    for number, name in enumerate(names):
        (path := folder / f"export-{number}").write_text(name, "utf-8")
        found.append(Attachment("file", str(path), name))
    return tuple(found)


async def answer(stage: Stage, turn_id: int, incoming: Incoming, reply: Reply) -> None:
    await stage.settle(turn_id, dump(reply))
    await stage.platform.deliver(Delivery(turn_id, incoming, reply))


async def assert_replaced(stage: Stage) -> None:
    shown = await stage.shown()
    assert shown.count("New words.") == 1
    assert shown.count("Old words.") == (0 if stage.changes else 1)


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

    async def test_a_notice_comes_once_and_leaves_what_somebody_is_asked_to_be_answered(
        self, open_stage: OpenStage
    ) -> None:
        question = Reply("Shall I?", Panel(rows=((Button("Confirm", "confirm:0a1b"),),)))
        page = Panel(rows=((Button("Open", url="https://halls.example/b/1"),),))
        async with open_stage() as stage:
            asked = await stage.write("book it")
            await answer(stage, 1, asked, question)
            told = replace(asked, update_id="notice:7", text="", message="", notice=7)
            await stage.accept(told)
            assert await stage.next() == told
            for _ in range(2):
                await answer(stage, 2, told, Reply("Your booking **begins** soon.", page))
            assert (await stage.shown()).count("soon.") == 1
            pressed = await stage.press("Confirm")
            assert pressed.pressed == "confirm:0a1b"
            await answer(stage, 3, pressed, Reply("Done."))
        async with open_stage() as stage:
            await stage.platform.deliver(Delivery(2, told, Reply("Your booking **begins** soon.", page)))
            assert (await stage.shown()).count("soon.") <= 1

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

    @pytest.mark.parametrize("times", [1, 2])
    async def test_an_answer_that_replaces_another_stands_alone(
        self, open_stage: OpenStage, times: int
    ) -> None:
        async with open_stage() as stage:
            await answer(stage, 1, await stage.write("/session"), Reply("Old words.", SETTINGS))
            pressed = await stage.press("Public")
            for _ in range(times):
                await answer(stage, 2, pressed, Reply("New words.", SETTINGS, replaces=True))
            await assert_replaced(stage)

    @pytest.mark.parametrize("before", [True, False])
    async def test_it_stands_alone_across_a_restart(self, open_stage: OpenStage, before: bool) -> None:
        reply = Reply("New words.", SETTINGS, replaces=True)
        async with open_stage() as stage:
            await answer(stage, 1, await stage.write("/session"), Reply("Old words.", SETTINGS))
            pressed = await stage.press("Public")
            if before:
                await answer(stage, 2, pressed, reply)
        async with open_stage() as stage:
            for _ in range(2):
                await answer(stage, 2, pressed, reply)
            await assert_replaced(stage)

    async def test_what_answers_words_replaces_nothing(self, open_stage: OpenStage) -> None:
        async with open_stage() as stage:
            await answer(stage, 1, await stage.write("/session"), Reply("Old words.", SETTINGS))
            written = await stage.write("Travels")
            for _ in range(2):
                await answer(stage, 2, written, Reply("New words.", SETTINGS, replaces=True))
            shown = await stage.shown()
            assert (shown.count("Old words."), shown.count("New words.")) == (1, 1)

    @pytest.mark.parametrize(
        "reply",
        [
            Reply("Changed.", SETTINGS, replaces=True),
            Reply("Changed.", SETTINGS),
            Reply("Changed."),
        ],
        ids=["in its place", "with another", "beneath"],
    )
    async def test_what_lasts_is_pressed_again_and_again(self, open_stage: OpenStage, reply: Reply) -> None:
        async with open_stage() as stage:
            await answer(stage, 1, await stage.write("/session"), Reply("A session.", SETTINGS))
            pressed: list[Incoming] = []
            for turn in (2, 3, 4):
                pressed.append(await stage.press("Public"))
                await answer(stage, turn, pressed[-1], reply)
            assert [one.pressed for one in pressed] == ["p:s:1:public"] * 3
            assert len({one.update_id for one in pressed}) == 3
        async with open_stage() as stage:
            if stage.changes:
                assert (await stage.press("Public")).pressed == "p:s:1:public"

    @pytest.mark.parametrize("restart", [False, True])
    async def test_what_was_answered_is_not_pressed_again(self, open_stage: OpenStage, restart: bool) -> None:
        panel = Panel(rows=((Button("Confirm", "confirm:0a1b"), Button("Cancel", "cancel:0a1b")),))
        async with open_stage() as stage:
            await answer(stage, 1, await stage.write("book it"), Reply("Shall I?", panel))
            pressed = await stage.press("Confirm")
            if not restart:
                await answer(stage, 2, pressed, Reply("Done."))
                assert await stage.press_again("Confirm") is None
        if restart:
            async with open_stage() as stage:
                await answer(stage, 2, pressed, Reply("Done."))
                assert await stage.press_again("Confirm") is None

    async def test_an_input_is_filled_in_or_asked_for(self, open_stage: OpenStage) -> None:
        async with open_stage() as stage:
            await answer(stage, 1, await stage.write("/session"), Reply("A session.", SETTINGS))
            filled = await stage.fill("Name", "Confirm 2 travels")
            assert (filled.pressed, filled.text) == ("p:s:1:name", "Name")
            assert filled.filled == ("Confirm 2 travels" if stage.forms else None)
            await answer(stage, 2, filled, Reply("Well.", replaces=stage.forms))
            words = await stage.write("Confirm 2 travels")
            assert (words.text, words.pressed, words.filled) == ("Confirm 2 travels", "", None)

    async def test_the_chosen_option_is_marked_and_any_is_picked_by_its_name(
        self, open_stage: OpenStage
    ) -> None:
        async with open_stage() as stage:
            await answer(stage, 1, await stage.write("/mode"), Reply("A session.", moods()))
            assert await stage.marked() == []
            for turn, (label, value) in enumerate(MOODS, 2):
                picked = await stage.pick(label)
                assert (picked.text, picked.pressed, picked.filled) == (label, value, None)
                await answer(stage, turn, picked, Reply("A session.", moods(value), replaces=True))
                assert await stage.marked() == [label]
            again = await stage.pick(MOODS[-1][0])
            assert (again.text, again.pressed) == MOODS[-1]

    async def test_files_are_shown_once_after_the_words(self, open_stage: OpenStage, tmp_path: Path) -> None:
        names = ("session.md", "session.json")
        async with open_stage() as stage:
            incoming = await stage.write("/export")
            reply = Reply("Here it is.", attachments=files(tmp_path, names))
            for _ in range(2):
                await answer(stage, 1, incoming, reply)
            shown = await stage.shown()
            places = [shown.index("Here it is."), *(shown.index(name) for name in names)]
            assert places == sorted(places)
            assert [shown.count(name) for name in names] == [1, 1]

    async def test_a_file_that_is_gone_is_named(self, open_stage: OpenStage, tmp_path: Path) -> None:
        async with open_stage() as stage:
            (there,) = files(tmp_path, ("session.md",))
            gone = Attachment("file", str(tmp_path / "nowhere"), "gone.json")
            incoming = await stage.write("/export")
            for _ in range(2):
                await answer(stage, 1, incoming, Reply("Here it is.", attachments=(gone, there)))
            shown = await stage.shown()
            assert [shown.count(name) for name in ("session.md", "gone.json")] == [1, 1]

    async def test_a_reply_says_which_message_it_is_about(self, open_stage: OpenStage) -> None:
        async with open_stage() as stage:
            await answer(stage, 1, await stage.write("hello"), Reply("First."))
            assert (await stage.write("a question")).about == ""
            await answer(stage, 2, stage.accepted[-1], Reply("Second.", SETTINGS))
            about = await stage.reply("what do you mean?")
            assert about.text == "what do you mean?"
            if stage.changes:
                assert await stage.turn_of(f"{about.place.chat}/{about.about}") == 2
        async with open_stage() as stage:
            await answer(stage, 3, about, Reply("This."))
            about = await stage.reply("why?")
            if stage.changes:
                assert await stage.turn_of(f"{about.place.chat}/{about.about}") == 3

    @pytest.mark.parametrize("drafted", ["", "Well, I would"])
    async def test_nothing_is_shown_of_a_turn_without_an_answer(
        self, open_stage: OpenStage, drafted: str
    ) -> None:
        async with open_stage() as stage:
            incoming = await stage.write("I talk to myself")
            before = await stage.shown()
            await stage.platform.draft(1, incoming, Draft(drafted))
            await asyncio.sleep(0.3 if drafted else 0)
            assert isinstance(stage.platform, Unanswered)
            for _ in range(2):
                await stage.platform.unanswered(1, incoming)
            assert await stage.shown() == before
            await answer(stage, 2, await stage.write("hello"), Reply("Welcome."))
            assert (await stage.shown()).removeprefix(before).count("Welcome.") == 1
