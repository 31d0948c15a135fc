"""What the terminal platform needs of a terminal, be it a person's or a pipe."""

from dataclasses import dataclass
from typing import Protocol

from bots.terminal.choices import Choice
from graphs.dialogue import Button

STOP = "/stop"
"""The command that ends an answer while it grows."""


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file of an answer, with its full path or its address."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as it goes onto a screen. `text` is Markdown; `pages` are buttons that open an address.

    `question` is what was asked, empty where nothing was; `earlier` is true where that was before this process
    began.
    """

    question: str
    text: str
    choices: tuple[Choice, ...] = ()
    pages: tuple[Button, ...] = ()
    files: tuple[ShownFile, ...] = ()
    earlier: bool = False


class Screen(Protocol):
    """Where questions are typed and answers are shown. Only `show` and `say` may block."""

    async def read(self) -> str | None:
        """The next line that was typed, None when there will be none. Work has ended."""
        ...

    async def stop_wanted(self) -> str:
        """Waits, while work goes on, for the wish to stop it; returns the line that says so. It may be cancelled,
        and no other line is lost then.
        """
        ...

    def begin(self) -> None:
        """Work on the last line begins, or goes on; it ends with the next `show` or `say`, or with `end`."""
        ...

    def draft(self, text: str) -> None:
        """The Markdown so far of the answer being worked on."""
        ...

    def end(self) -> None:
        """Work has ended without an answer."""
        ...

    def show(self, answer: Shown) -> None:
        """Shows an answer in one write. Raises OSError where nobody can see it any more."""
        ...

    def say(self, text: str) -> None:
        """Shows Markdown that is no answer."""
        ...

    def status(self, text: str) -> None:
        """How the program is doing, in one line, which stands there as long as a line is being typed."""
        ...

    def close(self) -> None:
        """Leaves the terminal as it was found."""
        ...


def stops(line: str) -> bool:
    """Whether a line asks to end the answer that is growing."""
    return line.casefold().split()[:1] == [STOP]
