from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.booking_keys import find_by_shown_key, shown_key
from storage.booking_tables import Booking
from storage.bookings import Bookings, NewBooking
from storage.database import Database
from storage.halls import Hall
from storage.signing import Signer, open_signer
from storage.users import User

SIGNER = Signer("a secret")


@given(text=st.text(min_size=1), purpose=st.text())
def test_what_was_signed_is_read_back_for_that_purpose_and_by_that_secret_alone(
    text: str, purpose: str
) -> None:
    signed = SIGNER.sign(purpose, text)
    assert SIGNER.read(purpose, signed) == text
    assert SIGNER.read(f"{purpose}.", signed) is None
    assert Signer("another secret").read(purpose, signed) is None


@given(signed=st.text())
def test_nothing_that_somebody_made_up_is_read(signed: str) -> None:
    assert SIGNER.read("booking", signed) is None


@given(at=st.integers(0, 55), letter=st.sampled_from("0123456789abcdef"))
def test_a_changed_letter_makes_it_invalid(at: int, letter: str) -> None:
    signed = SIGNER.sign("booking", "0123456789abcdef" * 2)
    changed = signed[:at] + letter + signed[at + 1 :]
    assert (SIGNER.read("booking", changed) is None) == (changed != signed)


async def test_the_secret_is_made_once_and_the_owners_own_goes_before_it(database: Database) -> None:
    first, again = await open_signer(database), await open_signer(database)
    own = await open_signer(database, "the owner's")
    signed = first.sign("booking", "key")
    assert again.read("booking", signed) == "key"
    assert own.read("booking", signed) is None


@dataclass
class Asked:
    """Bookings by their key, that note which were asked for."""

    bookings: Bookings
    keys: list[str] = field(default_factory=list)

    async def by_key(self, key: str, /) -> Booking | None:
        self.keys.append(key)
        return await self.bookings.by_key(key)


@pytest.mark.parametrize(
    "tamper", [str.upper, lambda key: key[:-1], lambda key: f"{key}0", lambda key: key[:32]]
)
async def test_a_link_opens_its_booking_and_a_tampered_one_opens_none_after_one_look(
    database: Database, hall: Hall, user: User, watch: Any, tamper: Callable[[str], str]
) -> None:
    bookings = Bookings(database)
    start = watch().replace(hour=18, minute=0)
    new = NewBooking(hall.id, user.id, start, start.replace(hour=20), None, 100, "EUR")
    booking = await bookings.hold("operation", new, watch(), start)
    shown = shown_key(SIGNER, booking)
    found = await find_by_shown_key(SIGNER, bookings, shown)
    assert found is not None
    assert found.id == booking.id
    asked = Asked(bookings)
    assert await find_by_shown_key(SIGNER, asked, tamper(shown)) is None
    assert len(asked.keys) == 1
