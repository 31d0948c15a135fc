"""A line that is too long for one message, broken into lines that fit."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import accumulate

from bots.markdown.document import Span, Spans, stripped, words
from bots.markdown.graphemes import is_boundary
from bots.markdown.line import LINE, Line, Paper
from bots.markdown.nesting import runs

_SENTENCE = re.compile(r"[.!?…]['\")\]»”’]*\s+|[。！？]")
_SPACE = re.compile(r"\s+")

_Fits = Callable[[Line], bool]


def broken(line: Line, paper: Paper) -> Iterator[Line]:
    """Breaks after sentences, else between words, else between graphemes; not inside marks or links that fit."""

    def fits(line: Line) -> bool:
        return (paper.size(line) + paper.joint(None, line)).fits(paper.limit)

    while len(words(line.spans)) > paper.limit.characters or not fits(line):
        at = _place(line, fits, paper.limit.characters)
        head, tail = _parted(line.spans, at)
        yield replace(line, spans=stripped(head), file=None)
        line = replace(line, spans=stripped(tail), lead="", gap=False, cut=LINE)
    yield line


def _place(line: Line, fits: _Fits, most: int) -> int:
    """Where to break, in characters: at least one, at most what fits."""
    text = words(line.spans)

    def too_long(length: int) -> bool:
        return not fits(replace(line, spans=_parted(line.spans, length)[0]))

    longest = min(len(text) - 1, most)
    reach = next((reach for reach in _doublings(longest) if too_long(reach)), longest)
    room = max(1, bisect_right(range(1, reach + 1), False, key=too_long))
    whole = _unbreakable(_parted(line.spans, 2 * room)[0], fits, line)

    def allowed(at: int) -> bool:
        return 0 < at <= room and is_boundary(text, at) and not any(start < at < end for start, end in whole)

    for pattern, least in ((_SENTENCE, room // 2), (_SPACE, 0)):
        ends = [found.end() for found in pattern.finditer(text, 0, room + 1) if found.end() > least]
        if place := next(filter(allowed, reversed(ends)), 0):
            return place
    return next(filter(allowed, range(room, 0, -1)), room)


def _doublings(longest: int) -> Iterator[int]:
    """Lengths to try, so that short rooms are found without measuring long texts."""
    length = 64
    while length < longest:
        yield length
        length *= 2


def _unbreakable(spans: Spans, fits: _Fits, line: Line) -> list[tuple[int, int]]:
    """Where marks and links stand that fit into a message, in characters."""
    places = [0, *accumulate(len(span.text) for span in spans)]
    return [
        (places[run.first], places[run.end])
        for run in runs(spans)
        if fits(replace(line, spans=spans[run.first : run.end]))
    ]


def _parted(spans: Spans, at: int) -> tuple[Spans, Spans]:
    head: list[Span] = []
    for number, span in enumerate(spans):
        if len(span.text) >= at:
            cut = replace(span, text=span.text[:at]), replace(span, text=span.text[at:])
            return (*head, cut[0]), (cut[1], *spans[number + 1 :])
        head.append(span)
        at -= len(span.text)
    return tuple(head), ()
