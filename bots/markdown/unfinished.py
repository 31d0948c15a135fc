"""An answer that is still being written, as it would read if it ended well here."""

import re
from collections.abc import Iterator

_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})([^\n]*)", re.MULTILINE)
_PARTIAL_FENCE = re.compile(r"\n[ \t]*(?:`{1,2}|~{1,2})$|(?:^|\n)[ \t]*(?:`{3,}|~{3,})[^\n]*\s*$")
_BARE_LINE = re.compile(r"(?:^|\n)[ \t]*(?:[-=*+#>|~`_:\[\]! \t]+|\d{1,9}[.)][ \t]*)$")
_DELIMITERS = re.compile(r"\|?[-:| \t]*")
_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)[^`]*(?<!`)\1(?!`)")
_OPEN_CODE = re.compile(r"(`+)[^`]*$")
_OPEN_LINK = re.compile(r"!?\[([^\[\]\n]*)(?:\]\([^()\s]*)?$")
_MARKERS = {
    "**": re.compile(r"\*\*(?!\s)|(?<!\s)\*\*"),
    "__": re.compile(r"(?<!\w)__|__(?!\w)"),
    "~~": re.compile(r"~~(?!\s)|(?<!\s)~~"),
    "*": re.compile(r"(?<!\*)\*(?![*\s])|(?<![\s*])\*(?!\*)"),
    "_": re.compile(r"(?<![\w_])_(?![_\s])|(?<![\s_])_(?![\w_])"),
}
_STEPS = 8  # of things that begin inside each other; an odd text with more is shown as it stands


def closed(markdown: str) -> str:
    """What has begun to look like something is closed, or left out while there is nothing in it yet."""
    open_fence, end = _fences(markdown)
    if open_fence:
        return _PARTIAL_FENCE.sub("", markdown)
    tail = _BARE_LINE.sub("", markdown[end:].rstrip())
    start = tail.rfind("\n\n") + 1
    paragraph = _without_table_head(tail[start:])
    for _ in range(_STEPS):
        shorter = _without_beginning(paragraph)
        if shorter == paragraph:
            break
        paragraph = shorter
    return markdown[:end] + tail[:start] + paragraph + _endings(paragraph)


def _fences(markdown: str) -> tuple[bool, int]:
    """Whether code is still open at the end, and where the last line of a fence ends."""
    fence, end = "", 0
    for found in _FENCE.finditer(markdown):
        if not fence:
            fence, end = found[1], found.end()
        elif found[1].startswith(fence) and not found[2].strip():
            fence, end = "", found.end()
    return bool(fence), end


def _without_table_head(paragraph: str) -> str:
    """A table is one from its second line on; until its first row is there, it isn't shown."""
    lines = paragraph.split("\n")
    rows = next((count for count, line in enumerate(reversed(lines)) if line[:1] != "|"), len(lines))
    if rows == 1 or (rows == 2 and _DELIMITERS.fullmatch(lines[-1])):
        return "\n".join(lines[:-rows])
    return paragraph


def _without_beginning(paragraph: str) -> str:
    """Without a mark or a link at the end that has no words yet; a link without its address is its label."""
    paragraph = paragraph.rstrip()
    outside = _without_code(paragraph)
    if opened := _OPEN_CODE.search(outside):
        return paragraph if paragraph[opened.end(1) :].strip() else paragraph[: opened.start()]
    if link := _OPEN_LINK.search(outside):
        return paragraph[: link.start()] + paragraph[link.start(1) : link.end(1)]
    for marker, _, end in _open_marks(outside):
        if end == len(paragraph):
            return paragraph[: -len(marker)]
    return paragraph


def _endings(paragraph: str) -> str:
    outside = _without_code(paragraph)
    opened = _OPEN_CODE.search(outside)
    marks = sorted(_open_marks(outside[: opened.start()] if opened else outside), key=lambda mark: -mark[1])
    return (opened[1] if opened else "") + "".join(marker for marker, _, _ in marks)


def _without_code(paragraph: str) -> str:
    """The same length, with spaces where finished code stands."""
    return _CODE.sub(lambda code: " " * len(code[0]), paragraph)


def _open_marks(text: str) -> Iterator[tuple[str, int, int]]:
    """Marks without an end, and where their last sign stands."""
    for marker, pattern in _MARKERS.items():
        found = list(pattern.finditer(text))
        if len(found) % 2:
            yield marker, found[-1].start(), found[-1].end()
