"""A person's terminal: Markdown in colours, work that can be seen, a line editor."""

import sys
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.style import Style
from rich.text import Text

from bots.terminal.choices import ROW, Choice
from bots.terminal.keyboard import Keyboard
from bots.terminal.output import write
from bots.terminal.progress import Progress
from bots.terminal.rich_markdown import ReplyMarkdown
from bots.terminal.screen import Shown
from bots.terminal.status_line import StatusLine
from graphs.dialogue import Button
from texts import Translator

WIDTH = 100
INDENT = (0, 0, 0, 2)
SHOWN_PROMPT = "› "
PROMPT = "\x01\x1b[1;36m\x02›\x01\x1b[0m\x02 "

_FRAMES_A_SECOND = 10
_CLEAR_BELOW = "\x1b[J"
_CHOICES = {"primary": "bold green", "danger": "red", "plain": "bold"}


class RichScreen:
    """Writes to the terminal of this process; `history` is a file for the lines typed so far."""

    def __init__(self, _: Translator, history: Path) -> None:
        self._translate = _
        self._keyboard = Keyboard(PROMPT, history)
        self._console = Console(highlight=False)
        self._progress: Progress | None = None
        self._live: Live | None = None
        self._status = StatusLine(self._console)

    async def read(self) -> str | None:
        self._stop_work()
        self._write(self._status.begin())
        line = await self._keyboard.line()
        typed = None if line is None else f"{SHOWN_PROMPT}{line}"
        self._write(self._status.end(typed) + ("\n" if line is None else ""))
        return line

    def begin(self) -> None:
        _ = self._translate
        self._keyboard.echo(False)
        self._progress = Progress(_("thinking…"))
        self._live = Live(
            self._progress,
            console=self._console,
            refresh_per_second=_FRAMES_A_SECOND,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()

    def draft(self, text: str) -> None:
        if self._progress is not None:
            self._progress.text = text

    def show(self, answer: Shown) -> None:
        parts = [self._away(answer), ReplyMarkdown(answer.text), _pages(answer.pages), _row(answer.choices)]
        self._put([part for part in parts if part is not None])

    def say(self, text: str) -> None:
        self._put([ReplyMarkdown(text)])

    def status(self, text: str) -> None:
        self._status.text = text
        if self._keyboard.typing:
            self._write(self._status.again(f"{SHOWN_PROMPT}{self._keyboard.typed}"))

    def close(self) -> None:
        self._stop_work()
        if self._keyboard.typing:
            self._write("\n")
        self._keyboard.close()

    def _away(self, answer: Shown) -> RenderableType | None:
        if not answer.earlier:
            return None
        _ = self._translate
        return Text(f"{_('While I was away, you asked:')} {answer.question}\n", style="dim")

    def _put(self, parts: list[RenderableType]) -> None:
        """Draws everything first, so that it comes out whole, and above a line that is being typed."""
        self._stop_work()
        with self._console.capture() as drawn:
            self._console.print(Padding(Group(*parts), INDENT), width=min(WIDTH, self._console.width))
        text = f"\n{drawn.get().rstrip()}\n\n"
        if self._keyboard.typing:
            above = self._status.above
            text = f"\r{above}{_CLEAR_BELOW}{text}{self._status.begin()}{self._keyboard.unfinished}"
        self._write(text)

    def _stop_work(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = self._progress = None
            self._keyboard.echo(True)

    def _write(self, text: str) -> None:
        write(sys.stdout.fileno(), text, self._console.encoding)


def _pages(pages: tuple[Button, ...]) -> RenderableType | None:
    lines = [
        Text.assemble(f"{page.label}: ", (page.url, Style(underline=True, link=page.url))) for page in pages
    ]
    return Group(Text(), *lines) if lines else None


def _row(choices: tuple[Choice, ...]) -> RenderableType | None:
    """In one line, or each in its own where they are many or explained."""
    if not choices:
        return None
    apart = "\n" if len(choices) > ROW or any(choice.description for choice in choices) else "   "
    drawn = [Text.assemble((f"{one.number} ", "dim"), (one.title, _CHOICES[one.style])) for one in choices]
    return Group(Text(), Text(apart).join(drawn))
