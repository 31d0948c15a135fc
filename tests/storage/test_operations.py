from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from storage import operations
from storage.database import Database
from storage.operations import Operation, Operations

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


async def test_an_operation_has_one_result(database: Database) -> None:
    store = Operations(database)
    assert await store.result("thread/call") is None
    await database.write(lambda tx: operations.record(tx, "thread/call", "hold", '{"booking": 1}', NOW))
    with pytest.raises(IntegrityError):
        await database.write(lambda tx: operations.record(tx, "thread/call", "hold", '{"booking": 2}', NOW))
    assert await store.result("thread/call") == Operation("thread/call", "hold", '{"booking": 1}', NOW)
