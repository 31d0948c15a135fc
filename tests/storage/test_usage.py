from datetime import UTC, datetime

from storage import usage
from storage.database import Database
from storage.sessions import Session
from storage.usage import Usage, UsageLog

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


async def test_calls_of_a_turn_are_kept_in_order_and_once(database: Database, session: Session) -> None:
    calls = [
        Usage(1, session.id, session.user_id, "gpt-5", 1200, 40, False),
        Usage(1, session.id, session.user_id, "gpt-5", 1200, 40, False),
        Usage(1, session.id, session.user_id, "builtin", 0, 9, True),
    ]
    later = Usage(2, session.id, session.user_id, "gpt-5", 5_000_000_000, 1, False)
    await database.write(lambda tx: usage.record(tx, calls, NOW))
    await database.write(lambda tx: usage.record(tx, calls[:2], NOW))
    await database.write(lambda tx: usage.record(tx, [], NOW))
    await database.write(lambda tx: usage.record(tx, [later], NOW))
    assert await UsageLog(database).of_session(session.id) == [*calls, later]
    assert await UsageLog(database).of_session("another") == []
