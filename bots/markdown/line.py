"""One line of a message, and what differs between the platforms that draw it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bots.markdown.code_file import CodeFile
from bots.markdown.document import Marks, Spans

BLOCK, ITEM, INNER, LINE = range(4)
"""How much a cut before a line hurts: between blocks, between items, inside an item, inside a paragraph."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line, without its line end.

    `lead` stands before the words: indent, bullet, number. `gap` asks for an empty line before this one.
    Lines of one piece of code share `code`, those of one quote share `quote`; zero is none. `groups` are what
    should stay in one message, the widest first. `file` is what the line mentions.
    """

    spans: Spans
    lead: str = ""
    gap: bool = False
    cut: int = BLOCK
    code: int = 0
    language: str = ""
    quote: int = 0
    groups: tuple[int, ...] = ()
    file: CodeFile | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """What differs between platforms.

    `heading` tells what stands before a heading of a level and how its words look. `opens` tells whether an
    address can be a link. `table_width` is in columns. Code that `goes_to_file` becomes a file.
    """

    bullets: tuple[str, ...]
    rule: str
    table_width: int
    heading: Callable[[int], tuple[str, Marks]]
    opens: Callable[[str], bool]
    goes_to_file: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Size:
    """What a line takes: characters as the platform counts them, and marks where it counts those."""

    characters: int
    marks: int = 0

    def __add__(self, other: "Size") -> "Size":
        return Size(self.characters + other.characters, self.marks + other.marks)

    def fits(self, limit: "Size") -> bool:
        return self.characters <= limit.characters and self.marks <= limit.marks


class Paper(Protocol):
    """How a platform measures a message: what a line takes by itself, and more where it follows another."""

    @property
    def limit(self) -> Size: ...

    def size(self, line: Line) -> Size: ...

    def joint(self, before: Line | None, line: Line) -> Size: ...
