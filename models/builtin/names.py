"""The halls' names in a message, whatever their case, script, ending or misprint."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from models.builtin.lexicon import GENERIC
from models.builtin.likeness import WORD, forms_of, joined, key, score, variants
from models.builtin.sheet import Area, Sheet


@dataclass(frozen=True, slots=True)
class HallName:
    """A hall that can be booked: the name it goes by, and others that people use."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A hall in a message: `name` is the known one, or what was typed where no or several known ones fit."""

    name: str
    known: bool = True


MENTION: Area[Mention] = Area(0xE000, Mention)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Hit:
    """Words that say a hall's name; `whole` where they are as many as the name has."""

    score: float
    first: int
    last: int
    hall: int
    whole: bool

    @property
    def span(self) -> set[int]:
        return set(range(self.first, self.last + 1))

    def spells_out(self, other: "_Hit") -> bool:
        """Whether this is the same hall with more of its name, if with a misprint more."""
        return self == other or (
            self.whole
            and self.hall == other.hall
            and self.span >= other.span
            and self.score > other.score - _MISPRINT
        )


_POINTERS = {"the", "в", "во", "про", "о", "об", "из", "за", "для", "on", "in", "not", "не"}
_THANKS = {"thanks", "thank", "спасибо"}
_AS_NEAR = 6.0
_MISPRINT = 15.0
_MOST_WORDS = 150
_FIGURES = re.compile(
    r"\d+(?:\s*[-.:/]\s*\d+)+|\d+\s*(?:st|nd|rd|th|-?го|[ap]\.?m|ч|час|часов|h)(?!\w)"
    r"|\d+\s*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя"
    r"|дек)[^\W\d_]*+(?!\.?\s*\d{1,2}+(?!\d|\s*[-:.]\s*\d|\s*(?:to|till|до|по)\b))",
    re.IGNORECASE,
)
"""Figures that are a date or a time rather than the number of a hall."""
_GENERIC_NEAR = re.compile(r"^[\s-]{1,2}$")


class Vocabulary:
    """The halls' names, made ready to be found in messages."""

    def __init__(self, halls: Sequence[HallName]) -> None:
        self.names = tuple(hall.name for hall in halls)
        self._variants = [
            variant
            for number, hall in enumerate(halls)
            for name in (hall.name, *hall.aliases)
            for variant in variants(number, name)
        ]

    def mark(self, sheet: Sheet) -> None:
        """Replaces the halls that the sheet's text names with `MENTION` marks."""
        words = _words_in(sheet.text)
        text, at, out = sheet.text, 0, list[str]()
        for first, last, hit, rivals in self._chosen(words):
            start, end = _with_generic(text, words, first, last)
            start = max(start, at)
            typed = text[start:end].strip()
            mention = Mention(typed, known=False) if rivals else Mention(self.names[hit.hall])
            out += [text[at:start], sheet.put(MENTION, mention) or typed]
            at = end
        sheet.text = "".join(out) + text[at:]

    def _chosen(self, words: list[_Word]) -> list[tuple[int, int, _Hit, bool]]:
        """The best hits that don't overlap, in their order, each with whether another hall is as near."""
        hits = sorted(self._hits(words), key=lambda hit: (-hit.score, hit.first - hit.last))
        chosen: list[tuple[int, int, _Hit, bool]] = []
        taken: set[int] = set()
        for best in hits:
            if taken & best.span:
                continue
            hit = max(
                (other for other in hits if other.spells_out(best) and not taken & other.span), key=_width
            )
            taken |= hit.span
            rivals = any(
                other.hall != hit.hall
                and other.score > hit.score - _AS_NEAR
                and not (other.last < hit.first or other.first > hit.last)
                for other in hits
            )
            chosen.append((hit.first, hit.last, hit, rivals))
        return sorted(chosen, key=lambda each: each[0])

    def _hits(self, words: list[_Word]) -> Iterable[_Hit]:
        sizes = {variant.size + more for variant in self._variants for more in (-1, 0, 1)} - {0}
        for size in sizes:
            near = [variant for variant in self._variants if abs(variant.size - size) <= 1]
            for first in range(len(words) - size + 1):
                window = words[first : first + size]
                forms = forms_of(word.text for word in window)
                whole = joined(forms)
                for variant in near:
                    points = score(forms, whole, variant)
                    if points and (not variant.common or _pointed_at(words, first, size)):
                        yield _Hit(points, first, first + size - 1, variant.hall, variant.size == size)


def _pointed_at(words: list[_Word], first: int, size: int) -> bool:
    """Whether the words stand where a name would: "the big one", "в большом", beside "hall", or alone."""
    before = words[first - 1].text if first else ""
    following = words[first + size].text if first + size < len(words) else ""
    if before in {"a", "an"}:
        return False
    if {before, following} & (GENERIC | {"one"}):
        return True
    return (before in _POINTERS or len(words) == size) and following not in _THANKS


def _width(hit: _Hit) -> int:
    return hit.last - hit.first


def _words_in(text: str) -> list[_Word]:
    figures = [match.span() for match in _FIGURES.finditer(text)]
    words: list[_Word] = []
    for match in islice(WORD.finditer(text), _MOST_WORDS):
        figure = any(start <= match.start() < end for start, end in figures)
        words.append(_Word("" if figure else key(match[0]), match.start(), match.end()))
    return words


def _with_generic(text: str, words: list[_Word], first: int, last: int) -> tuple[int, int]:
    """Where the hit starts and ends in `text`, with a word like "hall" that stands beside it."""
    start, end = words[first].start, words[last].end
    if last + 1 < len(words) and _beside(text, end, words[last + 1].start, words[last + 1].text):
        end = words[last + 1].end
    if first > 0 and _beside(text, words[first - 1].end, start, words[first - 1].text):
        start = words[first - 1].start
    return start, end


def _beside(text: str, end: int, start: int, word: str) -> bool:
    return word in GENERIC and bool(_GENERIC_NEAR.match(text[end:start]))
