"""Lines as Discord takes them: its own Markdown, in which nothing is taken for what it isn't."""

import re
from collections.abc import Iterator, Sequence

from bots.discord.inline import inline, separated
from bots.markdown.document import words
from bots.markdown.line import Line, Size

LONGEST = 2000
"""Code points in a message."""

MOST_FILES = 10

_LANGUAGE = re.compile(r"[\w+.#-]+", re.ASCII)
_FENCE = "```"
_QUOTED = "> "


class DiscordPaper:
    """`marks` are files here."""

    def __init__(self, limit: int = LONGEST) -> None:
        self.limit = Size(limit, MOST_FILES)

    def size(self, line: Line) -> Size:
        return Size(len(_line(line)), line.file is not None)

    def joint(self, before: Line | None, line: Line) -> Size:
        prefix = len(_QUOTED) if line.quote else 0
        characters = 0 if before is None else 1
        if before is not None and line.gap:
            characters += 1 + prefix
        if line.code and (before is None or before.code != line.code):
            characters += len(_opening(line)) + len(_FENCE) + 2 * (1 + prefix)
        return Size(characters)


def drawn(lines: Sequence[Line]) -> str:
    """One message; the code in it is closed at its end and opened again in the next."""
    return "\n".join(_drawn(lines)).strip("\n")


def _drawn(lines: Sequence[Line]) -> Iterator[str]:
    last = Line(())
    for line in (*lines, Line(())):
        if last.code and line.code != last.code:
            yield _prefix(last) + _FENCE
        if line.gap:
            yield _prefix(line) if line.quote == last.quote else ""
        if line.code and line.code != last.code:
            yield _prefix(line) + _opening(line)
        yield _line(line)
        last = line


def _opening(line: Line) -> str:
    return _FENCE + (line.language if _LANGUAGE.fullmatch(line.language) else "")


def _prefix(line: Line) -> str:
    return _QUOTED if line.quote else ""


def _line(line: Line) -> str:
    if line.code:
        return _prefix(line) + separated(words(line.spans), len(_FENCE))
    return _prefix(line) + line.lead + inline(line.spans)
