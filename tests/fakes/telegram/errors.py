"""Refusals, worded as Telegram words them."""

from tests.fakes.telegram.wire import Json


class Refused(Exception):
    """A call that Telegram answers with `ok: false`. `parameters` are ResponseParameters of the Bot API."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters or {}

    @property
    def answer(self) -> Json:
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(text: str, **parameters: int) -> Refused:
    """400. The first letter goes lower-case, as the server does, unless it is a code such as
    BUTTON_DATA_INVALID."""
    is_code = len(text) > 1 and (text[1] == "_" or text[1].isupper())
    worded = text if is_code else text[:1].lower() + text[1:]
    return Refused(400, f"Bad Request: {worded}", dict(parameters))


def forbidden(text: str) -> Refused:
    return Refused(403, f"Forbidden: {text}")


def conflict(text: str) -> Refused:
    return Refused(409, f"Conflict: {text}")


def unauthorized() -> Refused:
    return Refused(401, "Unauthorized")


def method_not_found() -> Refused:
    return Refused(404, "Not Found: method not found")


def too_many_requests(retry_after: int) -> Refused:
    """429; `retry_after` in seconds."""
    return Refused(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})
