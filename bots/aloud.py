"""What of an answer can be said aloud."""

import re
from collections.abc import Iterable, Iterator

from bots.markdown.document import (
    Block,
    Code,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Rows,
    Rule,
    Spans,
    Table,
    words,
)
from bots.markdown.reader import read
from texts import translator

LONGEST = 3_000
"""Characters: four minutes of speech. What is longer is read sooner than heard."""
_ADDRESS = re.compile(r"\(?\bhttps?://\S+\)?")
_UNSPOKEN = re.compile(r"[^\w\s.,;:!?%€$£₽¥+=/&@#°'\"’“”«»()\-–—…。，！？：；、]")
_ENDS = tuple(".!?…:;。！？：；")


def sayable(markdown: str, locale: str) -> str:
    """Sentences on lines of their own, without code, addresses and pictures; empty where nothing is left."""
    _ = translator(locale)
    lines = [line for line in map(_clean, _lines(read(markdown))) if any(map(str.isalnum, line))]
    said = ""
    for line in lines:
        if len(said) + len(line) > LONGEST:
            return f"{said}\n{_('You can read the rest.')}".strip()
        said = f"{said}\n{line}".strip()
    return said


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(spans) | Heading(_, spans):
                yield from words(spans).splitlines()
            case Listing(items):
                yield from (line for item in items for line in _lines(item.blocks))
            case Quote(inside):
                yield from _lines(inside)
            case Table(_, rows, _) | Rows(rows, _):
                yield from map(_row, rows)
            case Code() | Rule():
                pass


def _row(cells: Iterable[Spans]) -> str:
    return ", ".join(filter(None, (words(cell).strip() for cell in cells)))


def _clean(line: str) -> str:
    said = " ".join(_UNSPOKEN.sub(" ", _ADDRESS.sub("", line)).split())
    return said if not said or said.endswith(_ENDS) else f"{said}."
