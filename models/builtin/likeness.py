"""How alike what somebody typed and a hall's name are."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from models.builtin.lexicon import GENERIC, ordinary, small
from models.builtin.sounds import is_common, meaning, sound, stem

WORD = re.compile(r"[^\W_]+(?:'[^\W\d_]+)?")

_ARTICLES = {"the", "a", "an"}
_JOINTS = {"of", "the", "a", "an", "on", "at", "in", "for", "and", "на", "в", "у", "и", "для", "имени", "им"}
_PARTIAL, _BY_SOUND, _BY_MEANING = 5.0, 2.0, 8.0
_MOST_SLIPS = 3
_SHORTEST_PART = 5
"""Letters that part of a name must have to be recognised in spite of a misprint."""

Forms = tuple[tuple[str, ...], ...]
"""Words as they are written, as stems, by sound and by meaning."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to say a hall's name: its words, and what is taken off the score for saying only part of it.

    `common` is a single everyday word like "big", which is a name only where a name is expected.
    """

    hall: int
    words: tuple[str, ...]
    penalty: float
    forms: Forms
    joined: tuple[str, ...]
    common: bool

    @property
    def size(self) -> int:
        return len(self.words)


def key(word: str) -> str:
    return word.lower().replace("ё", "е").replace("'", "").replace("’", "")


def _words_of(name: str) -> tuple[str, ...]:
    words = tuple(key(match[0]) for match in WORD.finditer(name.replace("’", "'")))
    while len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return words


def _variant(hall: int, words: tuple[str, ...], penalty: float) -> Variant:
    forms = forms_of(words)
    common = len(words) == 1 and penalty > 0 and is_common(words[0])
    return Variant(hall, words, penalty, forms, joined(forms), common)


def forms_of(words: Iterable[str]) -> Forms:
    words = tuple(words)
    return words, tuple(map(stem, words)), tuple(map(sound, words)), tuple(map(meaning, words))


def joined(forms: Forms) -> tuple[str, ...]:
    return tuple("".join(form) for form in forms)


def variants(hall: int, name: str) -> list[Variant]:
    """The whole name, and every run of its telling words that nobody could take for anything else."""
    words = _words_of(name)
    if not words:
        return []
    telling = tuple(word for word in words if word not in GENERIC and word not in _JOINTS)
    runs = {
        telling[start:end] for start in range(len(telling)) for end in range(start + 1, len(telling) + 1)
    } - {words}
    return [_variant(hall, words, 0.0)] + [
        _variant(hall, run, _PARTIAL if run == telling else 2 * _PARTIAL)
        for run in runs
        if sum(map(len, run)) >= 3 and not all(small(word) or word.isdigit() for word in run)
    ]


def score(said: Forms, joined_said: tuple[str, ...], variant: Variant) -> float:
    """How well words say this variant, 0 to 100; 0 where they are more than misprints away.

    An empty word stands for what can't be part of a name.
    """
    words = said[0]
    if not all(words):
        return 0.0
    same_size = len(words) == variant.size
    if same_size and said[1] == variant.forms[1]:
        return 100.0 - variant.penalty - (0.0 if joined_said[0] == variant.joined[0] else 0.5)
    if not same_size and any(ordinary(word) for word in words if word not in GENERIC):
        return 0.0
    if same_size and said[3] == variant.forms[3]:
        return 100.0 - variant.penalty - _BY_MEANING
    if _too_far(joined_said, variant):
        return 0.0
    if all(map(small if len(words) > 1 else ordinary, words)):
        return 0.0
    if variant.penalty and len(joined_said[0]) < _SHORTEST_PART:
        return 0.0
    alike = (
        _alike(joined_said[form], variant.joined[form]) - cost
        for form, cost in enumerate((0.0, 0.5, _BY_SOUND))
        if not same_size or _words_alike(said[form], variant.forms[form])
    )
    return max(0.0, max(alike, default=0.0) - variant.penalty)


def _too_far(joined_said: tuple[str, ...], variant: Variant) -> bool:
    """Whether lengths or numbers rule the variant out: Hall 3 is no misprint of Hall 1."""
    figures, own = (re.sub(r"\D", "", one) for one in (joined_said[0], variant.joined[0]))
    return figures != own or abs(len(joined_said[2]) - len(variant.joined[2])) > _MOST_SLIPS


def _alike(one: str, other: str) -> float:
    slips = _slips(len(other))
    distance = OSA.distance(one, other, score_cutoff=slips)
    return 0.0 if distance > slips else 100.0 - 100.0 * distance / max(len(one), len(other))


def _words_alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether each word is at most misprinted: Hall A isn't Hall B, and a ballroom isn't a bathroom."""
    return all(said == word or _misprint(said, word) for said, word in zip(one, other, strict=True))


def _misprint(said: str, word: str) -> bool:
    if word in GENERIC or word in _JOINTS or (len(word) == 3 and not ordinary(said)):
        return OSA.distance(said, word) <= 1
    return len(word) > 3 and OSA.distance(said, word) <= _slips(len(word))


@lru_cache(maxsize=64)
def _slips(length: int) -> int:
    """How many misprints a name of this length may have."""
    return 0 if length < 4 else 1 if length < 8 else 2 if length < 13 else 3
