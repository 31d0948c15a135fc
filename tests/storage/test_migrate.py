"""`revision_0001.sql` is a database as the first release left it. A later revision adds a file of its own,
written once, and a test that what the file holds is still there after every migration since.
"""

import asyncio
import os
import sqlite3
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Index, Inspector, Table, inspect, text

from storage import migrate
from storage.address import BadAddress
from storage.booking_keys import find_by_shown_key, shown_key
from storage.bookings import Bookings
from storage.budgets import Budgets, Charge, Spent
from storage.database import Database
from storage.deliveries import Deliveries
from storage.halls import Halls
from storage.inbox import Inbox
from storage.migrate import NewerDatabase
from storage.operations import Operations
from storage.schema import metadata
from storage.sessions import Sessions
from storage.signing import open_signer
from storage.transcript import Transcript
from storage.usage import Usage, UsageLog
from storage.users import User, Users
from storage.visits import Visits


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database that no migration has seen; on SQLite not even its folder is there."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new/house.db"
    url: str = request.getfixturevalue("empty_postgresql_url")
    return url


def test_the_newest_revision_is_the_one_that_the_program_asks_for() -> None:
    folder = Path(migrate.__file__).with_name("migrations")
    assert ScriptDirectory(str(folder)).get_heads() == [migrate.HEAD]


def test_an_empty_database_is_brought_to_this_version_once(empty_url: str) -> None:
    assert not migrate.is_current(empty_url)
    migrate.upgrade(empty_url)
    assert migrate.is_current(empty_url)
    migrate.upgrade(empty_url)
    assert migrate.version(empty_url) == migrate.HEAD


async def test_machines_that_start_together_upgrade_once(empty_url: str) -> None:
    code = "import sys; from storage import migrate; migrate.upgrade(sys.argv[1])"
    starts = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", code, empty_url, cwd=os.getcwd())
        for _ in range(3)
    ]
    assert [await start.wait() for start in starts] == [0, 0, 0]
    assert migrate.is_current(empty_url)


async def test_a_newer_database_is_left_alone(database: Database) -> None:
    statement = text("UPDATE alembic_version SET version_num = '9999_the_future'")
    await database.write(lambda tx: tx.execute(statement))
    with pytest.raises(NewerDatabase, match="newer version"):
        migrate.upgrade(database.url)
    assert migrate.version(database.url) == "9999_the_future"


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "house.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE halls (id INTEGER PRIMARY KEY)")
    connection.close()
    with pytest.raises(Exception, match="halls"):
        migrate.upgrade(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    connection.close()
    assert tables == [("halls",)]


def test_an_unusable_address_is_said_before_anything_is_opened() -> None:
    with pytest.raises(BadAddress):
        migrate.upgrade("mysql://localhost/house")


async def test_a_migrated_database_is_what_the_code_describes(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        opts = {"compare_server_default": True, "include_object": described}
        context = MigrationContext.configure(connection, opts=opts)
        return compare_metadata(context, metadata)

    def unlike(connection: Connection) -> list[str]:
        return [table.name for table in metadata.tables.values() if checks(inspect(connection), table)]

    assert await database.read(differences) == []
    assert await database.read(unlike) == []


def described(thing: object, name: str | None, kind: str, reflected: bool, _: object) -> bool:
    """The index of words is another thing on each database and stands in migrations alone; an emptied database of an
    earlier test has LangGraph's own tables.
    """
    table = thing.table.name if isinstance(thing, Index) and thing.table is not None else name
    return not (reflected and str(table).startswith(("transcript_words", "checkpoint")))


def checks(inspector: Inspector, table: Table) -> set[str]:
    """Names of CHECK constraints that only the code or only the database has, as Alembic doesn't look."""
    written = {str(constraint.name) for constraint in table.constraints if is_check(constraint)}
    return written ^ {str(found["name"]) for found in inspector.get_check_constraints(table.name)}


def is_check(constraint: object) -> bool:
    return type(constraint).__name__ == "CheckConstraint"


async def test_every_line_that_was_stored_before_there_was_search_is_found(empty_url: str) -> None:
    migrate.upgrade(empty_url, "0001_house")
    database = Database.open(empty_url)
    rows = Path(__file__).with_name("revision_0001.sql").read_text().split(";\n")
    line = text(
        "INSERT INTO transcript (session_id, turn_id, role, text, created_at)"
        " VALUES ('s1', NULL, 'person', :words, '2026-11-21 09:30:15.000000')"
    )

    def fill(tx: Connection) -> None:
        for row in rows:
            if row.strip():
                tx.execute(text(row))
        tx.execute(line, [{"words": f"word{number} needle"} for number in range(2_500)])

    await database.write(fill)
    migrate.upgrade(empty_url)
    transcript = Transcript(database)
    for words, many in (("needle", 2_500), ("word2499", 1), ("word0", 1)):
        assert len(await transcript.search(1, words, place=None, limit=5_000, offset=0)) == many
    await database.close()


async def test_what_the_first_release_stored_is_there_after_every_migration_since(empty_url: str) -> None:
    migrate.upgrade(empty_url, "0001_house")
    database = Database.open(empty_url)
    rows = Path(__file__).with_name("revision_0001.sql").read_text().split(";\n")
    await database.write(lambda tx: [tx.execute(text(row)) for row in rows if row.strip()])
    migrate.upgrade(empty_url)

    now = datetime(2026, 11, 21, 10, tzinfo=UTC)
    ada = await Users(database).resolve("telegram", "17", "Ada", "en")
    assert ada == User(1, "admin", "ru", "Europe/Berlin", "Ада")
    session = await Sessions(database).at("telegram:17", ada.id)
    assert (session.id, session.title, session.model, session.public) == ("s1", "Лофт", "gpt-5", True)
    assert session.spoken_at == datetime(2026, 11, 21, 9, 30, 15, tzinfo=UTC)
    assert await Visits(database).find("telegram", "17", "telegram:17") == (ada, session)
    assert await Sessions(database).of_turn(1) == session
    page = await Sessions(database).page(99, place="telegram:17", with_public=True, offset=0, limit=8)
    assert page.sessions == (session,)
    assert session.updated_at == datetime(2026, 11, 21, 9, 30, 15, 250000, tzinfo=UTC)
    lines = await Transcript(database).latest("s1", 10)
    assert [(line.turn_id, line.role, line.text) for line in lines] == [
        (1, "person", "Забронируй лофт"),
        (1, "assistant", "Готово."),
    ]
    found = await Transcript(database).search(ada.id, "лофт", place=None, limit=5, offset=0)
    assert [each.line for each in found] == lines[:1]
    assert await UsageLog(database).of_session("s1") == [Usage(1, "s1", 1, "gpt-5", 900, 20, False)]
    (waiting,) = await Inbox(database).unfinished(["telegram"])
    assert (waiting.id, waiting.update_id, waiting.payload, waiting.attempts) == (2, "101", "{}", 1)
    assert await Deliveries(database).of(1) == {0: "message-1"}
    (hall,) = await Halls(database).all()
    assert (hall.name, hall.aliases, hall.hours[2], hall.hours[0]) == ("Loft", ("Лофт",), None, (540, 1320))
    (booking,) = await Bookings(database).of_user(ada.id, now)
    assert (booking.key, booking.status, booking.guests) == ("k1", "held", 12)
    assert booking.start == datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert await Bookings(database).by_operation("op1") == booking
    result = await Operations(database).result("op1")
    assert result is not None
    assert result.kind == "hold"
    await database.close()


async def test_a_booking_of_the_second_release_keeps_its_link_its_time_and_its_rights(empty_url: str) -> None:
    migrate.upgrade(empty_url, "0002_sessions")
    database = Database.open(empty_url)
    rows = Path(__file__).with_name("revision_0001.sql").read_text().split(";\n")
    await database.write(lambda tx: [tx.execute(text(row)) for row in rows if row.strip()])
    migrate.upgrade(empty_url)

    now = datetime(2026, 11, 21, 10, tzinfo=UTC)
    bookings, signer = Bookings(database, lambda: now), await open_signer(database)
    (booking,) = await bookings.of_user(1, now)
    assert shown_key(signer, booking) == booking.key == "k1"
    long = "k1" * 10
    await database.write(
        lambda tx: tx.execute(text("UPDATE bookings SET key = :key WHERE id = 1"), {"key": long})
    )
    assert await find_by_shown_key(signer, bookings, long) == replace(booking, key=long)
    assert (booking.place, booking.version, booking.reminders, booking.refund_hours) == (None, 0, True, 48)
    (hall,) = await Halls(database).all()
    assert (hall.refund_hours, hall.photos) == (48, ())
    changed = await bookings.change(booking.id, 0, now, guests=3)
    assert changed.guests == 3
    assert booking.expires_at is not None
    assert await bookings.expire(booking.expires_at + timedelta(seconds=1)) == 1
    await database.close()


async def test_what_answers_have_cost_is_kept_where_voices_cost_something_too(empty_url: str) -> None:
    migrate.upgrade(empty_url, "0004_voice")
    database = Database.open(empty_url)
    day, now = date(2026, 11, 21), "'2026-11-21 09:30:00.000000'"
    rows = (
        "INSERT INTO users (id, role, locale, time_zone, name, created_at)"
        f" VALUES (1, 'user', 'en', 'UTC', 'Ann', {now})",
        "INSERT INTO spending (turn_id, user_id, day, micros, tokens, settled)"
        " VALUES (7, 1, '2026-11-21', 40, 5, TRUE)",
    )
    await database.write(lambda tx: [tx.execute(text(row)) for row in rows])
    migrate.upgrade(empty_url)
    budgets = Budgets(database)
    assert await budgets.spent(1, day) == Spent(40, 5, 0, 0)
    await budgets.settle(7, 1, day, micros=99, tokens=99)
    await budgets.charge(Charge(7, "hearing", 1, day, 2))
    assert await budgets.spent(1, day) == Spent(42, 5, 0, 0)
    await database.close()
