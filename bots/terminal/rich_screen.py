"""A person's terminal: Markdown in colours, work that can be seen, a line editor."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.style import Style
from rich.text import Text

from bots.terminal.choices import Section, sections_of
from bots.terminal.keyboard import Keyboard
from bots.terminal.output import write
from bots.terminal.progress import Progress
from bots.terminal.rich_markdown import ReplyMarkdown
from bots.terminal.screen import Shown, ShownFile
from bots.terminal.status_line import StatusLine
from graphs.dialogue import Button
from texts import Translator

WIDTH = 100
INDENT = 2
SHOWN_PROMPT = "› "
PROMPT = "\x01\x1b[1;36m\x02›\x01\x1b[0m\x02 "

_FRAMES_A_SECOND = 10
_CLEAR_BELOW = "\x1b[J"
_CHOICES = {"primary": "bold green", "danger": "red", "plain": "bold"}


class RichScreen:
    """Writes to the terminal of this process; `history` is a file for the lines typed so far.

    While work goes on, what is typed stands below it, and comes at the next prompt.
    """

    def __init__(self, _: Translator, history: Path) -> None:
        self._translate = _
        self._keyboard = Keyboard(PROMPT, history)
        self._keyboard.on_keys = self._show_typed
        self._console = Console(highlight=False)
        self._progress: Progress | None = None
        self._live: Live | None = None
        self._stopping = False
        self._status = StatusLine(self._console)

    async def read(self) -> str | None:
        self.end()
        self._stopping = False
        self._keyboard.forget_interrupts()
        line = self._keyboard.line_ahead()
        if line is not None:
            self._write(f"{self._keyboard.shown_prompt}{line}\n")
            return line
        self._keyboard.rest()
        if self._keyboard.ahead.ended:
            return None
        self._write(self._status.begin())
        line = await self._keyboard.line()
        typed = None if line is None else f"{SHOWN_PROMPT}{line}"
        self._write(self._status.end(typed) + ("\n" if line is None else ""))
        return line

    async def stop_wanted(self) -> str:
        line = await self._keyboard.stop_wanted()
        self._stopping = True
        if self._progress is not None:
            self._progress.say(*self._work_words())
        return line

    def begin(self) -> None:
        self.end()
        self._keyboard.listen()
        self._progress = Progress(*self._work_words())
        self._live = Live(
            self._progress,
            console=self._console,
            refresh_per_second=_FRAMES_A_SECOND,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()
        self._show_typed()

    def draft(self, text: str) -> None:
        if self._progress is not None:
            self._progress.text = text

    def end(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = self._progress = None

    def show(self, answer: Shown) -> None:
        places = [*_lines_of_files(answer.files), *_lines_of_pages(answer.pages)]
        words = [part for part in (self._away(answer), ReplyMarkdown(answer.text)) if part is not None]
        self._put(words, places, [_section(section) for section in sections_of(answer.choices)])

    def say(self, text: str) -> None:
        self._put([ReplyMarkdown(text)])

    def status(self, text: str) -> None:
        self._status.text = text
        if self._keyboard.typing:
            self._write(self._status.again(f"{SHOWN_PROMPT}{self._keyboard.typed}"))

    def close(self) -> None:
        self.end()
        if self._keyboard.typing:
            self._write("\n")
        self._keyboard.close()

    def _away(self, answer: Shown) -> RenderableType | None:
        if not answer.earlier:
            return None
        _ = self._translate
        return Text(f"{_('While I was away, you asked:')} {answer.question}\n", style="dim")

    def _work_words(self) -> tuple[str, str]:
        _ = self._translate
        if self._stopping:
            return _("stopping…"), _("Ctrl-C again leaves")
        return _("thinking…"), _("Ctrl-C stops")

    def _show_typed(self) -> None:
        progress, live = self._progress, self._live
        if progress is None or live is None:
            return
        typed = self._keyboard.ahead.text
        progress.typed = f"{SHOWN_PROMPT}{typed}" if typed else ""
        live.refresh()

    def _put(
        self, words: list[RenderableType], places: Sequence[Text] = (), choices: Sequence[Text] = ()
    ) -> None:
        """Draws everything first, so that it comes out whole, and above a line that is being typed.

        A path or an address is never broken: whoever copies it gets all of it.
        """
        self.end()
        with self._console.capture() as drawn:
            self._print(Group(*words))
            if places:
                self._console.print()
            for place in places:
                self._console.print(Text.assemble(" " * INDENT, place), soft_wrap=True)
            for section in choices:
                self._print(Group(Text(), section))
        text = f"\n{drawn.get().rstrip()}\n\n"
        if self._keyboard.typing:
            above = self._status.above
            text = f"\r{above}{_CLEAR_BELOW}{text}{self._status.begin()}{self._keyboard.unfinished}"
        self._write(text)

    def _print(self, part: RenderableType) -> None:
        self._console.print(Padding(part, (0, 0, 0, INDENT)), width=min(WIDTH, self._console.width))

    def _write(self, text: str) -> None:
        write(sys.stdout.fileno(), text, self._console.encoding)


def _lines_of_files(files: Sequence[ShownFile]) -> list[Text]:
    return [_place(file.name, file.path, _address(file.path)) for file in files]


def _lines_of_pages(pages: Sequence[Button]) -> list[Text]:
    return [_place(page.label, page.url, page.url) for page in pages]


def _place(name: str, place: str, address: str) -> Text:
    return Text.assemble(f"{name}: ", (place, Style(underline=True, link=address)))


def _address(path: str) -> str:
    return Path(path).as_uri() if os.path.isabs(path) else path


def _section(section: Section) -> Text:
    lines = [
        Text("   ").join(
            Text.assemble((f"{section.number(one)} ", "dim"), (one.title, _CHOICES[one.style]))
            for one in line
        )
        for line in section.lines
    ]
    return Text("\n").join([Text(section.prompt), *lines] if section.prompt else lines)
