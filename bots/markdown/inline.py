"""Words inside a block, in the making: what is open decides how the next ones look."""

from dataclasses import dataclass
from itertools import count

from bots.markdown.characters import invisible
from bots.markdown.document import PLAIN, Mark, Marks, Span, Spans

_CODE: Marks = frozenset({"code"})


@dataclass(slots=True)
class _Link:
    """A link that is still open; its words begin with span `start`, and `seen` tells if there are any."""

    address: str
    title: str
    nth: int
    start: int
    seen: bool = False


_NONE = _Link("", "", 0, 0)


class Words:
    def __init__(self) -> None:
        self._spans: list[Span] = []
        self._marks: list[Mark] = []
        self._looks: Marks = PLAIN
        self._links: list[_Link] = []
        self._numbers = count(1)

    def mark(self, mark: Mark) -> None:
        self._marks.append(mark)
        self._looks = frozenset(self._marks)

    def unmark(self, mark: Mark) -> None:
        self._marks.remove(mark)
        self._looks = frozenset(self._marks)

    def link(self, address: str, title: str) -> None:
        self._links.append(_Link(address, title, next(self._numbers), len(self._spans)))

    def unlink(self) -> None:
        """The title stands behind the words, and so does the address of a picture inside of a link."""
        link = self._links[-1]
        inside = len(self._links) > 1 and link.seen
        if not link.seen:
            del self._spans[link.start :]
            self.write(link.address)
        self._links.pop()
        beside = [link.address] if inside else []
        beside += [f'"{link.title}"'] if link.title else []
        if beside:
            self.write(f" ({' '.join(beside)})")

    def write(self, text: str, *, code: bool = False) -> None:
        link = self._links[0] if self._links else _NONE
        marks = _CODE if code and not link.nth else self._looks
        if self._links and not invisible(text):
            for open_link in self._links:
                open_link.seen = True
        last = self._spans[-1] if self._spans else None
        if last is not None and last.marks == marks and last.nth == link.nth and not self._begins():
            self._spans[-1] = Span(last.text + text, marks, link.address, link.nth)
        elif text:
            self._spans.append(Span(text, marks, link.address, link.nth))

    def _begins(self) -> bool:
        return bool(self._links) and self._links[-1].start == len(self._spans)

    def take(self) -> Spans:
        """What was written since the last time."""
        spans = tuple(self._spans)
        self._spans.clear()
        return spans
