"""What goes wrong with a model, in words that may be shown and logged."""

from enum import StrEnum

NO_TOOLS = "tools"
"""The detail of a request that was rejected because the server takes no tools as it was started."""


class Reason(StrEnum):
    """Why a model did not answer; people's sentences are chosen by it."""

    BUSY = "busy"
    """Too many requests (429), or overloaded (503, 529)."""
    UNREACHABLE = "unreachable"
    """No connection, silence, a connection lost, or a server that fails (5xx)."""
    REFUSED = "refused"
    """The key is wrong, has no rights, or has no credit left (401, 402, 403)."""
    REJECTED = "rejected"
    """The server doesn't know the model or won't take the request (400, 404, other 4xx)."""
    NOT_THERE = "not_there"
    """A model that runs here can't be opened: a file or a package is missing."""
    CROWDED = "crowded"
    """Too many people wait for a model that answers one at a time."""
    TOO_LONG = "too_long"
    """The conversation doesn't fit into the model's window."""
    CUT_SHORT = "cut_short"
    """The answer ended before its end, or could not be read."""


REFUSALS = frozenset({Reason.REFUSED, Reason.REJECTED, Reason.TOO_LONG})
"""Those of a server that turns down the key or the request itself, and would do so again."""


class Trouble(Exception):
    """One failed attempt at a model. Every provider raises this and nothing of its own library's.

    `retry` says whether the same request may succeed later, `retry_after` (seconds) when the server said so.
    `detail` is a short machine code or a class name, never text from a server.
    """

    def __init__(
        self,
        reason: Reason,
        *,
        retry: bool = False,
        status: int | None = None,
        retry_after: float | None = None,
        detail: str = "",
    ) -> None:
        super().__init__(f"{reason} (HTTP {status})" if status else str(reason))
        self.reason = reason
        self.retry = retry
        self.status = status
        self.retry_after = retry_after
        self.detail = detail
