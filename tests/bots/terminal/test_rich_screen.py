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


def test_leaving_while_an_answer_is_awaited(tmp_path: Path) -> None:
    with sitting(tmp_path) as person:
        person.type("slow\r")
        person.wait_for("thinking…")
        time.sleep(0.3)
        person.type(CTRL_C)
        assert person.exit_code() == 0
        assert person.raw.rfind("\x1b[?25h") > person.raw.rfind("\x1b[?25l")


def test_what_is_typed_ahead_comes_at_the_next_prompt(tmp_path: Path) -> None:
    with sitting(tmp_path) as person:
        person.type("draft\r")
        person.wait_for("thinking…")
        person.type("next words")
        person.wait_for("You said draft, freely.")
        person.wait_for("› next words")
        person.type("\r")
        person.wait_for("You said next words, freely.")


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
        person.wait_for("You said remember me, freely.")
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
