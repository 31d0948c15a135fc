"""Why a recording was not understood."""

from enum import StrEnum


class Reason(StrEnum):
    """People's sentences are chosen by it."""

    SILENT = "silent"
    """No words in it: silence, noise, music."""
    UNREADABLE = "unreadable"
    """No recording, or none that can be opened."""
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    GONE = "gone"
    """The platform no longer has the file, or didn't hand it out."""
    CROWDED = "crowded"
    """Too many wait already."""
    BUSY = "busy"
    """The server that listens can't just now."""
    NOBODY = "nobody"
    """Nothing is set up that could listen."""
    NO_EXTRA = "no_extra"
    """The libraries for it are not installed."""
    NO_MODEL = "no_model"
    """The model isn't there, and could not be fetched."""
    REFUSED = "refused"
    """The server takes neither our key nor our request."""

    UNPAID = "unpaid"
    """The day's budget doesn't reach for it."""


LATER = frozenset({Reason.CROWDED, Reason.BUSY, Reason.GONE, Reason.UNPAID})
"""Those that may be over by themselves in a while."""
OWNERS = frozenset({Reason.NOBODY, Reason.NO_EXTRA, Reason.NO_MODEL, Reason.REFUSED})
"""Those that the owner has to see to."""


class Unheard(Exception):
    """`bound` is what was passed: seconds where it was too long, bytes where it was too large. `detail` is for the
    log and holds no text from a server.
    """

    def __init__(self, reason: Reason, *, bound: int = 0, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.bound = bound
        self.detail = detail
