"""What was said, as it is shown on a panel."""

from collections.abc import Sequence

from bots.exports import Document
from bots.markup import plain, shortened
from storage.transcript import Line
from texts import Translator, labelled_boldly

SHOWN = 6
LONGEST_SHOWN = 400
WHOLE_IN_MESSAGES = 12_000
"""A conversation of more characters comes as a file."""


def latest(document: Document, lines: Sequence[Line]) -> str:
    """Some lines, each shortened."""
    return "\n\n".join(
        labelled_boldly(plain(document.speaker(line)), shortened(line.text, LONGEST_SHOWN), document.locale)
        for line in lines
    )


def whole(document: Document) -> str | None:
    """Every line in full; None where that is too much for messages."""
    if sum(len(line.text) for line in document.lines) > WHOLE_IN_MESSAGES:
        return None
    return "\n\n".join(
        labelled_boldly(plain(document.speaker(line)), line.text, document.locale) for line in document.lines
    )


def title_of(title: str, _: Translator) -> str:
    """As plain text, for labels too."""
    return " ".join(title.split()) or _("New session")
