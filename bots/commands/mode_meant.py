"""Which mode is meant by the words after /mode, and what of it: "translator de", "summary as points"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from babel import Locale
from rapidfuzz import fuzz, process

from graphs.languages import LANGUAGES
from graphs.modes import Mode, choice_title
from texts import LOCALES, translator

_ALIKE = 75.0
"""Of names of modes, of which there are few."""
_CHOICES_ALIKE = 80.0
_STEM = 4
"""Letters that a word must have without its ending to be known by them."""
_HAN = re.compile(r"[\u3400-\u9fff]$")


@dataclass(frozen=True, slots=True)
class Meant:
    """A mode and what is chosen of it, empty for nothing; `unknown` are words that it has no choice for."""

    mode: Mode
    choice: str = ""
    unknown: str = ""


def mode_meant(words: str, modes: Sequence[Mode]) -> Meant | None:
    """None where the words name no mode in any of our languages."""
    said = [word for word in re.split(r"[\s:：]+", words) if re.search(r"\w", word)]
    readings = [reading for mode in modes for reading in _readings(said, mode)] if said else []
    score, mode, rest = max(readings, key=lambda reading: reading[0], default=(0.0, None, ""))
    if mode is None or score < _ALIKE:
        return None
    if not rest:
        return Meant(mode)
    choice = _choice_meant(rest.casefold(), mode)
    return Meant(mode, choice) if choice else Meant(mode, unknown=rest)


def _readings(said: Sequence[str], mode: Mode) -> Iterator[tuple[float, Mode, str]]:
    """How well the mode is named at the beginning, of 100, and the words that are left."""
    first, others = said[0].casefold(), said[1:]
    for name in {mode.name, mode.title, *(translator(locale)(mode.title) for locale in LOCALES)}:
        words = name.casefold().split()
        head = " ".join(said[: len(words)]).casefold()
        yield fuzz.ratio(head, " ".join(words)), mode, " ".join(said[len(words) :])
        if len(first) >= _STEM and any(word.startswith(first) for word in words):
            yield 95.0, mode, " ".join(others)
        if _HAN.search(name) and first.startswith(name):
            yield 99.0, mode, " ".join((re.sub("^[成为到]", "", first[len(name) :]), *others)).strip()


def _choice_meant(wanted: str, mode: Mode) -> str | None:
    """By its name or what it is called in any of our languages and its own, in whatever sentence and with a slip."""
    called = {choice: _names(choice, mode) for choice in mode.choices}
    code = re.split(r"[-_]", wanted)[0]
    for choice, names in called.items():
        if wanted in names or code == choice:
            return choice
    for choice, names in called.items():
        if any(_stands_in(wanted, name) for name in names):
            return choice
    if mode.choices == LANGUAGES and wanted in _other_languages():
        return None
    labels = {(choice, name): name for choice, names in called.items() for name in names}
    best = process.extractOne(wanted, labels, scorer=fuzz.ratio, score_cutoff=_CHOICES_ALIKE)
    return best[2][0] if best else None


def _names(choice: str, mode: Mode) -> set[str]:
    names = {choice_title(mode, choice, translator(locale)).casefold() for locale in LOCALES}
    own = Locale(choice).get_display_name(choice) if mode.choices == LANGUAGES else None
    return {choice, *names, *({own.casefold()} if own else ())}


def _stands_in(wanted: str, name: str) -> bool:
    """Whether one of its words is there, with another ending maybe."""
    if _HAN.search(name):
        return len(name) > 1 and name in wanted
    words = re.findall(r"\w+", wanted)
    stems = [word[:-2] if len(word) >= _STEM + 2 else word for word in words if len(word) >= _STEM]
    return any(part.startswith(stem) for part in name.split() for stem in stems)


def _other_languages() -> set[str]:
    """What there is a language for that isn't offered, which one of ours may look like."""
    named = [cast("Mapping[str, str]", Locale(locale).languages) for locale in LOCALES]
    return {name.casefold() for names in named for code, name in names.items() if code not in LANGUAGES}
