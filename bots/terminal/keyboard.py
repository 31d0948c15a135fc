"""Typed lines, with editing and a history, and keys typed while there is no prompt."""

import asyncio
import os
import readline
import signal
import sys
import termios
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bots.terminal.line_reader import LineReader
from bots.terminal.screen import STOP, stops
from bots.terminal.type_ahead import TypeAhead

HISTORY = 1000

_EDITOR_SECONDS = 0.3
_CHUNK = 4096
_CONTROLS = 6
_LOCAL_MODES = 3


class Keyboard:
    """The keyboard of the terminal that this process runs in. Lines typed so far are offered again.

    `close` puts the terminal back into the state it was in when this was made, also in the middle of a line.
    """

    def __init__(self, prompt: str, history: Path) -> None:
        self._prompt = prompt
        self._history = history
        self._terminal = sys.stdin.fileno()
        self._found = termios.tcgetattr(self._terminal)
        self._reader = LineReader(lambda: input(prompt))
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pressed = asyncio.Event()
        self._interrupts = 0
        self.ahead = TypeAhead()
        self.on_keys: Callable[[], None] = _nothing
        self.typing = False
        with suppress(OSError):
            readline.read_history_file(history)
        readline.set_history_length(HISTORY)

    async def line(self) -> str | None:
        """The next line without its end, begun with what was typed ahead; None at the end of input (Ctrl-D)."""
        begun, self.ahead.text = self.ahead.text, ""
        readline.set_startup_hook(lambda: readline.insert_text(begun))
        self.typing = True
        line = await self._reader.line()
        self.typing = False
        return line

    def line_ahead(self) -> str | None:
        """The first line that was finished while nobody waited for it; the editor offers it again too."""
        line = self.ahead.take(lambda line: bool(line.strip()))
        if line is not None:
            readline.add_history(line)
        return line

    async def stop_wanted(self) -> str:
        """Waits for Ctrl-C, or for the command, among the keys that are listened to."""
        while True:
            self._pressed.clear()
            typed = self.ahead.take(stops)
            if typed is not None:
                return typed
            if self._interrupts < self.ahead.interrupts:
                self._interrupts = self.ahead.interrupts
                return STOP
            await self._pressed.wait()

    @property
    def unfinished(self) -> str:
        """The prompt with what stands behind it just now, to be drawn again below something else."""
        return self.shown_prompt + self.typed

    @property
    def shown_prompt(self) -> str:
        """The prompt without the marks that only the editor wants."""
        return self._prompt.translate({1: None, 2: None})

    @property
    def typed(self) -> str:
        """What stands behind the prompt just now."""
        return readline.get_line_buffer()

    def listen(self) -> None:
        """Takes every key into `ahead`, none shows, and the first Ctrl-C is a key like others; the second isn't."""
        if self._loop is not None:
            return
        self._loop = asyncio.get_running_loop()
        state = termios.tcgetattr(self._terminal)
        state[_LOCAL_MODES] &= ~(termios.ECHO | termios.ICANON)
        controls = list(state[_CONTROLS])
        controls[termios.VINTR] = bytes([os.fpathconf(self._terminal, "PC_VDISABLE")])
        controls[termios.VMIN], controls[termios.VTIME] = 1, 0
        state[_CONTROLS] = controls
        self._set(state)
        self._loop.add_reader(self._terminal, self._take_keys)

    def rest(self) -> None:
        """Keys are the terminal's own again."""
        if self._loop is not None:
            self._loop.remove_reader(self._terminal)
            self._loop = None
            self._set(self._found)
        self.ahead.lines.clear()

    def forget_interrupts(self) -> None:
        """The next Ctrl-C is the first one again."""
        self._interrupts = self.ahead.interrupts = 0

    def close(self) -> None:
        self.rest()
        if self.typing:
            self._wait_for_editor()
        self._set(self._found)
        with suppress(OSError):
            readline.write_history_file(self._history)
            os.chmod(self._history, 0o600)

    def _take_keys(self) -> None:
        try:
            keys = os.read(self._terminal, _CHUNK)
        except OSError:
            keys = b""
        if not keys and self._loop is not None:  # the terminal is gone
            self.ahead.ended = True
            self._loop.remove_reader(self._terminal)
        self.ahead.feed(keys)
        if self.ahead.interrupts > 1:
            signal.raise_signal(signal.SIGINT)
        self._pressed.set()
        self.on_keys()

    def _set(self, state: "list[int | list[bytes | int]]") -> None:
        with suppress(termios.error):
            termios.tcsetattr(self._terminal, termios.TCSADRAIN, state)

    def _wait_for_editor(self) -> None:
        """The line that is wanted gets its editor in another thread, which would undo what we restore."""
        deadline = time.monotonic() + _EDITOR_SECONDS
        while termios.tcgetattr(self._terminal)[3] & termios.ICANON and time.monotonic() < deadline:
            time.sleep(0.01)


def _nothing() -> None:
    """Nobody wants to know of keys yet."""
