"""Other people's words inside our Markdown: as they are, changing nothing around them."""

import re

LONGEST_REPEATED = 60
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~])")


def plain(text: str) -> str:
    """One line of words that keeps its looks."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def repeated(words: str) -> str:
    """Somebody's words that weren't understood, in a sentence of ours."""
    return plain(shortened(words, LONGEST_REPEATED))


def quoted(text: str) -> str:
    """A block that stands apart."""
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


def shortened(text: str, longest: int) -> str:
    """The beginning of it, with … where that isn't all."""
    text = text.strip()
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
