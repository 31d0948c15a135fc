"""Markdown text to a document of which no word is missing."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import cast

from bots.markdown.characters import clean
from bots.markdown.document import (
    Block,
    Code,
    Heading,
    Item,
    Listing,
    Mark,
    Paragraph,
    Quote,
    Rule,
    Span,
    Spans,
    Table,
)
from bots.markdown.inline import Words
from bots.markdown.source import Event, Region, events, prepare

_DEEPEST = 12  # quotes and lists inside each other; what is deeper is shown at this depth
_MARKS: dict[str, Mark] = {"Strong": "bold", "Emphasis": "italic", "Strikethrough": "strike"}
_PICTURE = "🖼 "
_PIPE = re.compile(r"(?<!\\)\|")


def read(markdown: str) -> tuple[Block, ...]:
    """Line ends inside a paragraph stay line ends. Never raises, whatever the text."""
    return _read(clean(markdown))


def _read(markdown: str) -> tuple[Block, ...]:
    source = prepare(markdown)
    reader = _Reader(source.encode())
    for event, region in events(source):
        reader.take(event, region)
    return reader.document()


@dataclass(slots=True)
class _Container:
    """A quote, a list or an item that is still open."""

    blocks: list[Block] = field(default_factory=list[Block])
    items: list[Item] = field(default_factory=list[Item])
    start: int | None = None
    loose: bool = False
    done: bool | None = None


class _Reader:
    def __init__(self, source: bytes) -> None:
        self._source = source
        self._words = Words()
        self._open: list[_Container] = [_Container()]
        self._ignored = 0
        self._level = 0
        self._info = ""
        self._code: list[str] | None = None
        self._right: tuple[bool, ...] = ()
        self._rows: list[tuple[Spans, ...]] = []
        self._cells: list[Spans] = []
        self._cell_end = 0
        self._starts: dict[str, Callable[[object], None]] = {
            "Paragraph": self._start_paragraph,
            "Heading": self._start_heading,
            "CodeBlock": self._start_code,
            "BlockQuote": self._start_container,
            "List": self._start_container,
            "Item": self._start_item,
            "Table": self._start_table,
            "TableHead": self._start_row,
            "TableRow": self._start_row,
        }
        self._ends: dict[str, Callable[[Region], None]] = {
            "Heading": self._end_heading,
            "CodeBlock": self._end_code,
            "BlockQuote": self._end_quote,
            "List": self._end_list,
            "Item": self._end_item,
            "Table": self._end_table,
            "TableHead": self._end_row,
            "TableRow": self._end_row,
            "TableCell": self._end_cell,
        }

    def document(self) -> tuple[Block, ...]:
        self._end_paragraph()
        return tuple(self._open[0].blocks)

    def take(self, event: Event, region: Region) -> None:
        if isinstance(event, str):
            if event == "Rule":
                self._add(Rule())
            else:
                self._words.write("\n")
            return
        ((kind, value),) = event.items()
        if kind == "Start":
            self._start(value)
        elif kind == "End":
            self._end(value, region)
        elif kind == "TaskListMarker":
            self._open[-1].done = bool(value)
        elif self._code is not None:
            self._code.append(str(value))
        else:
            self._words.write(str(value), code=kind == "Code")

    def _start(self, tag: object) -> None:
        name, value = _named(tag)
        if mark := _MARKS.get(name):
            self._words.mark(mark)
        elif name in ("Link", "Image"):
            target = cast("Mapping[str, str]", value)
            self._words.link(target["dest_url"], target["title"])
            if name == "Image":
                self._words.write(_PICTURE)
        elif name != "TableCell":
            self._end_paragraph()
            if start := self._starts.get(name):
                start(value)

    def _end(self, tag: object, region: Region) -> None:
        name, _value = _named(tag)
        if mark := _MARKS.get(name):
            self._words.unmark(mark)
        elif name in ("Link", "Image"):
            self._words.unlink()
        elif end := self._ends.get(name):
            end(region)
        else:
            self._end_paragraph()

    def _add(self, block: Block) -> None:
        self._end_paragraph()
        self._open[-1].blocks.append(block)

    def _end_paragraph(self) -> None:
        if spans := self._words.take():
            self._open[-1].blocks.append(Paragraph(spans))

    def _start_paragraph(self, _value: object) -> None:
        if not self._ignored and len(self._open) > 1:
            self._open[-2].loose = True

    def _start_code(self, value: object) -> None:
        self._code = []
        self._info = str(cast("Mapping[str, str]", value)["Fenced"]) if value != "Indented" else ""

    def _end_code(self, _region: Region) -> None:
        text = "".join(self._code or ()).removesuffix("\n")
        self._code = None
        self._add(Code(text, self._info.strip()))

    def _start_heading(self, value: object) -> None:
        self._level = int(cast("Mapping[str, str]", value)["level"][1:])

    def _end_heading(self, _region: Region) -> None:
        self._open[-1].blocks.append(Heading(self._level, self._words.take()))

    def _start_container(self, value: object) -> None:
        if self._ignored or len(self._open) > _DEEPEST:
            self._ignored += 1
        else:
            self._open.append(_Container(start=value if isinstance(value, int) else None))

    def _start_item(self, _value: object) -> None:
        if not self._ignored:
            self._open.append(_Container())

    def _end_item(self, _region: Region) -> None:
        self._end_paragraph()
        if not self._ignored:
            item = self._open.pop()
            self._open[-1].items.append(Item(tuple(item.blocks), item.done))

    def _end_quote(self, _region: Region) -> None:
        if quote := self._closed():
            self._add(Quote(tuple(quote.blocks)))

    def _end_list(self, _region: Region) -> None:
        if listing := self._closed():
            self._add(Listing(tuple(listing.items), listing.start, listing.loose))

    def _closed(self) -> _Container | None:
        self._end_paragraph()
        if self._ignored:
            self._ignored -= 1
            return None
        return self._open.pop()

    def _start_table(self, value: object) -> None:
        self._rows = []
        self._right = tuple(side == "Right" for side in cast("tuple[str, ...]", value))

    def _start_row(self, _value: object) -> None:
        self._cells = []

    def _end_cell(self, region: Region) -> None:
        self._cells.append(self._words.take())
        self._cell_end = region[1]

    def _end_row(self, region: Region) -> None:
        """Cells that the header has no column for come in no event."""
        beyond = self._source[self._cell_end : region[1]].decode().strip("| \t\n")
        self._cells += [_inline(cell) for cell in _PIPE.split(beyond) if cell.strip()]
        self._rows.append(tuple(self._cells))

    def _end_table(self, _region: Region) -> None:
        header, *rows = self._rows
        self._add(Table(header, tuple(rows), self._right))


def _named(tag: object) -> tuple[str, object]:
    if isinstance(tag, str):
        return tag, None
    ((name, value),) = cast("Mapping[str, object]", tag).items()
    return name, value


def _inline(markdown: str) -> Spans:
    match _read(markdown):
        case (Paragraph(spans),):
            return spans
        case _:
            return (Span(markdown.strip()),)
