"""/b/<key>: a booking's page and what can be done there, for whoever has its link."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from web.body import parse_form
from web.booking_page import DONE, BookingPage
from web.cancelling import PAST_CANCELLING, cancel_booking
from web.changes import Changes
from web.door import Door
from web.policy import can_cancel

LOOK = ["GET", "HEAD"]


def booking_pages(page: BookingPage, door: Door) -> APIRouter:
    """The page of each booking, and one and the same answer for every key that opens none."""
    router = APIRouter()
    changes = Changes(page)
    desk = page.desk

    @router.api_route("/b/{key}", methods=LOOK)
    async def look(request: Request, key: str) -> Response:
        opened = await door.open(request, key)
        return await page.show(request, opened, notice=DONE.get(request.query_params.get("done", ""), ""))

    @router.post("/b/{key}")
    async def change(request: Request, key: str) -> Response:
        return await changes.save(request, await door.receive(request, key))

    @router.get("/b/{key}/check")
    async def check(request: Request, key: str) -> Response:
        opened = await door.check(request, key)
        return await changes.check(request, opened, parse_form(request.url.query))

    @router.api_route("/b/{key}/cancel", methods=LOOK)
    async def ask_to_cancel(request: Request, key: str) -> Response:
        opened = await door.open(request, key)
        if not can_cancel(opened.booking, desk.now()):
            return await page.show(request, opened, notice=PAST_CANCELLING)
        return await page.ask_to_cancel(request, opened)

    @router.post("/b/{key}/cancel")
    async def cancel(request: Request, key: str) -> Response:
        return await cancel_booking(page, request, await door.receive(request, key))

    @router.post("/b/{key}/reminders")
    async def remind(request: Request, key: str) -> Response:
        sent = await door.receive(request, key)
        wanted = sent.form.get("reminders") == "on"
        await desk.bookings.remind(sent.opened.booking.id, desk.now(), reminders=wanted)
        return page.after(request, sent.opened, "reminders-on" if wanted else "reminders-off")

    return router
