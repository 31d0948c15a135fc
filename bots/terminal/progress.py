"""An answer in the making: its latest lines, a sign that work goes on, and what is typed meanwhile."""

from functools import lru_cache

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.segment import Segment
from rich.spinner import Spinner
from rich.text import Text

from bots.terminal.rich_markdown import ReplyMarkdown

_LINES_BELOW = 5


class Progress:
    """`text` is the Markdown so far, `typed` what stands below it; both may be changed at any moment and are
    read at the next frame.
    """

    def __init__(self, label: str, hint: str) -> None:
        self.text = ""
        self.typed = ""
        self._spinner = Spinner("dots", style="cyan")
        self.say(label, hint)
        self._lines = lru_cache(maxsize=1)(_lines)

    def say(self, label: str, hint: str) -> None:
        """What goes on, and which keys do something about it."""
        self._spinner.update(text=Text.assemble(label, "  ", (hint, "dim")))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self.text:
            yield Segment.line()
            for line in self._lines(self.text, console, options.max_width)[
                -max(1, console.height - _LINES_BELOW) :
            ]:
                yield from line
                yield Segment.line()
        yield Padding(self._spinner, (0, 0, 0, 2))
        if self.typed:
            yield _end_of(self.typed, options.max_width - 1)


def _end_of(line: str, width: int) -> Text:
    """As much of the end of a line as fits."""
    shown = line[-width:]
    while cell_len(shown) > width:
        shown = shown[1:]
    return Text(shown, no_wrap=True)


def _lines(text: str, console: Console, width: int) -> list[list[Segment]]:
    options = console.options.update(width=min(100, width), height=None)
    return console.render_lines(Padding(ReplyMarkdown(text), (0, 0, 0, 2)), options, pad=False)
