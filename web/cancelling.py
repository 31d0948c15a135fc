"""Cancelling a booking: what the person was asked about, and nothing else."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from texts import N_
from web.booking_page import MEANWHILE, BookingPage
from web.door import Sent
from web.policy import can_cancel, gives_back

PAST_CANCELLING = N_("This booking can't be cancelled any more. This is how it stands now.")


async def cancel_booking(page: BookingPage, request: Request, sent: Sent) -> Response:
    """Cancels what the person was asked about; asks again where it stands otherwise by now."""
    opened, desk = sent.opened, page.desk
    booking, now = opened.booking, desk.now()
    if booking.status == "cancelled":
        return page.after(request, opened, "cancelled")
    if not can_cancel(booking, now):
        return await page.show(request, opened, status=409, notice=PAST_CANCELLING)
    asked = (sent.form.get("status"), sent.form.get("refund"))
    if asked != (booking.status, "whole" if gives_back(booking, now) else "none"):
        return await page.ask_to_cancel(request, opened, status=409, notice=MEANWHILE)
    operation = f"page:{booking.id}:{booking.status}"
    after = await desk.bookings.cancel(
        operation, booking.id, booking.user_id, now, status=booking.status, tell=True
    )
    if after is None or after.status != "cancelled":
        overtaken = replace(opened, booking=after or booking)
        return await page.show(request, overtaken, status=409, notice=MEANWHILE)
    return page.after(request, opened, "cancelled")
