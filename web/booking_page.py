"""A booking's page, put together: what stands in the database, in the reader's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from storage.payments import Payment
from storage.signing import Signer
from texts import N_, translator
from tools.changing import CheckedChange
from tools.desk import Desk
from web.booking_form import ChangeForm, Entry, answer_to, change_form, entry_of
from web.door import Opened
from web.language import chosen, language
from web.pages import Pages
from web.patience import Patience
from web.policy import goes_back
from web.same_site import make_token
from web.voucher import voucher

DONE = {
    "changed": N_("Your change is saved."),
    "cancelled": N_("The booking is cancelled."),
    "not-yet-paid": N_("Your payment hasn't arrived yet. This page shows it as soon as it has."),
    "reminders-on": N_("You will be reminded in the chat, a day and two hours before."),
    "reminders-off": N_("There will be no reminders."),
}
"""What a page says first after somebody has done something."""

MEANWHILE = N_("The booking has been changed meanwhile. This is how it stands now.")


class PaymentsOfBooking(Protocol):
    async def of_booking(self, booking_id: int, /) -> list[Payment]: ...


@dataclass(frozen=True, slots=True)
class BookingPage:
    """`takes_payment` is whether POST /b/<key>/pay is there."""

    pages: Pages
    desk: Desk
    signer: Signer
    payments: PaymentsOfBooking
    patience: Patience
    takes_payment: bool = False

    async def show(
        self,
        request: Request,
        opened: Opened,
        *,
        status: int = 200,
        form: ChangeForm | None = None,
        notice: str = "",
    ) -> HTMLResponse:
        """`form` is one that couldn't be saved; `notice` is in English, marked for translation where it stands."""
        locale = language(request)
        payments = await self._payments(opened)
        shown = voucher(opened.booking, opened.hall, payments, self.desk.now(), locale)
        if form is None and shown.can_change:
            form = self.form(opened, entry_of(opened.booking, opened.hall), locale)
        return self.pages.page(
            request,
            "booking.html",
            status,
            voucher=shown,
            form=form,
            key=opened.key,
            token=make_token(self.signer, opened.booking),
            notice=translator(locale)(notice) if notice else "",
            payable=self.takes_payment and shown.can_change,
        )

    def form(
        self,
        opened: Opened,
        entry: Entry,
        locale: str,
        checked: CheckedChange | None = None,
        notice: str = "",
    ) -> ChangeForm:
        """`notice` is in the reader's language."""
        booking, hall = opened.booking, opened.hall
        answer = answer_to(entry, checked, booking, hall, locale) if checked else None
        token, today = (
            make_token(self.signer, booking),
            self.desk.now().astimezone(ZoneInfo(hall.time_zone)).date(),
        )
        return change_form(booking, hall, entry, token, today, locale, answer=answer, notice=notice)

    async def ask_to_cancel(
        self, request: Request, opened: Opened, *, status: int = 200, notice: str = ""
    ) -> HTMLResponse:
        """Says what goes back before anything is done."""
        locale, now = language(request), self.desk.now()
        payments = await self._payments(opened)
        return self.pages.page(
            request,
            "cancel.html",
            status,
            voucher=voucher(opened.booking, opened.hall, payments, now, locale),
            goes_back=goes_back(opened.booking, opened.hall, payments, now, locale),
            key=opened.key,
            token=make_token(self.signer, opened.booking),
            notice=translator(locale)(notice) if notice else "",
        )

    def after(self, request: Request, opened: Opened, done: str) -> Response:
        """Back to the page, which then says what was done; loading it again does nothing again."""
        language_chosen = chosen(request)
        kept = f"lang={language_chosen}&" if language_chosen else ""
        return RedirectResponse(f"{self.pages.root}/b/{opened.key}?{kept}done={done}#notice", status_code=303)

    async def _payments(self, opened: Opened) -> Sequence[Payment]:
        async with self.patience.waiting():
            return await self.payments.of_booking(opened.booking.id)
