"""What a Markdown text says, in no platform's form."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

Mark = Literal["bold", "italic", "strike", "code"]
Marks: TypeAlias = frozenset[Mark]

PLAIN: Marks = frozenset()


@dataclass(frozen=True, slots=True)
class Span:
    """Words that look alike. Line ends are "\\n"; `link` is an address, empty where there is none.

    Two links to one address that touch differ in their `nth`. Code has neither another mark nor a link, which
    platforms would not show.
    """

    text: str
    marks: Marks = PLAIN
    link: str = ""
    nth: int = 0


Spans: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: Spans


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` is 1 to 6."""

    level: int
    spans: Spans


@dataclass(frozen=True, slots=True)
class Code:
    """`info` is all that stands behind the opening fence, mostly the name of a language."""

    text: str
    info: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class Item:
    """`done` is set for an item with a box to tick."""

    blocks: "tuple[Block, ...]"
    done: bool | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """`start` is the first item's number, None without numbers; a `loose` list has air between its items."""

    items: tuple[Item, ...]
    start: int | None = None
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    pass


@dataclass(frozen=True, slots=True)
class Table:
    """Rows may be longer or shorter than the header; `right` says which columns stand on the right."""

    header: tuple[Spans, ...]
    rows: tuple[tuple[Spans, ...], ...]
    right: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """A table as lines of text, row by row; `loose` rows have air between them."""

    rows: tuple[tuple[Spans, ...], ...]
    loose: bool


Block: TypeAlias = Paragraph | Heading | Code | Quote | Listing | Rule | Table | Rows


def words(spans: Spans) -> str:
    """The text of spans without its marks."""
    return "".join(span.text for span in spans)


def marked(spans: Spans, *marks: Mark) -> Spans:
    """The same words with more marks; code stays as it is, since platforms show no marks on it."""
    return tuple(
        span if "code" in span.marks else replace(span, marks=span.marks.union(marks)) for span in spans
    )


def stripped(spans: Iterable[Span]) -> Spans:
    """Without white space at both ends, which would spoil a mark."""
    kept = list(spans)
    while kept and not kept[-1].text.rstrip():
        kept.pop()
    if kept and kept[-1].text[-1].isspace():
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
    start = next((number for number, span in enumerate(kept) if span.text.lstrip()), 0)
    if kept and kept[start].text[0].isspace():
        kept[start] = replace(kept[start], text=kept[start].text.lstrip())
    return tuple(kept[start:])
