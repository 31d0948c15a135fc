"""What a model thinks before it answers, which is nothing for the person who asked."""

_BEGIN, _END = "<think>", "</think>"


class Thoughts:
    """`begun` where the prompt has begun them for the model."""

    def __init__(self, begun: bool) -> None:
        self._thinks = begun
        self._speaks = False
        self._kept = ""

    def without(self, piece: str) -> str:
        """The part of the next piece, and of what was kept back before it, that is for the person."""
        if self._speaks:
            return piece
        self._kept = (self._kept + piece).lstrip()
        if not self._thinks and self._kept.startswith(_BEGIN):
            self._thinks = True
        if self._thinks:
            if _END not in self._kept:
                return ""
            self._kept = self._kept.partition(_END)[2].lstrip()
            self._thinks = False
        if not self._kept or _BEGIN.startswith(self._kept):
            return ""
        return self.rest()

    def rest(self) -> str:
        """What was kept back and is no thought."""
        if self._thinks:
            return ""
        self._speaks = bool(self._kept)
        kept, self._kept = self._kept, ""
        return kept
