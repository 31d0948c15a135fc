"""What is typed while an answer grows, before there is a prompt for it."""

import codecs
from collections import deque
from collections.abc import Callable

_ENTER, _INTERRUPT, _END = "\r\n", "\x03", "\x04"
_ESCAPE = "\x1b"
_RUBOUT, _CLEAR, _WORD = "\x7f\x08", "\x15", "\x17"


class TypeAhead:
    """Understands keys as far as one types without looking: letters, rubbing out, Enter, Ctrl-C and Ctrl-D.

    `text` is the line that is not finished; `lines` are those that are, `interrupts` how often Ctrl-C came, and
    `ended` says that Ctrl-D did.
    """

    def __init__(self) -> None:
        self.text = ""
        self.lines: deque[str] = deque()
        self.interrupts = 0
        self.ended = False
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._sequence = ""

    def feed(self, keys: bytes) -> None:
        for key in self._decoder.decode(keys):
            if not self.ended:
                self._press(key)

    def take(self, wanted: Callable[[str], bool]) -> str | None:
        """Takes out the first finished line that is wanted."""
        found = next((line for line in self.lines if wanted(line)), None)
        if found is not None:
            self.lines.remove(found)
        return found

    def _press(self, key: str) -> None:
        if key == _ESCAPE or (self._sequence and key.isprintable()):
            self._go_on_with_sequence(key)
            return
        self._sequence = ""
        if key in _ENTER:
            self.lines.append(self.text)
            self.text = ""
        elif key in _RUBOUT:
            self.text = self.text[:-1]
        elif key == _CLEAR:
            self.text = ""
        elif key == _WORD:
            self.text = " ".join([*self.text.split()[:-1], ""]).lstrip()
        elif key == _INTERRUPT:
            self.interrupts += 1
        elif key == _END:
            self.ended = not self.text
        elif key.isprintable():
            self.text += key

    def _go_on_with_sequence(self, key: str) -> None:
        """Arrows and other keys that come as escape sequences do nothing."""
        if key == _ESCAPE:
            self._sequence = key
        elif self._sequence == _ESCAPE and key in "[O":
            self._sequence += key
        elif self._sequence != f"{_ESCAPE}[" or "@" <= key <= "~":
            self._sequence = ""
