"""Where people have been talking lately."""

from datetime import UTC, datetime, timedelta

from storage.database import Database
from storage.inbox import Inbox

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


async def test_the_newest_turn_of_each_place_comes_the_newest_first(database: Database) -> None:
    times = iter(NOW + timedelta(hours=hour) for hour in range(10))
    inbox = Inbox(database, clock=lambda: next(times))
    await inbox.accept("discord", "m0", "discord:old", "{}")
    for number, place in enumerate(("1", "2", "1", "3"), start=1):
        await inbox.accept("discord", f"m{number}", f"discord:{place}", "{}")
    await inbox.accept("telegram", "1", "telegram:1", "{}")
    since = NOW + timedelta(minutes=30)
    latest = await inbox.latest("discord", since, 10)
    assert [(turn.place, turn.update_id) for turn in latest] == [
        ("discord:3", "m4"),
        ("discord:1", "m3"),
        ("discord:2", "m2"),
    ]
    assert [turn.update_id for turn in await inbox.latest("discord", since, 1)] == ["m4"]
