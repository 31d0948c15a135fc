"""The terminal as a person sees it, behind a pseudo-terminal."""

import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.bots.terminal.talk import FAR

ROOT = Path(__file__).parents[3]
PROGRAM = Path(__file__).with_name("talk.py")
SECONDS = 20
CTRL_C, CTRL_D, UP = "\x03", "\x04", "\x1b[A"
_ESCAPES = re.compile(r"\x1b\][^\x1b\x07]*(\x1b\\|\x07)|\x1b[\[(][0-9;?]*[A-Za-z]|[\x01\x02]")


class Person:
    """Types keys and reads the screen; every wait ends with an error after `SECONDS`."""

    def __init__(self, terminal: int, program: "subprocess.Popen[bytes]") -> None:
        self.program = program
        self._terminal = terminal
        self.raw = ""

    @property
    def seen(self) -> str:
        return _ESCAPES.sub("", self.raw).replace("\r", "")

    def type(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def wait_for(self, text: str) -> None:
        deadline = time.monotonic() + SECONDS
        while text not in self.seen:
            assert time.monotonic() < deadline, f"{text!r} did not come; seen:\n{self.seen}"
            self._read(0.1)

    def ask(self, text: str, answer: str) -> None:
        """Forgets what was seen, sends a line, waits for the answer and the prompt after it."""
        self.raw = ""
        self.type(f"{text}\r")
        self.wait_for(answer)
        self.wait_for("\n› ")

    def exit_code(self) -> int:
        deadline = time.monotonic() + SECONDS
        while (code := self.program.poll()) is None and time.monotonic() < deadline:
            self._read(0.05)
        self._read(0)
        assert code is not None, f"it did not end; seen:\n{self.seen}"
        return code

    def _read(self, seconds: float) -> None:
        if select.select([self._terminal], [], [], seconds)[0]:
            self.raw += os.read(self._terminal, 65536).decode("utf-8", "replace")


@contextmanager
def sitting(home: Path) -> Generator[Person]:
    terminal, slave = pty.openpty()
    termios.tcsetwinsize(slave, (40, 100))
    found = termios.tcgetattr(slave)
    environment = {
        "PATH": os.environ["PATH"],
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
    }
    program = subprocess.Popen(
        [sys.executable, PROGRAM, home],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=environment,
        start_new_session=True,
    )
    try:
        person = Person(terminal, program)
        person.wait_for("\n› ")
        yield person
        if program.poll() is None:
            person.type(CTRL_C)
            assert person.exit_code() == 0
        assert "Traceback" not in person.seen
        assert termios.tcgetattr(slave) == found
    finally:
        program.kill()
        program.wait()
        os.close(slave)
        os.close(terminal)


def test_a_conversation(tmp_path: Path) -> None:
    with sitting(tmp_path) as person:
        assert "http://127.0.0.1:8080" in person.seen
        person.ask("halls", "Grand Hall")
        assert re.search(r"Hall +Seats *\n +─+ *\n +Loft +40", person.seen)
        assert "\x1b[" in person.raw
        assert "thinking…" in person.seen
        person.ask("book", "1 Confirm   2 Cancel")
        person.ask("2", "You said Cancel, cancel:1.")
        person.ask("draft", "You said draft, freely.")
        assert "One two" in person.seen
        person.type("/quit\r")
        assert person.exit_code() == 0


@pytest.mark.parametrize("keys", [CTRL_C, CTRL_D, f"half a line{CTRL_C}"])
def test_leaving_at_the_prompt(tmp_path: Path, keys: str) -> None:
    with sitting(tmp_path) as person:
        for key in keys:
            person.type(key)
            time.sleep(0.02)
        assert person.exit_code() == 0


@pytest.mark.parametrize("question", ["slow", "deaf"])
def test_leaving_while_an_answer_is_awaited(tmp_path: Path, question: str) -> None:
    with sitting(tmp_path) as person:
        person.type(f"{question}\r")
        person.wait_for("thinking…")
        time.sleep(0.3)
        person.type(CTRL_C + CTRL_C)
        assert person.exit_code() == 0
        assert person.raw.rfind("\x1b[?25h") > person.raw.rfind("\x1b[?25l")


def test_being_ended_while_an_answer_is_awaited(tmp_path: Path) -> None:
    with sitting(tmp_path) as person:
        person.type("slow\r")
        person.wait_for("thinking…")
        person.program.terminate()
        assert person.exit_code() == 0


def test_one_interrupt_stops_the_answer_and_the_second_leaves(tmp_path: Path) -> None:
    with sitting(tmp_path) as person:
        for _again in range(2):
            person.raw = ""
            person.type("slow\r")
            person.wait_for("thinking…  Ctrl-C stops")
            person.wait_for("One two")
            person.raw = ""
            person.type(CTRL_C)
            person.wait_for("One two (stopped)")
            person.wait_for("I stopped.\n\n› ")
            assert person.seen.index("(stopped)") < person.seen.index("I stopped.")
        person.raw = ""
        person.type("deaf\r")
        person.wait_for("thinking…")
        person.type(CTRL_C)
        person.wait_for("stopping…  Ctrl-C again leaves")
        time.sleep(0.2)
        person.type(CTRL_C)
        assert person.exit_code() == 0


def test_stop_can_be_typed_while_an_answer_grows(tmp_path: Path) -> None:
    with sitting(tmp_path) as person:
        person.type("slow\r")
        person.wait_for("thinking…")
        person.type("next words\r/sto")
        person.wait_for("› /sto")
        person.type("p\r")
        person.wait_for("One two (stopped)")
        person.wait_for("I stopped.")
        person.wait_for("› next words\n")
        person.wait_for("You said next words, freely.\n\n› ")


def test_what_is_typed_ahead_comes_at_the_next_prompt(tmp_path: Path) -> None:
    with sitting(tmp_path) as person:
        person.type("draft\r")
        person.wait_for("thinking…")
        person.type("nexd\x7ft words")
        person.wait_for("› next words")
        person.wait_for("You said draft, freely.\n\n› next words")
        person.type(" after it\r")
        person.wait_for("You said next words after it, freely.\n\n› ")


def test_lines_typed_ahead_are_asked_in_order_and_offered_again(tmp_path: Path) -> None:
    with sitting(tmp_path) as person:
        person.type("draft\r")
        person.wait_for("thinking…")
        person.type("eins\r\rzwei\r")
        person.wait_for("You said draft, freely.\n\n› eins\n")
        person.wait_for("You said eins, freely.\n\n› zwei\n")
        person.wait_for("You said zwei, freely.\n\n› ")
        person.raw = ""
        person.type(f"{UP}\r")
        person.wait_for("You said zwei, freely.\n\n› ")


@pytest.mark.parametrize("keys", [CTRL_D, "/quit\r"])
def test_leaving_ahead_waits_for_the_answer(tmp_path: Path, keys: str) -> None:
    with sitting(tmp_path) as person:
        person.type("draft\r")
        person.wait_for("thinking…")
        person.type(keys)
        person.wait_for("You said draft, freely.")
        assert person.exit_code() == 0


def test_a_panel_is_pressed_by_its_numbers(tmp_path: Path) -> None:
    with sitting(tmp_path) as person:
        person.ask("panel", "A session.")
        lines = [line.strip() for line in person.seen.splitlines()]
        assert lines[lines.index("A session.") :] == [
            "A session.",
            "",
            "1 Make it public   2 Remove",
            "",
            "3 Name…",
            "",
            "Mode",
            "4 ✓ Auto   5 Chat",
            "",
            "›",
        ]
        person.ask("5", "You said Chat, p:s:1:mode:chat.")
        person.ask("3", "You said Name, p:s:1:name.")
        person.ask("1", "You said 1, freely.")
        person.ask("1", "You said Make it public, p:s:1:public.")


def test_the_path_of_a_file_is_never_broken(tmp_path: Path) -> None:
    with sitting(tmp_path) as person:
        person.ask("export", "Here it is:")
        assert f"\n  chat.md: {FAR}\n" in person.seen
        assert f";{Path(FAR).as_uri()}\x1b\\" in person.raw


def test_an_answer_from_before_comes_above_the_line_being_typed(tmp_path: Path) -> None:
    with sitting(tmp_path) as person:
        person.type("earlier\r")
        person.wait_for("Soon.")
        person.type("half")
        person.wait_for("While I was away, you asked: and Friday?")
        person.wait_for("You said and Friday?, freely.\n\n› half")
        person.ask(" a line", "You said half a line, freely.")


def test_lines_of_an_earlier_conversation_are_offered_again(tmp_path: Path) -> None:
    with sitting(tmp_path) as person:
        person.ask("remember me", "You said")
        person.type(CTRL_D)
        assert person.exit_code() == 0
    with sitting(tmp_path) as person:
        person.type(f"{UP}\r")
        person.wait_for("You said remember me, freely.\n\n› ")
    assert (tmp_path / "terminal.history").stat().st_mode & 0o777 == 0o600


def test_a_line_above_the_prompt_says_how_it_is_doing_and_goes_when_something_is_typed(
    tmp_path: Path,
) -> None:
    with sitting(tmp_path) as person:
        person.ask("status", "You said status")
        person.wait_for("0 answered\n› ")
        person.type("hal")
        person.wait_for("2 answered")
        person.raw = ""
        person.wait_for("4 answered")
        assert re.search(r"\x1b7\r\x1b\[1A\x1b\[2K.*4 answered.*\x1b8", person.raw)
        person.ask("ls", "Grand Hall")
        assert "\x1b[2A\x1b[M\x1b[1B" in person.raw
        person.wait_for("answered\n› ")
