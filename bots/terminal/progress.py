"""An answer in the making: its latest lines, and a sign that work goes on."""

from functools import lru_cache

from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.segment import Segment
from rich.spinner import Spinner

from bots.terminal.rich_markdown import ReplyMarkdown

_LINES_BELOW = 3


class Progress:
    """`text` is the Markdown so far; it may be changed at any moment and is read at the next frame."""

    def __init__(self, label: str) -> None:
        self.text = ""
        self._spinner = Spinner("dots", label, style="cyan")
        self._lines = lru_cache(maxsize=1)(_lines)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self.text:
            yield Segment.line()
            for line in self._lines(self.text, console, options.max_width)[
                -max(1, console.height - _LINES_BELOW) :
            ]:
                yield from line
                yield Segment.line()
        yield Padding(self._spinner, (0, 0, 0, 2))


def _lines(text: str, console: Console, width: int) -> list[list[Segment]]:
    options = console.options.update(width=min(100, width), height=None)
    return console.render_lines(Padding(ReplyMarkdown(text), (0, 0, 0, 2)), options, pad=False)
