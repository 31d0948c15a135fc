from datetime import timedelta
from typing import Any

from storage.database import Database
from storage.deliveries import Deliveries
from storage.inbox import Inbox


async def test_a_part_has_one_reference_and_a_new_one_replaces_it(
    database: Database,
) -> None:
    turn = await Inbox(database).accept("telegram", "1", "telegram:17", "{}")
    assert turn is not None
    deliveries = Deliveries(database)
    assert await deliveries.of(turn) == {}
    await deliveries.record(turn, 0, "message-1")
    await deliveries.record(turn, 1, "message-2")
    await deliveries.record(turn, 1, "message-3")
    assert await deliveries.of(turn) == {0: "message-1", 1: "message-3"}


async def test_they_are_forgotten_with_their_turn(database: Database, watch: Any) -> None:
    inbox, deliveries = Inbox(database, watch), Deliveries(database)
    turn = await inbox.accept("telegram", "1", "telegram:17", "{}")
    assert turn is not None
    await deliveries.record(turn, 0, "message-1")
    await inbox.done(turn)
    await inbox.prune(watch() + timedelta(seconds=1))
    assert await deliveries.of(turn) == {}
