"""The terminal behind a pipe: the contract of every platform, and what is its own."""

import asyncio
import os
import re
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bots.platform import Delivery, Platform, Unanswered, Undeliverable
from bots.terminal.plain_screen import PlainScreen
from bots.terminal.platform import Terminal
from bots.terminal.welcome import Welcome
from graphs.dialogue import Attachment, Button, Incoming, Input, Option, Panel, Place, Reply, Select, Sender
from tests.bots.platform_contract import OpenStage, PlatformContract
from texts import translator

SECONDS = 5
WELCOME = Welcome("built-in", "http://127.0.0.1:8080", built_in=True)


class PipeStage:
    """A person who types into a pipe and reads what comes out into a file.

    A line that is printed stays: a new answer stands beneath the old one. Nothing printed can be answered in
    particular, and there are no numbers of messages. There are no forms: the next line is what is filled in.
    """

    changes = False
    forms = False

    def __init__(self, folder: Path) -> None:
        self.source, self._keyboard = os.pipe()
        self._paper = folder / "paper"
        self._target = os.open(self._paper, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._input_ended = False
        screen = PlainScreen(translator("en"), self.source, self._target)
        self.platform: Platform = Terminal(screen, Sender("ann", "Ann", "en"), folder / "home", WELCOME)
        self.accepted: list[Incoming] = []
        self.refuse_next = False
        self.refused = asyncio.Event()
        self._arrived: asyncio.Queue[Incoming] = asyncio.Queue()
        self.running = asyncio.create_task(self.platform.run(self.accept))

    async def accept(self, incoming: Incoming) -> bool:
        if self.refuse_next:
            self.refuse_next = False
            self.refused.set()
            raise OSError("No space left on device")
        self.accepted.append(incoming)
        self._arrived.put_nowait(incoming)
        return True

    async def write(self, text: str) -> Incoming:
        self.type(f"{text}\n".encode())
        return await self.next()

    async def press(self, label: str) -> Incoming:
        return await self.write(label.upper())

    async def press_again(self, label: str) -> Incoming | None:
        """What was a choice is then plain words."""
        written = await self.write(label)
        assert written.text == label
        return written if written.pressed else None

    async def fill(self, label: str, words: str) -> Incoming:
        return await self.write(label)

    async def pick(self, label: str) -> Incoming:
        return await self.write(label)

    async def reply(self, text: str) -> Incoming:
        return await self.write(text)

    async def shown(self) -> str:
        return self._paper.read_text()

    async def marked(self) -> list[str]:
        answer = (await self.shown()).rpartition("A session.")[2]
        return re.findall(r"^\d ✓ (.*) - always$", answer, re.MULTILINE)

    async def settle(self, turn_id: int, reply: str) -> None:
        """The terminal looks nothing up."""

    async def turn_of(self, ref: str) -> int | None:
        return None

    async def next(self) -> Incoming:
        async with asyncio.timeout(SECONDS):
            return await self._arrived.get()

    def type(self, keys: bytes) -> None:
        os.write(self._keyboard, keys)

    def end_input(self) -> None:
        self._input_ended = True
        os.close(self._keyboard)

    async def close(self) -> None:
        await self.platform.close()
        if not self._input_ended:
            self.end_input()
        os.close(self._target)


OpenPipe = Callable[[], AbstractAsyncContextManager[PipeStage]]


@pytest.fixture(scope="module")
def sources() -> Generator[list[int]]:
    """Pipes that are read by threads, which must not meet another pipe of the same number: closed at the end."""
    opened: list[int] = []
    yield opened
    for source in opened:
        os.close(source)


@pytest.fixture
def open_pipe(tmp_path: Path, sources: list[int]) -> OpenPipe:
    @asynccontextmanager
    async def opened() -> AsyncGenerator[PipeStage]:
        stage = PipeStage(tmp_path)
        sources.append(stage.source)
        try:
            yield stage
        finally:
            stage.running.cancel()
            await asyncio.gather(stage.running, return_exceptions=True)
            await stage.close()

    return opened


class TestTerminal(PlatformContract):
    @pytest.fixture
    def open_stage(self, open_pipe: OpenPipe) -> OpenStage:
        return open_pipe


async def deliver(stage: PipeStage, incoming: Incoming, reply: Reply, turn: int = 1) -> None:
    await stage.platform.deliver(Delivery(turn, incoming, reply))


async def test_the_next_line_waits_for_the_answer_to_the_last(open_pipe: OpenPipe) -> None:
    panel = Panel(rows=((Button("Confirm", "confirm:1"), Button("Cancel", "cancel:1")),))
    async with open_pipe() as stage:
        stage.type(b"book it\n\n   \n1\nthanks")
        stage.end_input()
        first = await stage.next()
        await asyncio.sleep(0.05)
        assert len(stage.accepted) == 1
        await deliver(stage, first, Reply("Shall I?", panel), turn=1)
        second = await stage.next()
        assert (second.text, second.pressed) == ("Confirm", "confirm:1")
        await deliver(stage, second, Reply("Done."), turn=2)
        third = await stage.next()
        assert (third.text, third.pressed) == ("thanks", "")
        await deliver(stage, third, Reply("Welcome."), turn=3)
        assert (await stage.shown()).endswith(
            "> book it\nShall I?\n\n1 Confirm  2 Cancel\n\n> Confirm\nDone.\n\n> thanks\nWelcome.\n\n"
        )


async def test_it_ends_with_the_input_after_the_last_answer(open_pipe: OpenPipe) -> None:
    async with open_pipe() as stage:
        stage.type(b"\xff\xfe hello\r\n")
        stage.end_input()
        incoming = await stage.next()
        assert incoming.text == "\ufffd\ufffd hello"
        assert not stage.running.done()
        await deliver(stage, incoming, Reply("Hello."))
        async with asyncio.timeout(SECONDS):
            await stage.running


@pytest.mark.parametrize("word", ["/quit", "/exit", " /QUIT "])
async def test_it_ends_when_the_person_leaves(open_pipe: OpenPipe, word: str) -> None:
    async with open_pipe() as stage:
        stage.type(f"{word}\nnot read\n".encode())
        async with asyncio.timeout(SECONDS):
            await stage.running
        assert stage.accepted == []


async def test_a_line_of_a_megabyte_is_one_message(open_pipe: OpenPipe) -> None:
    async with open_pipe() as stage:
        await asyncio.to_thread(stage.type, b"x" * 1_000_000 + b"\n")
        assert (await stage.next()).text == "x" * 1_000_000


async def test_an_answer_from_before_says_what_was_asked(open_pipe: OpenPipe) -> None:
    async with open_pipe() as stage:
        asked = await stage.write("are you there?")
    async with open_pipe() as stage:
        await deliver(stage, asked, Reply("Yes."))
        assert "While I was away, you asked:\n> are you there?\nYes.\n" in await stage.shown()


async def test_a_notice_answers_no_question(open_pipe: OpenPipe) -> None:
    async with open_pipe() as stage:
        asked = await stage.write("hello")
        await deliver(stage, asked, Reply("Hi."))
        told = replace(asked, update_id="notice:7", text="", notice=7)
        page = Panel(rows=((Button("Open the booking", url="https://halls.example/b/1"),),))
        await deliver(stage, told, Reply("See you tomorrow!", page), turn=2)
        shown = await stage.shown()
        assert shown.endswith("Hi.\n\nSee you tomorrow!\n\nOpen the booking: https://halls.example/b/1\n\n")


async def test_a_new_database_in_the_same_folder_begins_its_numbers_again(open_pipe: OpenPipe) -> None:
    async with open_pipe() as stage:
        await deliver(stage, await stage.write("one"), Reply("First answer."), turn=1)
        await deliver(stage, await stage.write("two"), Reply("Second answer."), turn=1)
        assert "Second answer." in await stage.shown()


async def test_choices_of_an_answer_shown_before_a_restart_still_work(open_pipe: OpenPipe) -> None:
    offer = Reply("Shall I?", Panel(rows=((Button("Confirm", "confirm:1"),),)))
    async with open_pipe() as stage:
        asked = await stage.write("book it")
        await deliver(stage, asked, offer)
    async with open_pipe() as stage:
        await deliver(stage, asked, offer)
        assert (await stage.write("1")).pressed == "confirm:1"
        assert (await stage.shown()).count("Shall I?") == 1


async def test_choices_end_with_the_next_answer(open_pipe: OpenPipe) -> None:
    async with open_pipe() as stage:
        offer = Reply("Shall I?", Panel(rows=((Button("Confirm", "confirm:1"),),)))
        await deliver(stage, await stage.write("book it"), offer, turn=1)
        await deliver(stage, await stage.write("what is the price?"), Reply("€60."), turn=2)
        assert (await stage.write("1")).pressed == ""


async def test_files_pages_and_lists_are_named(open_pipe: OpenPipe) -> None:
    reply = Reply(
        "Look:",
        Panel(
            rows=((Button("Open", url="http://127.0.0.1/b/x"),),),
            selects=(
                Select("Which hall?", (Option("Loft", "hall:1", "up to 40"), Option("Garden", "hall:2"))),
            ),
        ),
        (
            Attachment("image", "plan.png", "The plan"),
            Attachment("file", "/home/ann/exports/*my* __chat__.md"),
            Attachment("file", "https://example.org/a_b_.pdf", "a.pdf"),
        ),
    )
    async with open_pipe() as stage:
        await deliver(stage, await stage.write("show"), reply)
        assert (await stage.shown()).endswith(
            f"Look:\n\nThe plan: {Path.cwd()}/plan.png\nfile: /home/ann/exports/*my* __chat__.md\n"
            "a.pdf: https://example.org/a_b_.pdf\n\n"
            "Open: http://127.0.0.1/b/x\n\nWhich hall?\n1 Loft - up to 40\n2 Garden\n\n"
        )


PANEL = Panel(
    ((Button("Make it public", "p:s:1:public"),),),
    (
        Select(
            "Mode", (Option("Auto", "p:s:1:mode:auto"), Option("Chat", "p:s:1:mode:chat")), "p:s:1:mode:auto"
        ),
    ),
    (Input("Name", "p:s:1:name", "Halls"),),
)


async def test_a_panel_is_pressed_again_and_again(open_pipe: OpenPipe) -> None:
    async with open_pipe() as stage:
        await deliver(stage, await stage.write("/session"), Reply("A session.", PANEL), turn=1)
        assert (await stage.shown()).endswith(
            "> /session\nA session.\n\n1 Make it public\n\n2 Name…\n\nMode\n3 ✓ Auto  4 Chat\n\n"
        )
        for turn, (line, value) in enumerate([("4", "p:s:1:mode:chat"), ("1", "p:s:1:public")], 2):
            pressed = await stage.write(line)
            assert (pressed.pressed, pressed.filled) == (value, None)
            await deliver(stage, pressed, Reply("Done.", replaces=True, aside=True), turn)
        assert (await stage.shown()).endswith("> Chat\nDone.\n\n> Make it public\nDone.\n\n")


async def test_pressing_an_input_asks_and_the_next_line_is_what_is_filled_in(open_pipe: OpenPipe) -> None:
    async with open_pipe() as stage:
        await deliver(stage, await stage.write("/session"), Reply("A session.", PANEL), turn=1)
        pressed = await stage.write("2")
        assert (pressed.text, pressed.pressed, pressed.filled) == ("Name", "p:s:1:name", None)
        await deliver(stage, pressed, Reply("Send me the new name, or /cancel"), turn=2)
        named = await stage.write("4")
        assert (named.text, named.pressed) == ("4", "")
        await deliver(stage, named, Reply("A session.", PANEL), turn=3)
        assert (await stage.write("4")).pressed == "p:s:1:mode:chat"


async def test_a_stop_directly_after_a_question_is_handed_in_at_once(open_pipe: OpenPipe) -> None:
    async with open_pipe() as stage:
        stage.type(b"tell me\n/STOP\nand then?\n/stop\n")
        stage.end_input()
        question, stop = await stage.next(), await stage.next()
        assert (question.text, stop.text) == ("tell me", "/STOP")
        first = asyncio.create_task(deliver(stage, stop, Reply("Stopped."), turn=2))
        await asyncio.sleep(0.05)
        assert len(stage.accepted) == 2
        assert not first.done()
        await deliver(stage, question, Reply("Once (stopped)"), turn=1)
        await first
        question, stop = await stage.next(), await stage.next()
        assert (question.text, stop.text) == ("and then?", "/stop")
        await deliver(stage, question, Reply("No more."), turn=3)
        assert not stage.running.done()
        await deliver(stage, stop, Reply("Nothing is being written."), turn=4)
        async with asyncio.timeout(SECONDS):
            await stage.running
        assert (await stage.shown()).endswith(
            "> tell me\nOnce (stopped)\n\n> /STOP\nStopped.\n\n"
            "> and then?\nNo more.\n\n> /stop\nNothing is being written.\n\n"
        )


async def test_several_stops_are_handed_in_and_a_line_between_keeps_its_turn(open_pipe: OpenPipe) -> None:
    async with open_pipe() as stage:
        stage.type(b"tell me\n/stop\n/stop\nplease\n/stop\n")
        asked = [await stage.next() for _ in range(3)]
        assert [incoming.text for incoming in asked] == ["tell me", "/stop", "/stop"]
        await asyncio.sleep(0.05)
        assert len(stage.accepted) == 3
        for turn, incoming in enumerate(asked):
            await deliver(stage, incoming, Reply("Well."), turn)
        assert [(await stage.next()).text for _ in range(2)] == ["please", "/stop"]


async def test_an_answer_of_an_earlier_process_does_not_wait_for_what_is_asked_now(
    open_pipe: OpenPipe,
) -> None:
    async with open_pipe() as stage:
        before = await stage.write("are you there?")
    async with open_pipe() as stage:
        await stage.write("hello?")
        async with asyncio.timeout(SECONDS):
            await deliver(stage, before, Reply("Yes."))


async def test_a_line_read_ahead_is_not_lost_when_its_time_comes(open_pipe: OpenPipe) -> None:
    async with open_pipe() as stage:
        stage.type(b"".join(b"%d\n" % number for number in range(20)))
        for number in range(20):
            incoming = await stage.next()
            assert incoming.text == str(number)
            await asyncio.sleep(0.002 * (number % 3))
            await deliver(stage, incoming, Reply("ok"), turn=number)


async def test_a_turn_without_an_answer_is_not_waited_for(open_pipe: OpenPipe) -> None:
    async with open_pipe() as stage:
        assert isinstance(stage.platform, Unanswered)
        await stage.platform.unanswered(1, await stage.write("I talk to myself"))
        assert (await stage.write("/user")).text == "/user"
        assert "I talk to myself" not in await stage.shown()


async def test_a_stop_leaves_the_choices_of_the_answer_that_came_first(open_pipe: OpenPipe) -> None:
    async with open_pipe() as stage:
        stage.type(b"book it\n/stop\n")
        question, stop = await stage.next(), await stage.next()
        offer = Panel(rows=((Button("Confirm", "confirm:1"),),))
        await deliver(stage, question, Reply("Shall I?", offer), turn=1)
        await deliver(stage, stop, Reply("Nothing is being written."), turn=2)
        assert (await stage.write("1")).pressed == "confirm:1"


async def test_a_stop_that_cannot_be_stored_is_told(open_pipe: OpenPipe) -> None:
    async with open_pipe() as stage:
        question = await stage.write("tell me")
        stage.refuse_next = True
        stage.type(b"/stop\nagain\n")
        await stage.refused.wait()
        await deliver(stage, question, Reply("Once."), turn=1)
        assert (await stage.next()).text == "again"
        assert "Your message could not be stored" in await stage.shown()


async def test_no_escape_sequence_of_a_model_reaches_the_terminal(open_pipe: OpenPipe) -> None:
    async with open_pipe() as stage:
        await deliver(stage, await stage.write("hi"), Reply("\x1b]0;owned\x07\x1b[31mred"))
        assert "\x1b" not in await stage.shown()


async def test_a_message_that_cannot_be_stored_is_not_lost_silently(open_pipe: OpenPipe) -> None:
    async with open_pipe() as stage:
        stage.refuse_next = True
        assert (await stage.write("hello\nagain")).text == "again"
        assert "Your message could not be stored" in await stage.shown()


async def test_it_ends_when_nobody_reads_the_answers_any_more(tmp_path: Path) -> None:
    source, keyboard = os.pipe()
    ear, mouth = os.pipe()
    os.close(ear)
    terminal = Terminal(PlainScreen(translator("en"), source, mouth), Sender("ann"), tmp_path, WELCOME)
    async with asyncio.timeout(SECONDS):
        await terminal.run(_never)
    asked = Incoming("terminal", "u1", Place("terminal", "ann"), Sender("ann"), datetime.now(UTC), "hello")
    with pytest.raises(Undeliverable):
        await terminal.deliver(Delivery(1, asked, Reply("Hello.")))
    await terminal.close()
    for descriptor in (source, keyboard, mouth):
        os.close(descriptor)


async def _never(_incoming: Incoming) -> bool:
    raise AssertionError("nothing was typed")
