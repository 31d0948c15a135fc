"""Lines to messages: as few as needed, cut where it hurts least, and never inside what fits into one."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bots.markdown.breaking import broken
from bots.markdown.line import Line, Paper, Size


def messages(lines: Sequence[Line], paper: Paper) -> Iterator[list[Line]]:
    """Each is within `paper.limit`. Empty lines of code at a cut are left out."""
    fitting: list[Line] = []
    sizes: list[Size] = []
    for line in lines:
        size = paper.size(line)
        if (size + paper.joint(None, line)).fits(paper.limit):
            fitting.append(line)
            sizes.append(size)
        else:
            pieces = list(broken(line, paper))
            fitting += pieces
            sizes += map(paper.size, pieces)
    splitter = _Splitter(fitting, sizes, paper)
    start = 0
    while start < len(fitting):
        end = splitter.end(start)
        yield fitting[start:end]
        start = end
        while start < len(fitting) and _is_empty_code(fitting[start]):
            start += 1


def _is_empty_code(line: Line) -> bool:
    return line.code != 0 and not any(span.text.strip() for span in line.spans)


class _Splitter:
    def __init__(self, lines: Sequence[Line], sizes: Sequence[Size], paper: Paper) -> None:
        self._lines = lines
        self._limit = paper.limit
        self._first = [size + paper.joint(None, line) for size, line in zip(sizes, lines, strict=True)]
        self._following = self._first[:1]
        for size, (before, line) in zip(sizes[1:], pairwise(lines), strict=True):
            self._following.append(size + paper.joint(before, line))
        self._kept = self._groups_that_fit()

    def end(self, start: int) -> int:
        """Where the message that starts with line `start` ends."""
        longest, most = self._limit.characters, self._limit.marks
        characters, marks = self._first[start].characters, self._first[start].marks
        end, half = start + 1, 0
        while end < len(self._lines):
            characters += self._following[end].characters
            marks += self._following[end].marks
            if characters > longest or marks > most:
                break
            end += 1
            if 2 * characters <= longest and 2 * marks <= most:
                half = end
        else:
            return end
        cuts = [cut for cut in range(start + 1, end + 1) if not self._is_kept(cut)]
        late = [cut for cut in cuts if cut > half]
        return min(late or cuts or [end], key=lambda cut: (self._lines[cut].cut, -cut))

    def _groups_that_fit(self) -> frozenset[int]:
        sizes: dict[int, Size] = {}
        for number, line in enumerate(self._lines):
            for group in line.groups:
                size = sizes.get(group)
                sizes[group] = self._first[number] if size is None else size + self._following[number]
        return frozenset(group for group, size in sizes.items() if size.fits(self._limit))

    def _is_kept(self, cut: int) -> bool:
        """Whether a cut before a line would part what can stay together."""
        before = self._lines[cut - 1].groups
        return any(group in self._kept for group in self._lines[cut].groups if group in before)
