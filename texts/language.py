"""Which of our languages a text is in."""

import re

LOCALES = ("en", "ru", "zh")

_SCRIPTS = (
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("en", re.compile(r"[A-Za-z]")),
)


def detect(text: str, default: str = "en") -> str:
    """The locale whose script has most letters in `text`; `default` when it has no letters of any."""
    counts = {locale: len(script.findall(text)) for locale, script in _SCRIPTS}
    best = max(counts, key=lambda locale: counts[locale])
    return best if counts[best] else default
