"""Why an answer was not said aloud."""

from enum import StrEnum


class Reason(StrEnum):
    """People's sentences are chosen by it."""

    NOBODY = "nobody"
    """No voice speaks this language."""
    NO_EXTRA = "no_extra"
    """The libraries for it are not installed."""
    NO_FILE = "no_file"
    """The voice's file isn't there."""
    NO_CARD = "no_card"
    """The .json beside the voice's file isn't there."""
    BROKEN = "broken"
    """The voice's file is none, or doesn't belong to its .json."""
    REFUSED = "refused"
    """The server takes neither our key nor our request."""
    BUSY = "busy"
    """What speaks can't just now."""
    UNPAID = "unpaid"
    """The day's budget doesn't reach for it."""


OWNERS = frozenset({Reason.NO_EXTRA, Reason.NO_FILE, Reason.NO_CARD, Reason.BROKEN, Reason.REFUSED})
"""Those that the owner has to see to."""


class Unspoken(Exception):
    """`detail` is for the log and holds no text from a server."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail
