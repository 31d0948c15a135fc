"""What Discord refuses, by its own numbers."""

from typing import Final

UNKNOWN_CHANNEL: Final = 10003
UNKNOWN_MESSAGE: Final = 10008
UNKNOWN_WEBHOOK: Final = 10015
UNKNOWN_INTERACTION: Final = 10062
ACKNOWLEDGED: Final = 40060
TOO_LARGE: Final = 40005
MISSING_ACCESS: Final = 50001
CANNOT_WRITE_TO_PERSON: Final = 50007
MISSING_PERMISSIONS: Final = 50013
INVALID_TOKEN: Final = 50027
INVALID_FORM: Final = 50035
NO_HISTORY: Final = 160002
"""A reply takes the permission to read what was said before."""

_CLOSED: Final = {
    UNKNOWN_CHANNEL: "the channel is gone",
    10004: "the server is gone",
    10013: "the person is gone",
    40333: "Discord's own protection blocks the bot",
    MISSING_ACCESS: "the bot can't see the channel",
    CANNOT_WRITE_TO_PERSON: "the person takes no direct messages from the bot",
    MISSING_PERMISSIONS: "the bot may not write in the channel (permission “Send Messages”)",
    50083: "the thread is archived",
    50278: "the person shares no server with the bot",
    160005: "the thread is locked",
}
_TOKEN_GONE: Final = (UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION, UNKNOWN_MESSAGE, INVALID_TOKEN)


class Refused(Exception):
    """Discord answered that it won't; asking again changes nothing. `code` is 0 where it gave none."""

    def __init__(self, status: int, code: int, message: str, details: str = "") -> None:
        super().__init__(f"{status} {code}: {message}{f' {details}' if details else ''}")
        self.status = status
        self.code = code

    @property
    def closed(self) -> str:
        """Why nothing can be said in that place, now or later; empty for any other refusal."""
        reason = _CLOSED.get(self.code)
        return f"{reason} ({self.code})" if reason else ""

    @property
    def token_gone(self) -> bool:
        """Whether an interaction can't be answered in its own way, any more or at all."""
        return self.code in _TOKEN_GONE or self.status in (401, 404)


class Limited(Exception):
    """429: not before so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"rate limited for {seconds:g} s")
        self.seconds = seconds


class Uncertain(Exception):
    """No answer came, or none that says anything. The call may have taken effect; a `late` one may do so yet."""

    def __init__(self, reason: str, *, late: bool = False) -> None:
        super().__init__(reason)
        self.late = late
