"""Text that a terminal can't mistake for commands."""

import re

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def printable(text: str) -> str:
    """Without control characters (line ends and tabs stay) and without what can't be encoded."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", lines).encode("utf-8", "replace").decode("utf-8")


def one_line(text: str) -> str:
    """Printable words with one space between them."""
    return " ".join(printable(text).split())
