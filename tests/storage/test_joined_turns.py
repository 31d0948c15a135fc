"""Turns that are one message in several updates, and what a platform has shown of them."""

from datetime import UTC, datetime

from graphs.dialogue import Incoming, Place, Sender, dump
from storage.database import Database
from storage.deliveries import Deliveries
from storage.inbox import Inbox, Turn

HERE = Place("telegram", "77")
ELSEWHERE = Place("telegram", "78")


def said(text: str, message: str, place: Place = HERE) -> Incoming:
    return Incoming(
        "telegram", f"u{text}", place, Sender("77"), datetime(2026, 1, 1, tzinfo=UTC), text, message=message
    )


async def stored(inbox: Inbox, incoming: Incoming) -> Turn:
    turn_id = await inbox.accept("telegram", incoming.update_id, incoming.place.key, dump(incoming))
    assert turn_id is not None
    turn = await inbox.get(turn_id)
    assert turn is not None
    return turn


async def test_what_waits_behind_a_turn_in_its_place(database: Database) -> None:
    inbox = Inbox(database)
    first = await stored(inbox, said("one", "1"))
    await stored(inbox, said("elsewhere", "1", ELSEWHERE))
    second = await stored(inbox, said("two", "2"))
    third = await stored(inbox, said("three", "3"))
    await inbox.done(second.id)
    assert [turn.id for turn in await inbox.behind(first, first.id)] == [third.id]
    assert await inbox.behind(first, third.id) == []


async def test_joined_turns_are_over_and_the_first_says_it_all(database: Database) -> None:
    inbox = Inbox(database)
    first = await stored(inbox, said("one", "1"))
    second = await stored(inbox, said("two", "2"))
    await inbox.join(first.id, "all of it", [second.id])
    turns = [await inbox.get(first.id), await inbox.get(second.id)]
    assert [(turn.state, turn.payload == "all of it") for turn in turns if turn] == [
        ("waiting", True),
        ("done", False),
    ]
    assert [turn.id for turn in await inbox.unfinished(["telegram"])] == [first.id]


async def test_nothing_is_joined_to_a_turn_that_no_longer_waits(database: Database) -> None:
    inbox = Inbox(database)
    first = await stored(inbox, said("one", "1"))
    second = await stored(inbox, said("two", "2"))
    await inbox.done(first.id)
    await inbox.join(first.id, "all of it", [second.id])
    left = await inbox.get(second.id)
    assert left is not None
    assert left.state == "waiting"


async def test_the_earlier_version_of_a_message_is_found(database: Database) -> None:
    inbox = Inbox(database)
    await stored(inbox, said('"message":"5","album":"', "50"))
    older = await stored(inbox, said("older", "5"))
    newer = await stored(inbox, said("newer", "5"))
    await stored(inbox, said("another", "55"))
    await stored(inbox, said("elsewhere", "5", ELSEWHERE))
    newest = await stored(inbox, said("newest", "5"))
    assert await inbox.earlier("telegram", HERE.key, "5", newest.id) == newer
    assert await inbox.earlier("telegram", HERE.key, "5", newer.id) == older
    assert await inbox.earlier("telegram", HERE.key, "5", older.id) is None
    assert await inbox.earlier("telegram", HERE.key, "%", newest.id) is None


async def test_messages_are_found_by_what_a_platform_calls_them(database: Database) -> None:
    inbox, deliveries = Inbox(database), Deliveries(database)
    first, second = await stored(inbox, said("one", "1")), await stored(inbox, said("two", "2"))
    await deliveries.record(first.id, 0, "77/3")
    await deliveries.record(second.id, 0, "77/3")
    await deliveries.record(second.id, 1, "77/4")
    assert await deliveries.among(["77/3", "77/4", "77/5"]) == {"77/3", "77/4"}
    assert (await deliveries.turn_of("77/3"), await deliveries.turn_of("77/9")) == (second.id, None)
