"""The processes that hold models come to an end whenever they are told to."""

import asyncio
from pathlib import Path

from models.child import Child


async def test_one_that_has_more_to_say_than_anybody_reads_ends_all_the_same(tmp_path: Path) -> None:
    """asyncio waits for the end of its pipes, and doesn't read on where much is unread."""
    long = tmp_path / "long"
    long.write_bytes(bytes(1_000_000))
    child = await Child.start("base64", "-e", str(long))
    await child.says.readexactly(1)
    await asyncio.sleep(0.3)
    async with asyncio.timeout(20):
        await child.end()
    assert child.ended


async def test_one_that_is_being_listened_to_ends_and_the_listener_learns_of_it(tmp_path: Path) -> None:
    child = await Child.start("http.server", "--bind", "127.0.0.1", "0")
    listening = asyncio.create_task(child.says.read())
    await asyncio.sleep(0)
    async with asyncio.timeout(20):
        await child.end()
        await listening
    assert child.ended
