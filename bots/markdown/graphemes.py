"""What people see as one character: a letter with its accents, a flag, a family of four."""

import re
from itertools import takewhile
from unicodedata import category, combining

_JOINED_TO_THE_LEFT = re.compile("[\u0e33\u0eb3\u1160-\u11ff\ud7b0-\ud7ff\uff9e\uff9f\U0001f3fb-\U0001f3ff]")
_JOINED_TO_THE_RIGHT = re.compile(
    "[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\u200d\U000110bd\U000110cd\U000111c2\U000111c3"
    "\U0001193f\U00011941\U00011a3a\U00011a84-\U00011a89\U00011d46\U00011f02]"
)
_LEADING_JAMO = re.compile("[\u1100-\u115f\ua960-\ua97f]")
_HANGUL = re.compile("[\u1100-\u115f\ua960-\ua97f\uac00-\ud7a3]")
_ATTACHED = ("Mn", "Mc", "Me", "Cf", "Cn")
_VIRAMA = 9


def is_boundary(text: str, at: int) -> bool:
    """Whether a text can be cut before its character `at` without cutting a grapheme cluster (UAX 29).

    It errs towards no: characters that this Python's Unicode tables don't know are taken to belong together.
    """
    if not 0 < at < len(text):
        return True
    before, after = text[at - 1], text[at]
    if before == "\n" or after == "\n" or (before.isascii() and after.isascii()):
        return True
    if category(after) in _ATTACHED or category(before) == "Cn":
        return False
    if _JOINED_TO_THE_LEFT.match(after) or _JOINED_TO_THE_RIGHT.match(before):
        return False
    if _LEADING_JAMO.match(before) and _HANGUL.match(after):
        return False
    if _is_flag_half(before) and _is_flag_half(after):
        return sum(1 for _ in takewhile(_is_flag_half, reversed(text[:at]))) % 2 == 0
    return not _ends_in_virama(text, at)


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _ends_in_virama(text: str, at: int) -> bool:
    """Whether the next consonant is written as a part of the one before."""
    position = at - 1
    while position >= 0 and (
        category(text[position]) in _ATTACHED or _JOINED_TO_THE_LEFT.match(text[position])
    ):
        if combining(text[position]) == _VIRAMA:
            return True
        position -= 1
    return False
