"""The database keeps to the one table of a booking's states."""

from itertools import product
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from storage.bookings import Bookings, NewBooking
from storage.database import Database
from storage.halls import Hall
from storage.migrations.versions.rev_0003_booking import TRANSITIONS as MIGRATED
from storage.transitions import LIVE, STATUSES, TRANSITIONS, Status, sources
from storage.users import User

ALLOWED = {(each.before, each.after) for each in TRANSITIONS if each.before is not None}
PATHS: dict[Status, tuple[Status, ...]] = {
    "held": (),
    "paid": ("paid",),
    "cancelled": ("cancelled",),
    "expired": ("expired",),
}
"""From "held" to each state."""


@pytest.mark.parametrize(("before", "after"), list(product(STATUSES, STATUSES)))
async def test_a_status_changes_as_the_table_says_and_in_no_other_way(
    database: Database, hall: Hall, user: User, watch: Any, before: Status, after: Status
) -> None:
    start = watch().replace(hour=18, minute=0)
    new = NewBooking(hall.id, user.id, start, start.replace(hour=20), None, 100, "EUR")
    booking = await Bookings(database, watch).hold("operation", new, watch(), start)

    async def become(status: Status) -> None:
        statement = text("UPDATE bookings SET status = :status WHERE id = :id")
        await database.write(lambda tx: tx.execute(statement, {"status": status, "id": booking.id}))

    if before != "held":
        await become(before)
    if before == after or (before, after) in ALLOWED:
        await become(after)
        return
    with pytest.raises(IntegrityError, match="transition"):
        await become(after)


def test_the_migration_knows_the_same_table() -> None:
    assert set(MIGRATED) == ALLOWED


def test_what_is_over_stays_over() -> None:
    assert {each.before for each in TRANSITIONS} - {None} == set(LIVE)
    assert sources("cancel") == ("held", "paid")
    assert sources("hold") == ()
