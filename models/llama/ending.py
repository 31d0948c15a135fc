"""Texts at which an answer ends, whatever pieces they come in."""

from collections.abc import Sequence


class Ending:
    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._kept = ""
        self.reached = False

    def passed(self, piece: str) -> str:
        """What certainly comes before an ending; what may be the beginning of one is kept back."""
        said = self._kept + piece
        found = [at for text in self._texts if (at := said.find(text)) >= 0]
        if found:
            self.reached, self._kept = True, ""
            return said[: min(found)]
        lengths = (size for text in self._texts for size in range(1, len(text)) if said.endswith(text[:size]))
        begun = len(said) - max(lengths, default=0)
        self._kept = said[begun:]
        return said[:begun]

    def rest(self) -> str:
        """What was kept back for nothing."""
        kept, self._kept = self._kept, ""
        return kept
