"""What is answered to a request that can't be met, in words for the person."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException

from texts import N_


class Refused(HTTPException):
    """`title` and `text` are English sources, marked for translation where they stand."""

    def __init__(self, status: int, title: str, text: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, headers=headers)
        self.title = title
        self.text = text


def no_booking() -> Refused:
    """For every key that opens none, whatever is wrong with it."""
    text = N_("The link may be incomplete. Open it once more from the assistant's message.")
    return Refused(404, N_("There is no booking here"), text)


def stuck() -> Refused:
    text = N_("The page can't be shown just now. Nothing is lost; try again in a minute.")
    return Refused(503, N_("One moment, please"), text, {"Retry-After": "60"})


def too_fast(seconds: int) -> Refused:
    """`seconds` are those to wait."""
    text = N_("That was a lot at once. Nothing was changed; please try again in a minute.")
    return Refused(429, N_("One moment, please"), text, {"Retry-After": str(seconds)})


def too_large() -> Refused:
    text = N_("More was sent than this page takes. Nothing was changed.")
    return Refused(413, N_("This didn't work"), text)


def from_elsewhere() -> Refused:
    text = N_(
        "This was not sent from the booking's own page. Nothing was changed; please open the page again."
    )
    return Refused(403, N_("This didn't work"), text)
