"""What was understood of a recording."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that were spoken between two moments, in seconds from the recording's beginning."""

    begin: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Heard:
    """All of one recording. `language` is a code such as "en", empty where nobody said; `seconds` is its length."""

    passages: tuple[Passage, ...] = ()
    language: str = ""
    seconds: float = 0.0

    @property
    def text(self) -> str:
        return " ".join(passage.text for passage in self.passages)

    @property
    def marked(self) -> str:
        """A line for each passage, with the time at which it begins."""
        return "\n".join(f"[{clock(passage.begin)}] {passage.text}" for passage in self.passages)


NOTHING = Heard()


def clock(seconds: float) -> str:
    """Minutes and seconds, with the hours where there are any: 0:07, 12:30, 1:02:03."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
