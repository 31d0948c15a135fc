"""GET /b/<key>: a booking's page, for whoever has its link."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from storage.booking_keys import BookingsByKey, find_by_shown_key
from storage.bookings import Booking
from storage.halls import Hall
from storage.signing import Signer
from texts import translator
from web.language import language
from web.pages import Pages
from web.voucher import voucher

_PATIENCE = 2.0


class HallsById(Protocol):
    """Where a booking's hall is found."""

    async def get(self, hall_id: int, /) -> Hall | None: ...


def booking_pages(
    pages: Pages, bookings: BookingsByKey, signer: Signer, halls: HallsById, now: Callable[[], datetime]
) -> APIRouter:
    """The page of each booking, and one and the same answer for every key that opens none."""

    async def find(key: str) -> tuple[Booking, Hall] | None:
        booking = await find_by_shown_key(signer, bookings, key)
        hall = None if booking is None else await halls.get(booking.hall_id)
        return None if booking is None or hall is None else (booking, hall)

    router = APIRouter()

    @router.api_route("/b/{key}", methods=["GET", "HEAD"])
    async def page(request: Request, key: str) -> Response:
        locale = language(request)
        try:
            async with asyncio.timeout(_PATIENCE):
                found = await find(key)
        except TimeoutError as stuck:
            raise HTTPException(503, headers={"Retry-After": "60"}) from stuck
        if found is None:
            _ = translator(locale)
            text = _("The link may be incomplete. Open it once more from the assistant's message.")
            return pages.message(request, 404, _("There is no booking here"), text)
        return pages.page(request, "booking.html", voucher=voucher(*found, now(), locale))

    return router
