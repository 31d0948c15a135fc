"""Whether a form was sent from a page of ours."""

from urllib.parse import urlsplit

from starlette.requests import Request

from storage.booking_tables import Booking
from storage.signing import Signer

_PURPOSE = "form"


def is_from_here(request: Request, public_url: str) -> bool:
    """By what the browser says and no page can forge. What says nothing is no browser, and needs the token alone."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    if origin is None:
        return True
    ours = {_host(public_url), request.headers.get("host", "").lower()} - {""}
    return _host(origin) in ours


def make_token(signer: Signer, booking: Booking) -> str:
    """Goes into each form about a booking, of which it says the version that the form shows."""
    return signer.sign(_PURPOSE, f"{booking.id}.{booking.version}.")


def read_token(signer: Signer, booking: Booking, token: str) -> int | None:
    """The version of the booking that the form showed; None for a token that isn't this booking's."""
    number, _, rest = (signer.read(_PURPOSE, token) or "").partition(".")
    version = rest.removesuffix(".")
    return int(version) if number == str(booking.id) and version.isdecimal() else None


def _host(address: str) -> str:
    return urlsplit(address).netloc.rpartition("@")[2].lower()
