"""What hangs under a reply, as numbered choices that can be typed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from graphs.dialogue import Button, Option, Panel

ROW = 5
"""More choices than this stand under each other."""

Style = Literal["plain", "primary", "danger"]


@dataclass(frozen=True, slots=True)
class Choice:
    number: int
    label: str
    value: str
    style: Style = "plain"
    description: str = ""

    @property
    def title(self) -> str:
        """The label, with what explains it."""
        return f"{self.label} - {self.description}" if self.description else self.label

    def answers_to(self, typed: str) -> bool:
        """Whether `typed` means this choice: its number, its label in any case, or its value."""
        said = typed.strip().rstrip(".)!").casefold()
        return said in (str(self.number), self.label.strip().rstrip(".)!").casefold(), self.value.casefold())


def choices_of(panel: Panel | None) -> tuple[Choice, ...]:
    """Buttons and options in their order, numbered from 1; a button that opens a page is no choice."""
    offered = enumerate(_offered(panel), start=1) if panel else ()
    return tuple(
        Choice(number, one.label, one.value, one.style)
        if isinstance(one, Button)
        else Choice(number, one.label, one.value, description=one.description)
        for number, one in offered
    )


def pages_of(panel: Panel | None) -> tuple[Button, ...]:
    """The buttons that open a page."""
    return tuple(button for button in panel.buttons if button.url) if panel else ()


def chosen(choices: tuple[Choice, ...], typed: str) -> Choice | None:
    return next((choice for choice in choices if choice.answers_to(typed)), None)


def _offered(panel: Panel) -> Iterator[Button | Option]:
    yield from (button for button in panel.buttons if not button.url)
    for select in panel.selects:
        yield from select.options
