"""What people type, made regular: one kind of dash, quote and space, and everyday words put right."""

import re
import unicodedata
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from models.builtin.lexicon import KEYWORDS, LIGHT, LOOK_ALIKES, MISSPELT
from models.builtin.numerals import CARDINALS, HALF_HOURS, ORDINALS

LONGEST = 2_000
"""Characters of a message that are read: a wish stands in far fewer."""

_CHARACTERS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹘－", "-"),
        **dict.fromkeys("«»“”„‟″", '"'),
        **dict.fromkeys("‘’‚‛`´ʼ", "'"),
        "ё": "е",
        "Ё": "Е",
        "…": ".",
    }
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_TWO_WORDS = re.compile(r"\bпосле[\s-]+завтра\b", re.IGNORECASE)
_FIGURES = re.compile(r"\b2(?=(?:day|nite|moro\w*|morrow)\b)", re.IGNORECASE)
_STUCK = re.compile(r"(?<![^\W_])(с|до|в|к|на|по|от|from|at|to|till|until)(?=\d)", re.IGNORECASE)
_TONIGHT = re.compile(r"\btonight\b", re.IGNORECASE)
_THIS_PART = re.compile(r"\bthis\s+(morning|afternoon|evening)\b", re.IGNORECASE)
_LATIN_C = re.compile(r"(?<![^\W\d_])[cC](?=\s*\d)(?![^\n]{0,3}[-/])|(?<=[а-я]\s)c(?=\s[а-я])")
_TARGETS = tuple(sorted(word for word in KEYWORDS if len(word) >= 4))


def tidy(text: str) -> str:
    """The beginning of `text` on one line, with plain dashes and quotes and no invisible characters."""
    text = unicodedata.normalize("NFKC", text[:LONGEST].translate(_CHARACTERS))[:LONGEST]
    text = re.sub(r"\s*\n\s*", " ; ", text.translate(_CHARACTERS).strip())
    text = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(re.sub(r"[\ue000-\uf8ff]", " ", text).split())


def corrected(text: str) -> str:
    """`text` with the everyday words it misspells put right, and the Latin letter c where с is meant."""
    text = _STUCK.sub(r"\1 ", _FIGURES.sub("to", text))
    text = _LATIN_C.sub("с", _TWO_WORDS.sub("послезавтра", text))
    return _THIS_PART.sub(r"today \1", _TONIGHT.sub("today evening", _WORD.sub(_put_right, text)))


def _put_right(match: re.Match[str]) -> str:
    word = match[0].lower()
    right = right_word(word)
    return match[0] if right == word else right


@lru_cache(maxsize=8_192)
def right_word(word: str) -> str:
    """The everyday word that `word` (lower case) is, or is one misprint from; itself where there is none."""
    if word in MISSPELT:
        return MISSPELT[word]
    if len(word) < 5 or len(word) > 16 or _known(word):
        return word
    slips = 1 if len(word) < 7 else 2
    near = process.extract(word, _TARGETS, scorer=OSA.distance, score_cutoff=slips, limit=2)
    if not near or (len(near) == 2 and near[0][1] == near[1][1] and near[0][1] > 1):
        return word
    return str(near[0][0])


def _known(word: str) -> bool:
    return (
        word in KEYWORDS
        or word in LIGHT
        or word in LOOK_ALIKES
        or word in CARDINALS
        or word in ORDINALS
        or word in HALF_HOURS
    )
