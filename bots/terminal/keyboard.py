"""Typed lines, with editing and a history."""

import os
import readline
import sys
import termios
import time
from contextlib import suppress
from pathlib import Path

from bots.terminal.line_reader import LineReader

HISTORY = 1000

_EDITOR_SECONDS = 0.3


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
        self.typing = False
        with suppress(OSError):
            readline.read_history_file(history)
        readline.set_history_length(HISTORY)

    async def line(self) -> str | None:
        """The next line without its end; None at the end of input (Ctrl-D)."""
        self.typing = True
        line = await self._reader.line()
        self.typing = False
        return line

    @property
    def unfinished(self) -> str:
        """The prompt with what stands behind it just now, to be drawn again below something else."""
        return self._prompt.translate({1: None, 2: None}) + self.typed

    @property
    def typed(self) -> str:
        """What stands behind the prompt just now."""
        return readline.get_line_buffer()

    def echo(self, wanted: bool) -> None:
        """Whether keys show. What is typed without showing comes at the next prompt."""
        state = termios.tcgetattr(self._terminal)
        state[3] = state[3] | termios.ECHO if wanted else state[3] & ~termios.ECHO
        with suppress(termios.error):
            termios.tcsetattr(self._terminal, termios.TCSADRAIN, state)

    def close(self) -> None:
        if self.typing:
            self._wait_for_editor()
        with suppress(termios.error):
            termios.tcsetattr(self._terminal, termios.TCSADRAIN, self._found)
        with suppress(OSError):
            readline.write_history_file(self._history)
            os.chmod(self._history, 0o600)

    def _wait_for_editor(self) -> None:
        """The line that is wanted gets its editor in another thread, which would undo what we restore."""
        deadline = time.monotonic() + _EDITOR_SECONDS
        while termios.tcgetattr(self._terminal)[3] & termios.ICANON and time.monotonic() < deadline:
            time.sleep(0.01)
