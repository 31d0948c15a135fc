import asyncio

from bots.locks import KeyedLocks


async def test_one_holder_per_key_and_keys_side_by_side() -> None:
    locks = KeyedLocks()
    inside: list[str] = []
    most = 0

    async def work(key: str) -> None:
        nonlocal most
        async with locks.hold(key):
            assert key not in inside
            inside.append(key)
            most = max(most, len(inside))
            await asyncio.sleep(0.001)
            inside.remove(key)

    await asyncio.gather(*(work(key) for key in ["a", "b", "a", "b", "a"]))
    assert most == 2


async def test_a_key_nobody_holds_is_forgotten() -> None:
    locks = KeyedLocks()
    async with locks.hold("a"):
        assert len(locks) == 1
    assert len(locks) == 0
