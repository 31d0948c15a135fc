"""One line above the prompt that changes while somebody types, and goes when the line is typed."""

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text


class StatusLine:
    """Makes what is written to the terminal for it; `text` is what it says, empty for no line at all."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._drawn = False
        self.text = ""

    def begin(self) -> str:
        """Before the prompt is drawn."""
        self._drawn = bool(self.text)
        return f"{self._shown()}\n" if self._drawn else ""

    def again(self, typed: str) -> str:
        """In its place, where `typed` (the prompt too) has not grown past one row; the cursor stays."""
        if not self._drawn or self._rows(typed) > 1:
            return ""
        return f"\x1b7\r\x1b[1A\x1b[2K{self._shown()}\x1b8"

    def end(self, typed: str | None) -> str:
        """Takes it away after `typed` was finished; None where the input has ended on the prompt's own row."""
        if not self._drawn:
            return ""
        self._drawn = False
        rows = 0 if typed is None else self._rows(typed)
        return f"\x1b[{rows + 1}A\x1b[M" + (f"\x1b[{rows}B" if rows else "")

    @property
    def above(self) -> str:
        """From the prompt's first row to the line, where there is one."""
        return "\x1b[1A" if self._drawn else ""

    def _rows(self, typed: str) -> int:
        return max(1, -(-(cell_len(typed) + 1) // self._console.width))

    def _shown(self) -> str:
        line = Text(self.text, style="dim", no_wrap=True)
        line.truncate(self._console.width - 1, overflow="ellipsis")
        with self._console.capture() as drawn:
            self._console.print(line, end="")
        return drawn.get()
