"""Discord's refusals, with its own codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes."""

from tests.fakes.discord.payload import Payload

UNKNOWN = {
    "Channel": 10003,
    "Guild": 10004,
    "Member": 10007,
    "Message": 10008,
    "User": 10013,
    "Emoji": 10014,
    "Webhook": 10015,
    "interaction": 10062,
    "application command": 10063,
}


class ApiError(Exception):
    """An answer other than success, in Discord's JSON shape."""

    def __init__(self, status: int, code: int, message: str, errors: Payload | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    @property
    def payload(self) -> Payload:
        body: Payload = {"message": self.message, "code": self.code}
        return body | {"errors": self.errors} if self.errors else body


def unknown(noun: str) -> ApiError:
    """404 for something that is not there, or not there any more; `noun` is a key of `UNKNOWN`."""
    return ApiError(404, UNKNOWN[noun], f"Unknown {noun}")


def unauthorized() -> ApiError:
    return ApiError(401, 0, "401: Unauthorized")


def not_found() -> ApiError:
    """No such address at all."""
    return ApiError(404, 0, "404: Not Found")


def missing_access() -> ApiError:
    """The bot can't see the place."""
    return ApiError(403, 50001, "Missing Access")


def missing_permissions() -> ApiError:
    """The bot sees the place and may not do that there."""
    return ApiError(403, 50013, "Missing Permissions")


def empty_message() -> ApiError:
    return ApiError(400, 50006, "Cannot send an empty message")


def not_reachable() -> ApiError:
    """The person has closed their direct messages, or shares no server with the bot."""
    return ApiError(403, 50007, "Cannot send messages to this user")


def foreign_message() -> ApiError:
    return ApiError(403, 50005, "Cannot edit a message authored by another user")


def acknowledged() -> ApiError:
    return ApiError(400, 40060, "Interaction has already been acknowledged.")


def stale_token() -> ApiError:
    """An interaction's token after its 15 minutes, or one that never was."""
    return ApiError(401, 50027, "Invalid Webhook Token")


def too_large() -> ApiError:
    return ApiError(413, 40005, "Request entity too large")
