"""From the pieces that a model writes to what is said of them."""

import codecs
from collections.abc import Callable, Sequence

from models.llama.ending import Ending
from models.thoughts import Thoughts

Say = Callable[[str], None]


class Wording:
    """`begins` is what the answer begins with, once it has begun; `ended` says that it has come to one of `stops`."""

    def __init__(self, say: Say, stops: Sequence[str], *, thinks: bool) -> None:
        self.begins = ""
        self._say = say
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._thoughts = Thoughts(thinks)
        self._ending = Ending(stops)

    @property
    def ended(self) -> bool:
        return self._ending.reached

    def add(self, piece: bytes) -> None:
        """Characters may lie in several pieces."""
        text = self._decode(piece)
        if not self.begins:
            text = self.begins = text.lstrip()
        self._say(self._ending.passed(self._thoughts.without(text)))

    def finish(self) -> None:
        """Says what was kept back for what might have followed."""
        last = self._thoughts.without(self._decode(b"", final=True)) + self._thoughts.rest()
        self._say(self._ending.passed(last) + self._ending.rest())
