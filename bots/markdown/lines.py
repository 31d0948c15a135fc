"""A document to lines of text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count, groupby

from bots.markdown.characters import invisible
from bots.markdown.code_file import code_file
from bots.markdown.document import (
    Block,
    Code,
    Heading,
    Item,
    Listing,
    Paragraph,
    Quote,
    Rows,
    Rule,
    Span,
    Spans,
    Table,
    marked,
    stripped,
    words,
)
from bots.markdown.line import BLOCK, INNER, ITEM, LINE, Line, Style
from bots.markdown.table import laid_out

_DEEPEST_INDENT = 12
_LANGUAGE = re.compile(r"[\w+#.-]{1,32}(?=$|[\s,{]|:[\w.])")
_ATTACHED = "📎 "
_BOXES = {True: "☑", False: "☐"}


@dataclass(frozen=True, slots=True)
class _Where:
    """Where a block stands: `depth` counts lists around it."""

    indent: str = ""
    depth: int = 0
    cut: int = BLOCK
    quote: int = 0
    groups: tuple[int, ...] = ()
    tight: bool = False


def lines(blocks: Iterable[Block], style: Style) -> list[Line]:
    return list(_Writer(style).blocks(blocks, _Where()))


class _Writer:
    def __init__(self, style: Style) -> None:
        self._style = style
        self._ids = count(1)
        self._files = count(1)

    def blocks(self, blocks: Iterable[Block], where: _Where) -> Iterator[Line]:
        before: Block | None = None
        for block in blocks:
            first, *more = self._block(block, where) or (None,)
            if first is None:
                continue
            apart = before is not None and not where.tight and not _leads_to(before, block)
            cut = LINE if isinstance(before, Heading) else where.cut
            yield replace(first, gap=apart, cut=cut)
            yield from more
            before = block

    def _block(self, block: Block, where: _Where) -> list[Line]:
        match block:
            case Paragraph(spans):
                return list(self._text(spans, where))
            case Heading(level, spans):
                return list(self._heading(level, spans, where))
            case Code():
                return list(self._code(block, where))
            case Quote(blocks):
                return list(self._quote(blocks, where))
            case Listing():
                return list(self._list(block, where))
            case Rule():
                return [self._line((Span(self._style.rule),), where)]
            case Table():
                return self._block(laid_out(block, self._style.table_width), where)
            case Rows():
                return list(self._rows(block, where))

    def _line(self, spans: Spans, where: _Where, lead: str = "", *, gap: bool = False) -> Line:
        return Line(spans, where.indent + lead, gap, LINE, quote=where.quote, groups=where.groups)

    def _text(self, spans: Spans, where: _Where, lead: str = "") -> Iterator[Line]:
        """The lines of a paragraph, a heading or a row; those that show nothing become a gap."""
        gap = False
        for line in _split(self._linked(spans)):
            unseen = invisible(words(line))
            if not unseen:
                yield self._line(line, where, lead, gap=gap)
            gap = unseen

    def _linked(self, spans: Spans) -> Iterator[Span]:
        """Addresses that the platform can't open stand as text behind their words."""
        for (link, _), run in groupby(spans, lambda span: (span.link, span.nth)):
            if not link or self._style.opens(link):
                yield from run
                continue
            label = tuple(replace(span, link="", nth=0) for span in run)
            yield from label
            if words(label).strip() != link:
                yield Span(f" ({link})")

    def _heading(self, level: int, spans: Spans, where: _Where) -> Iterator[Line]:
        lead, marks = self._style.heading(level)
        return self._text(marked(spans, *marks) if marks else spans, where, lead)

    def _code(self, code: Code, where: _Where) -> Iterator[Line]:
        language, text = _language(code.info), code.text.strip("\n")
        if code.info != language or (code.info and invisible(text)):
            yield self._line((Span(code.info, frozenset({"italic"})),), where)
        if self._style.goes_to_file(text):
            file = code_file(text, code.info, language, next(self._files))
            yield replace(self._line((Span(_ATTACHED + file.name),), where), file=file)
        elif not invisible(text):
            number = next(self._ids)
            groups = (*where.groups, number)
            cut = LINE
            for line in text.split("\n"):
                yield Line((Span(line),), "", False, cut, number, language, where.quote, groups)
                cut = LINE if line.strip() else INNER

    def _quote(self, blocks: Iterable[Block], where: _Where) -> Iterator[Line]:
        """A quote inside a quote is marked by a sign, as platforms have but one level."""
        if where.quote:
            inside = replace(where, indent=_deeper(where.indent, "> "), tight=False)
        else:
            number = next(self._ids)
            inside = replace(where, cut=max(ITEM, where.cut), quote=number, groups=(*where.groups, number))
        return self.blocks(blocks, inside)

    def _list(self, listing: Listing, where: _Where) -> Iterator[Line]:
        cut = ITEM if where.cut == BLOCK else INNER
        for number, item in enumerate(listing.items):
            first, *more = self._item(item, self._mark(listing, number, item, where), listing, where)
            yield replace(first, gap=listing.loose and number > 0, cut=cut)
            yield from more

    def _mark(self, listing: Listing, number: int, item: Item, where: _Where) -> str:
        box = "" if item.done is None else f"{_BOXES[item.done]} "
        if listing.start is not None:
            return f"{listing.start + number}. {box}"
        return box or f"{self._style.bullets[min(where.depth, len(self._style.bullets) - 1)]} "

    def _item(self, item: Item, mark: str, listing: Listing, where: _Where) -> Iterator[Line]:
        indent = _deeper(where.indent, " " * len(mark))
        inside = replace(where, indent=indent, depth=where.depth + 1, cut=INNER, tight=not listing.loose)
        own = True
        for line in self.blocks(item.blocks, inside):
            if own and (line.code or not line.lead.startswith(indent)):
                yield self._line((), where, mark.rstrip())
            elif own:
                line = replace(line, lead=where.indent + mark + line.lead[len(indent) :])
            own = False
            yield line
        if own:
            yield self._line((), where, mark.rstrip())

    def _rows(self, rows: Rows, where: _Where) -> Iterator[Line]:
        for number, row in enumerate(rows.rows):
            inside = replace(where, groups=(*where.groups, next(self._ids)))
            first = True
            for line in (line for spans in row for line in self._text(spans, inside)):
                yield replace(line, gap=rows.loose and first and number > 0, cut=ITEM if first else LINE)
                first = False


def _leads_to(before: Block, block: Block) -> bool:
    """Whether two blocks belong so close together that no empty line stands between them."""
    if isinstance(before, Paragraph) and isinstance(block, Listing):
        return words(before.spans).rstrip().endswith((":", "："))
    return isinstance(before, Heading)


def _deeper(indent: str, more: str) -> str:
    return indent + more if len(indent) + len(more) <= _DEEPEST_INDENT else indent


def _language(info: str) -> str:
    named = _LANGUAGE.match(info)
    return named[0] if named else ""


def _split(spans: Iterable[Span]) -> Iterator[Spans]:
    """Spans by their lines, without white space at the ends of lines."""
    line: list[Span] = []
    for span in spans:
        first, *more = span.text.split("\n")
        line.append(replace(span, text=first) if more else span)
        for text in more:
            yield stripped(line)
            line = [replace(span, text=text)]
    yield stripped(line)
