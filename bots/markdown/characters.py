"""Characters: which of them can be sent, and which of them can be seen."""

import re

_LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_OVERRIDE = re.compile("[\u202a-\u202e]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_INVISIBLE = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\U000e0000-\U000e0fff]*"
)


def clean(text: str) -> str:
    """Text that can be sent anywhere: line ends are "\\n", control characters are spaces.

    Overrides of the writing direction go: Telegram drops them, and they can make words lie. Halves of
    surrogate pairs are joined, or replaced where the other half is missing.
    """
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _OVERRIDE.sub("", _CONTROL.sub(" ", _LINE_END.sub("\n", text)))


def invisible(text: str) -> bool:
    """Whether nothing of a text can be seen; platforms refuse such messages as empty."""
    return _INVISIBLE.fullmatch(text) is not None


def utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
