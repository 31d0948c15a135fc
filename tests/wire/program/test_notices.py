"""What is due is told in the terminal, too: at the next start, and once."""

from pathlib import Path

from app.stores import Stores
from graphs.dialogue import Place
from storage.bookings import Booking
from storage.migrate import upgrade
from tests.due import Due
from tests.program import PERSON, SECONDS, Home


def test_what_is_due_is_told_at_the_next_start_and_once(tmp_path: Path) -> None:
    home = Home(tmp_path)
    upgrade(home.url)

    async def book(stores: Stores) -> Booking:
        return await Due(stores.database).expiring(Place("terminal", PERSON), PERSON, "Ann")

    home.read(book)
    assert [_told(home), _told(home)] == [1, 0]


def _told(home: Home) -> int:
    with home.start("chat") as program:
        shown, complaints = program.communicate(b"/bookings\n", timeout=SECONDS)
    assert complaints == b""
    return shown.decode().count("Your booking 1 is not paid yet: Atrium")
