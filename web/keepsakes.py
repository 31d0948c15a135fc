"""What a customer takes along from a booking's page: an entry for the calendar, and the code for the door."""

from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tools.calendar_file import calendar_file
from tools.desk import Desk
from web import refused
from web.door import Door
from web.entrance import entrance_code
from web.language import language

_LOOK = ["GET", "HEAD"]


def keepsakes(desk: Desk, door: Door) -> APIRouter:
    """/b/<key>/booking.ics, and /b/<key>/code.svg while the booking is paid."""
    router = APIRouter()

    @router.api_route("/b/{key}/booking.ics", methods=_LOOK)
    async def calendar_entry(request: Request, key: str) -> Response:
        opened = await door.open(request, key)
        booking, hall = opened.booking, opened.hall
        address = desk.booking_page(booking)
        domain = urlsplit(address).hostname or "concierge"
        entry = calendar_file(booking, hall, address, domain, desk.now(), language(request))
        name = f'attachment; filename="booking-{booking.id}.ics"'
        headers = {"Content-Type": "text/calendar; charset=utf-8", "Content-Disposition": name}
        return Response(entry, headers=headers)

    @router.api_route("/b/{key}/code.svg", methods=_LOOK)
    async def code(request: Request, key: str) -> Response:
        opened = await door.open(request, key)
        if opened.booking.status != "paid":
            raise refused.no_booking()
        return Response(entrance_code(desk.booking_page(opened.booking)), media_type="image/svg+xml")

    return router
