"""What stays as it is in a text that is put into other words: code, addresses, and marks of our own kind."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from langchain_core.runnables import RunnableConfig

_PIECE = re.compile(
    r"^[ \t]*(?P<fence>```+|~~~+)[^\n]*\n.*?^[ \t]*(?P=fence)[ \t]*$"
    r"|(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"
    r"|(?<=\]\()[^()\s]+(?=[)\s])"
    r"|https?://[^\s<>()\[\]]*[^\s<>()\[\].,;:!?'\"»”*_]"
    r"|[\w.+-]+@[\w-]+\.[\w.]*\w"
    r"|⟦\d+⟧",
    re.DOTALL | re.MULTILINE,
)
_MARK = re.compile(r"⟦\s*(\d+)\s*⟧")
_MARK_BEGUN = re.compile(r"⟦\s*\d*\s*$")
_PIECES = "kept"


@dataclass(frozen=True, slots=True)
class Kept:
    """A text with a mark in place of each piece that stays, and the pieces."""

    text: str
    pieces: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> "Kept":
        pieces: list[str] = []

        def put_away(match: re.Match[str]) -> str:
            pieces.append(match[0])
            return f"⟦{len(pieces)}⟧"

        return cls(_PIECE.sub(put_away, text), tuple(pieces))

    @classmethod
    def of_run(cls, metadata: Mapping[str, Any]) -> "Kept":
        """What was put away from the text of a model's run, by the run's metadata."""
        return cls("", tuple(metadata.get(_PIECES, ())))

    @property
    def run(self) -> RunnableConfig:
        """The config of a model's run, for `of_run`."""
        return RunnableConfig(metadata={_PIECES: self.pieces}) if self.pieces else RunnableConfig()

    def lost(self, answer: str) -> list[str]:
        """The pieces whose marks `answer` lacks."""
        found = {int(mark) for mark in _MARK.findall(answer)}
        return [piece for number, piece in enumerate(self.pieces, 1) if number not in found]

    def back(self, answer: str) -> str:
        """`answer` with the pieces in their places; those that have none any more stand under it."""
        return "\n\n".join([self._put_back(answer), *self.lost(answer)])

    def so_far(self, answer: str) -> str:
        """The beginning of an answer with its pieces, up to a mark that isn't whole yet: `back` begins like this."""
        return self._put_back(_MARK_BEGUN.sub("", answer)) if self.pieces else answer

    def _put_back(self, answer: str) -> str:
        def put_back(match: re.Match[str]) -> str:
            number = int(match[1])
            return self.pieces[number - 1] if 0 < number <= len(self.pieces) else match[0]

        return _MARK.sub(put_back, answer)
