"""Marks and links as runs that lie inside each other, never across."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from bots.markdown.document import Span, Spans

_Element: TypeAlias = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Run:
    """Spans from `first` to before `end` that share a mark, or a link to `address`."""

    kind: str
    address: str
    first: int
    end: int


def runs(spans: Spans) -> list[Run]:
    """In no special order; runs of one kind don't touch unless another run ends between them."""
    found: list[Run] = []
    if not any(span.marks or span.link for span in spans):
        return found
    stack: list[tuple[_Element, int]] = []
    for number, span in enumerate(spans):
        wanted = set(_elements(span))
        while any(element not in wanted for element, _ in stack):
            (kind, address, _), first = stack.pop()
            found.append(Run(kind, address, first, number))
        if started := wanted.difference(element for element, _ in stack):
            farthest = sorted((-_end(spans, element, number), element) for element in started)
            stack += ((element, number) for _, element in farthest)
    found += (Run(kind, address, first, len(spans)) for (kind, address, _), first in reversed(stack))
    return found


def _elements(span: Span) -> Iterator[_Element]:
    if span.link:
        yield "link", span.link, span.nth
    for mark in span.marks:
        yield mark, "", 0


def _end(spans: Spans, element: _Element, first: int) -> int:
    """How far a mark or a link reaches: what reaches farthest opens first."""
    end = first
    while end < len(spans) and element in _elements(spans[end]):
        end += 1
    return end
