"""What hangs under a reply, as numbered choices that can be typed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bots.terminal.printable import one_line
from graphs.dialogue import LASTING, Button, Panel

ROW = 5
"""More choices than this stand under each other."""
WIDEST_ROW = 90
"""Characters: choices that need more stand under each other too."""

Style = Literal["plain", "primary", "danger"]


@dataclass(frozen=True, slots=True)
class Choice:
    """`row` and `prompt` say where it stands: choices of one row side by side, those of a list under its prompt.

    `holds` marks what is chosen now; `asks` that there will be something to fill in.
    """

    number: int
    label: str
    value: str
    style: Style = "plain"
    description: str = ""
    row: int = 0
    prompt: str = ""
    holds: bool = False
    asks: bool = False

    @property
    def title(self) -> str:
        """The label, with its marks and what explains it."""
        words = f"{'✓ ' if self.holds else ''}{self.label}{'…' if self.asks else ''}"
        return f"{words} - {self.description}" if self.description else words

    @property
    def lasts(self) -> bool:
        return self.value.startswith(LASTING)

    def is_number(self, typed: str) -> bool:
        return _bare(typed) == str(self.number)

    def is_called(self, typed: str) -> bool:
        """Whether `typed` is its label, in any case, or its value."""
        return _bare(typed) in (_bare(self.label), self.value.casefold())


@dataclass(frozen=True, slots=True)
class Section:
    """Choices that stand together, line by line, with the prompt of their list (empty for none)."""

    prompt: str
    lines: tuple[tuple[Choice, ...], ...]

    def number(self, choice: Choice) -> str:
        """Its number, as wide as the others' where they stand under each other."""
        if all(len(line) == 1 for line in self.lines):
            return f"{choice.number:>{len(str(self.lines[-1][0].number))}}"
        return str(choice.number)


def choices_of(panel: Panel | None) -> tuple[Choice, ...]:
    """Buttons, inputs and options in their order, numbered from 1; a button that opens a page is no choice."""
    offered = enumerate(_offered(panel), start=1) if panel else ()
    return tuple(
        replace(
            choice,
            number=number,
            label=one_line(choice.label),
            description=one_line(choice.description),
            prompt=one_line(choice.prompt),
        )
        for number, choice in offered
    )


def pages_of(panel: Panel | None, text: str = "") -> tuple[Button, ...]:
    """The buttons that open a page which doesn't stand in the text already."""
    said = {word.strip("<>().,") for word in text.split()}
    return tuple(button for button in panel.buttons if button.url and button.url not in said) if panel else ()


def sections_of(choices: Sequence[Choice]) -> tuple[Section, ...]:
    """As they stand on a screen: few short ones in one line, the others in their rows or under each other."""
    rows: dict[int, list[Choice]] = {}
    for choice in choices:
        rows.setdefault(choice.row, []).append(choice)
    sections: list[list[list[Choice]]] = []
    for row in rows.values():
        if sections and not row[0].prompt and _kind(sections[-1][0][0]) == _kind(row[0]):
            sections[-1].append(row)
        else:
            sections.append([row])
    return tuple(_section(section) for section in sections)


def _section(rows: list[list[Choice]]) -> Section:
    prompt = rows[0][0].prompt
    together = [choice for row in rows for choice in row]
    if _side_by_side(together):
        return Section(prompt, (tuple(together),))
    lines = [
        line for row in rows for line in ([tuple(row)] if _side_by_side(row) else [(one,) for one in row])
    ]
    return Section(prompt, tuple(lines))


def _side_by_side(choices: Sequence[Choice]) -> bool:
    wide = sum(len(choice.title) + 5 for choice in choices)
    short = len(choices) <= ROW and wide <= WIDEST_ROW
    return short and not any(choice.description for choice in choices)


def _kind(choice: Choice) -> tuple[bool, str]:
    return choice.asks, choice.prompt


def _offered(panel: Panel) -> Iterator[Choice]:
    """Not numbered yet."""
    for row, buttons in enumerate(panel.rows):
        for button in buttons:
            if not button.url:
                yield Choice(0, button.label, button.value, button.style, row=row)
    row = len(panel.rows)
    for one in panel.inputs:
        yield Choice(0, one.label, one.value, row=row, asks=True)
        row += 1
    for select in panel.selects:
        for option in select.options:
            holds = bool(select.chosen) and option.value == select.chosen
            yield Choice(
                0,
                option.label,
                option.value,
                description=option.description,
                row=row,
                prompt=select.prompt,
                holds=holds,
            )
        row += 1


def _bare(text: str) -> str:
    return text.strip().rstrip(".)!…").casefold()
