"""/pay/<key>: the page that stands in for a provider's, and says plainly that no money moves."""

from dataclasses import dataclass
from math import ceil

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from payments.cashier import Cashier
from payments.offer import offer
from payments.practice import NAME, charge_of
from storage.bookings import Booking
from storage.payments import Payment
from texts import money
from tools.desk import Desk
from web import refused
from web.clients import client
from web.door import Door
from web.language import language
from web.pages import Pages
from web.same_site import is_from_here


@dataclass(frozen=True, slots=True)
class Found:
    payment: Payment
    booking: Booking


def practice_pages(pages: Pages, desk: Desk, door: Door, cashier: Cashier) -> APIRouter:
    """Only there while no other way to pay is set up."""
    router = APIRouter()

    async def find(request: Request, key: str) -> Found:
        seconds = door.looks.wait(client(request, door.proxies))
        if seconds:
            raise refused.too_fast(ceil(seconds))
        async with door.patience.waiting():
            payment = await cashier.payment(key)
            booking = None if payment is None else await desk.bookings.get(payment.booking_id)
        if payment is None or booking is None or payment.provider != NAME:
            raise refused.no_booking()
        return Found(payment, booking)

    @router.api_route("/pay/{key}", methods=["GET", "HEAD"])
    async def show(request: Request, key: str) -> Response:
        found, locale = await find(request, key), language(request)
        async with door.patience.waiting():
            hall = await desk.halls.get(found.booking.hall_id)
        back = desk.booking_page(found.booking)
        if hall is None or found.payment.status != "open":
            return RedirectResponse(back, status_code=303)
        shown = offer(found.booking, hall, locale)
        amount = money(found.payment.amount, found.payment.currency, locale)
        return pages.page(request, "practice.html", offer=shown, amount=amount, key=key, back=back)

    @router.post("/pay/{key}")
    async def pay(request: Request, key: str) -> Response:
        found = await find(request, key)
        if not is_from_here(request, door.public_url):
            raise refused.from_elsewhere()
        await cashier.took(key, charge_of(found.payment), NAME)
        return RedirectResponse(desk.booking_page(found.booking), status_code=303)

    return router
