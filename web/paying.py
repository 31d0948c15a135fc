"""POST /b/<key>/pay: to where the booking is paid; GET /b/<key>/paid: back from there."""

import asyncio
from contextlib import suppress
from dataclasses import replace

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from payments.cashier import Cashier, Return
from payments.offer import offer
from payments.provider import Refused, Unreachable
from storage.payments import NotPayable
from texts import N_
from web.booking_page import MEANWHILE, BookingPage
from web.door import Door, Opened, Sent
from web.language import chosen, language

_PATIENCE = 15.0
_RETURN_PATIENCE = 5.0
"""Seconds that a provider has to answer; what it knows of a payment, the clock asks it later too."""

_NOTHING_TO_PAY = N_("There is nothing to pay for this booking any more. This is how it stands now.")
_NOT_NOW = N_(
    "Payment can't be reached at the moment. You have paid nothing; please try again in a few minutes."
)
_NOT_THIS = N_("This sum can't be paid here. You have paid nothing; please write to the assistant.")


def payment_pages(page: BookingPage, door: Door, cashier: Cashier) -> APIRouter:
    """What is to be paid stands in the database; of the request only the booking's key and version count."""
    router = APIRouter()

    @router.post("/b/{key}/pay")
    async def pay(request: Request, key: str) -> Response:
        return await _pay(page, cashier, request, await door.receive(request, key))

    @router.api_route("/b/{key}/paid", methods=["GET", "HEAD"])
    async def come_back(request: Request, key: str) -> Response:
        """The provider is asked, for its own message may come later than the customer."""
        opened = await door.open(request, key)
        with suppress(TimeoutError):
            async with asyncio.timeout(_RETURN_PATIENCE):
                await cashier.returned(opened.booking)
        booking = await page.desk.bookings.get(opened.booking.id)
        if booking is not None and booking.status == "held":
            return page.after(request, opened, "not-yet-paid")
        return RedirectResponse(f"{page.pages.root}/b/{key}{_kept(request)}", status_code=303)

    return router


async def _pay(page: BookingPage, cashier: Cashier, request: Request, sent: Sent) -> Response:
    opened = sent.opened
    booking, locale = opened.booking, language(request)
    if booking.status == "held" and sent.version != booking.version:
        return await page.show(request, opened, status=409, notice=MEANWHILE)
    address, kept = page.desk.booking_page(booking), _kept(request)
    back = Return(paid=f"{address}/paid{kept}", left=f"{address}{kept}")
    try:
        async with asyncio.timeout(_PATIENCE):
            checkout = await cashier.checkout(booking, offer(booking, opened.hall, locale), back)
    except NotPayable as refusal:
        return await _refuse(page, request, opened, refusal)
    except Refused:
        return await page.show(request, opened, status=409, notice=_NOT_THIS)
    except (Unreachable, TimeoutError):
        return await page.show(request, opened, status=503, notice=_NOT_NOW)
    return RedirectResponse(checkout.url, status_code=303)


async def _refuse(page: BookingPage, request: Request, opened: Opened, refusal: NotPayable) -> Response:
    current = replace(opened, booking=refusal.booking or opened.booking)
    notice = MEANWHILE if current.booking.status == "held" else _NOTHING_TO_PAY
    return await page.show(request, current, status=409, notice=notice)


def _kept(request: Request) -> str:
    locale = chosen(request)
    return f"?lang={locale}" if locale else ""
