"""Changing a held booking: what was typed is checked, priced, agreed to and saved, or shown again with what is free."""

from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from storage.bookings import BookingChanges, Changed, Taken
from texts import N_, Translator, in_a_row, translator
from tools.changing import CheckedChange, check_change
from web.body import Form
from web.booking_form import Entry, entry_typed, length_problems
from web.booking_page import MEANWHILE, BookingPage
from web.door import Opened, Sent
from web.language import language

_PAST_CHANGING = N_("This booking can't be changed any more. This is how it stands now.")


@dataclass(frozen=True, slots=True)
class Changes:
    page: BookingPage

    async def check(self, request: Request, opened: Opened, form: Form) -> Response:
        """The part of the page that says what could be had."""
        locale = language(request)
        entry = entry_typed(form, opened.booking, opened.hall)
        checked = await self._checked(opened, entry, locale)
        shown = self.page.form(opened, entry, locale, checked)
        return self.page.pages.page(request, "_check.html", answer=shown.answer)

    async def save(self, request: Request, sent: Sent) -> Response:
        """One of: saved and back to the page; or the page with what was typed, and why it isn't saved yet."""
        opened = sent.opened
        if opened.booking.status != "held":
            return await self.page.show(request, opened, status=409, notice=_PAST_CHANGING)
        _ = translator(language(request))
        entry = entry_typed(sent.form, opened.booking, opened.hall)
        checked = await self._checked(opened, entry, _.locale)
        status, notice = _obstacle(sent, entry, checked, _)
        if notice or status != 200:
            return await self._again(request, opened, entry, checked, status, notice)
        changes = _differences(opened, entry, checked)
        if not changes:
            return self.page.after(request, opened, "changed")
        return await self._save(request, sent, entry, changes)

    async def _save(self, request: Request, sent: Sent, entry: Entry, changes: BookingChanges) -> Response:
        _ = translator(language(request))
        desk, opened = self.page.desk, sent.opened
        try:
            await desk.bookings.change(opened.booking.id, sent.version, desk.now(), tell=True, **changes)
        except Taken:
            sorry = _("Someone else has just taken this time. Nothing was changed.")
            checked = await self._checked(opened, entry, _.locale)
            return await self._again(request, opened, entry, checked, 409, sorry)
        except Changed as changed:
            if changed.booking is None or changed.booking.status != "held":
                current = opened if changed.booking is None else replace(opened, booking=changed.booking)
                return await self.page.show(request, current, status=409, notice=_PAST_CHANGING)
            current = replace(opened, booking=changed.booking)
            checked = await self._checked(current, entry, _.locale)
            return await self._again(request, current, entry, checked, 409, _overtaken(_))
        return self.page.after(request, opened, "changed")

    async def _again(
        self,
        request: Request,
        opened: Opened,
        entry: Entry,
        checked: CheckedChange,
        status: int,
        notice: str,
    ) -> Response:
        form = self.page.form(opened, entry, language(request), checked, notice)
        return await self.page.show(request, opened, status=status, form=form)

    async def _checked(self, opened: Opened, entry: Entry, locale: str) -> CheckedChange:
        async with self.page.patience.waiting():
            return await check_change(self.page.desk, opened.booking, opened.hall, entry.wish, locale)


def _obstacle(sent: Sent, entry: Entry, checked: CheckedChange, _: Translator) -> tuple[int, str]:
    """Why it can't be saved yet, and the status of the answer; 200 and nothing where it can."""
    if not checked.possible or length_problems(entry, _.locale):
        return 422, _("This can't be saved yet. Nothing was changed.")
    if sent.version != sent.opened.booking.version:
        return 409, _overtaken(_)
    if "offer" in sent.form:
        return 200, _("This time is free. Save the change to take it.")
    agreed = sent.form.get("price", "")
    if checked.price != sent.opened.booking.price and agreed != str(checked.price):
        return 200, _("The price changes with it. Save the change if you agree.")
    return 200, ""


def _overtaken(_: Translator) -> str:
    typed = _("What you typed is below; save it to change the booking once more.")
    return in_a_row((_(MEANWHILE), typed), _.locale)


def _differences(opened: Opened, entry: Entry, checked: CheckedChange) -> BookingChanges:
    booking, changes = opened.booking, BookingChanges()
    assert checked.interval is not None
    if checked.interval != (booking.start, booking.end):
        changes["start"], changes["end"] = checked.interval
        changes["price"] = checked.price
    if checked.guests != booking.guests:
        changes["guests"] = checked.guests
    if entry.name != booking.name:
        changes["name"] = entry.name
    if entry.contact != booking.contact:
        changes["contact"] = entry.contact
    return changes
