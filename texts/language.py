"""Which of our languages a text is in."""

import re

LOCALES = ("en", "ru", "zh")

_SCRIPTS = (
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("en", re.compile(r"[A-Za-z]")),
)


_WORD = re.compile(r"[^\W\d_]+")


def detect(text: str, default: str = "en") -> str:
    """The locale that `text` is written in; `default` when it has no letters of any.

    Words tell more than letters, and those that begin small more than names, which keep their own script.
    """
    words = _WORD.findall(text)
    for sample in (" ".join(word for word in words if not word[0].isupper()), text):
        counts = {locale: len(script.findall(sample)) for locale, script in _SCRIPTS}
        best = max(counts, key=lambda locale: counts[locale])
        if counts[best]:
            return best
    return default
