from datetime import UTC, datetime

from storage import transcript
from storage.database import Database
from storage.sessions import Session
from storage.transcript import Speaker, Transcript

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


async def add(database: Database, session: Session, turn: int | None, *said: tuple[Speaker, str]) -> None:
    await database.write(lambda tx: transcript.add(tx, session.id, turn, said, NOW))


async def test_the_latest_lines_come_oldest_first(database: Database, session: Session) -> None:
    for turn in range(1, 6):
        await add(database, session, turn, ("person", f"question {turn}"), ("assistant", f"answer {turn}"))
    lines = await Transcript(database).latest(session.id, 3)
    assert [(line.turn_id, line.role, line.text) for line in lines] == [
        (4, "assistant", "answer 4"),
        (5, "person", "question 5"),
        (5, "assistant", "answer 5"),
    ]
    assert lines[0].created_at == NOW
    assert await Transcript(database).latest("another", 3) == []


async def test_a_turn_speaks_once_in_each_role(database: Database, session: Session) -> None:
    await add(database, session, 1, ("person", "Hello"))
    await add(database, session, 1, ("person", "Hello again"), ("assistant", "Hi"))
    lines = await Transcript(database).latest(session.id, 10)
    assert [line.text for line in lines] == ["Hello", "Hi"]


async def test_empty_words_leave_no_line_and_lines_without_a_turn_do_not_clash(
    database: Database, session: Session
) -> None:
    await add(database, session, 1, ("person", ""), ("assistant", "A picture of a cat"))
    await add(database, session, None, ("assistant", "Your hold ends today"))
    await add(database, session, None, ("assistant", "Your hold has ended"))
    lines = await Transcript(database).latest(session.id, 10)
    assert [line.text for line in lines] == [
        "A picture of a cat",
        "Your hold ends today",
        "Your hold has ended",
    ]
