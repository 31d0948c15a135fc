"""Who comes in: the booking that a key opens, for those who don't ask too often and come from here."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from starlette.requests import Request

from storage.booking_keys import find_by_shown_key
from storage.bookings import Booking
from storage.halls import Hall
from storage.signing import Signer
from tools.desk import Desk
from web import refused
from web.body import Form, read_form
from web.clients import client
from web.networks import Network
from web.patience import Patience
from web.rates import Pace, Rates
from web.same_site import is_from_here, read_token

LOOKS = Pace(120, 0.5)
"""Of one client, at all bookings."""
CHANGES = Pace(30, 4.0)
"""Of one booking, by whomever."""
CHECKS = Pace(90, 1.0)
"""Of what could be changed, while somebody edits."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A booking, its hall, and the key in the address that opened it."""

    key: str
    booking: Booking
    hall: Hall


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that came from the booking's page; `version` is that of the booking as the page showed it."""

    opened: Opened
    form: Form
    version: int


@dataclass(frozen=True, slots=True)
class Door:
    """Raises `Refused` for whom it doesn't let in."""

    desk: Desk
    signer: Signer
    patience: Patience
    public_url: str
    proxies: Sequence[Network]
    looks: Rates
    changes: Rates
    checks: Rates

    async def open(self, request: Request, key: str) -> Opened:
        """For looking."""
        _slow_down(self.looks, client(request, self.proxies))
        async with self.patience.waiting():
            return await self._find(key)

    async def check(self, request: Request, key: str) -> Opened:
        """For asking what could be had."""
        opened = await self.open(request, key)
        _slow_down(self.checks, str(opened.booking.id))
        return opened

    async def receive(self, request: Request, key: str) -> Sent:
        """For changing something: a form that was sent from the booking's own page."""
        opened = await self.open(request, key)
        if not is_from_here(request, self.public_url):
            raise refused.from_elsewhere()
        _slow_down(self.changes, str(opened.booking.id))
        form = await read_form(request)
        version = read_token(self.signer, opened.booking, form.get("token", ""))
        if version is None:
            raise refused.from_elsewhere()
        return Sent(opened, form, version)

    async def _find(self, key: str) -> Opened:
        booking = await find_by_shown_key(self.signer, self.desk.bookings, key)
        hall = None if booking is None else await self.desk.halls.get(booking.hall_id)
        if booking is None or hall is None:
            raise refused.no_booking()
        return Opened(key, booking, hall)


def _slow_down(rates: Rates, whom: str) -> None:
    seconds = rates.wait(whom)
    if seconds:
        raise refused.too_fast(ceil(seconds))
