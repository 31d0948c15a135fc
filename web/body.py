"""Bodies of requests, never more of them than is wanted."""

from urllib.parse import parse_qsl

from starlette.requests import Request

from texts import N_
from web.refused import Refused, too_large

LARGEST_FORM = 16 * 1024
"""Bytes."""
_MOST_FIELDS = 40
_TYPE = "application/x-www-form-urlencoded"

Form = dict[str, str]
"""Fields by name; of several of one name, the last."""


async def read_body(request: Request, largest: int) -> bytes | None:
    """None for one of more than `largest` bytes, of which no more is read than it takes to know that."""
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > largest:
        return None
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > largest:
            return None
    return bytes(body)


async def read_form(request: Request) -> Form:
    """Raises `Refused`: 413 for one that is too large, 400 for what is no form."""
    body = await read_body(request, LARGEST_FORM)
    if body is None:
        raise too_large()
    if request.headers.get("content-type", _TYPE).partition(";")[0].strip().lower() != _TYPE:
        raise _unreadable()
    return parse_form(body.decode("utf-8", "replace"))


def parse_form(text: str) -> Form:
    """Fields of a body or of a query; raises `Refused` with 400 for too many."""
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        raise _unreadable() from None


def _unreadable() -> Refused:
    return Refused(400, N_("This didn't work"), N_("The request can't be understood. Nothing was changed."))
