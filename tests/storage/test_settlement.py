from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from storage.inbox import Inbox
from storage.sessions import Session, Sessions
from storage.settlement import Settled, Settlements, title_of
from storage.transcript import Transcript
from storage.usage import Usage, UsageLog


async def settled(database: Database, session: Session, watch: Any) -> Settled:
    """A turn that is accepted and ready to be settled, an hour after the session was made."""
    turn = await Inbox(database, watch).accept("telegram", "1", "telegram:17", "{}")
    assert turn is not None
    return Settled(
        turn_id=turn,
        session_id=session.id,
        person="Book the Loft tomorrow from 18 to 20, please",
        assistant="Held.",
        reply='{"text": "Held."}',
        usages=(
            Usage(turn, session.id, session.user_id, "gpt-5", 900, 20, False),
            Usage(turn, session.id, session.user_id, "gpt-5", 950, 30, False),
        ),
        now=watch.pass_by(hours=1),
    )


async def test_a_turn_leaves_transcript_usage_title_and_an_answered_row(
    database: Database, session: Session, watch: Any
) -> None:
    turn = await settled(database, session, watch)
    await Settlements(database).settle(turn)
    lines = await Transcript(database).latest(session.id, 10)
    assert [(line.turn_id, line.role, line.text) for line in lines] == [
        (turn.turn_id, "person", turn.person),
        (turn.turn_id, "assistant", turn.assistant),
    ]
    assert await UsageLog(database).of_session(session.id) == list(turn.usages)
    row = await Inbox(database).get(turn.turn_id)
    assert row is not None
    assert (row.state, row.reply) == ("answered", turn.reply)
    after = await Sessions(database).get(session.id)
    assert after == replace(session, title="Book the Loft tomorrow from 18…", spoken_at=turn.now)


async def test_settling_again_changes_nothing_whatever_has_become_of_the_turn(
    database: Database, session: Session, watch: Any
) -> None:
    turn = await settled(database, session, watch)
    settlements, inbox = Settlements(database), Inbox(database)
    await settlements.settle(turn)
    before = await Sessions(database).get(session.id)
    again = replace(turn, reply="another", assistant="Other words", now=turn.now + timedelta(hours=1))
    await settlements.settle(again)
    await inbox.done(turn.turn_id)
    await settlements.settle(again)
    row = await inbox.get(turn.turn_id)
    assert row is not None
    assert (row.state, row.reply) == ("done", turn.reply)
    assert len(await Transcript(database).latest(session.id, 10)) == 2
    assert len(await UsageLog(database).of_session(session.id)) == 2
    assert await Sessions(database).get(session.id) == before


async def test_a_settlement_that_fails_half_way_leaves_no_half(
    database: Database, session: Session, watch: Any
) -> None:
    turn = await settled(database, session, watch)
    stranger = replace(turn, usages=(replace(turn.usages[0], user_id=99),))
    with pytest.raises(IntegrityError):
        await Settlements(database).settle(stranger)
    row = await Inbox(database).get(turn.turn_id)
    assert row is not None
    assert row.state == "waiting"
    assert await Transcript(database).latest(session.id, 10) == []
    await Settlements(database).settle(turn)
    assert len(await Transcript(database).latest(session.id, 10)) == 2


async def test_a_title_that_is_there_stays(database: Database, session: Session, watch: Any) -> None:
    await Sessions(database).change(session.id, title="Anniversary")
    await Settlements(database).settle(await settled(database, session, watch))
    after = await Sessions(database).get(session.id)
    assert after is not None
    assert after.title == "Anniversary"


@pytest.mark.parametrize(
    ("message", "title"),
    [
        ("What halls\ndo you have?", "What halls do you have?"),
        ("one two three four five six", "one two three four five six"),
        ("one two three four five six seven", "one two three four five six…"),
        ("a" * 80, "a" * 59 + "…"),
        ("", ""),
    ],
)
def test_a_title_is_the_first_words(message: str, title: str) -> None:
    assert title_of(message) == title
