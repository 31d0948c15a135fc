"""A process that loads one thing and tells in JSON what that took: `python -m app.bench.loading NAME`.

What the house itself loads comes on top of the house, in a thread, as it does there.
"""

import asyncio
import gc
import json
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import import_module

from app.bench.measure import resident_megabytes
from web.lag import LoopLag
from web.watched_loop import WatchedLoop


@dataclass(frozen=True, slots=True)
class Loaded:
    """`stall` is the longest that the event loop stood still meanwhile, in seconds."""

    seconds: float
    megabytes: float
    stall: float


@dataclass(frozen=True, slots=True)
class Housed:
    megabytes: float
    modules: list[str]


def llama() -> None:
    from models.llama.library import load_library

    load_library()


def hearing() -> None:
    import_module("models.hearing.__main__")
    import_module("faster_whisper")


def decoding() -> None:
    import_module("av")


def speaking() -> None:
    import_module("models.speaking.__main__")
    import_module("piper")


def small_talk() -> None:
    import_module("models.small_talk.__main__")
    import_module("torch")
    _ = import_module("transformers").AutoModelForCausalLM  # imported at its first mention


def community() -> None:
    import_module("models.community")
    _ = import_module("langchain_community.chat_models").ChatTongyi  # imported at its first mention


def stripe() -> None:
    from payments.stripe import StripeCheckout

    StripeCheckout("sk_test_nobody")


def postgres() -> None:
    import_module("storage.checkpoints_postgres")
    import_module("sqlalchemy.dialects.postgresql.psycopg")


def server() -> None:
    import_module("models.server")


WAYS: dict[str, Callable[[], None]] = {
    way.__name__: way
    for way in (llama, hearing, decoding, speaking, small_talk, community, stripe, postgres, server)
}
HOUSE = "house"
APART = frozenset({"hearing", "speaking", "small_talk"})
"""They have a process of their own, without the house."""


def main(name: str) -> None:
    warnings.simplefilter("ignore")
    if name not in APART:
        import_module("app.wiring")
    if name == community.__name__:
        server()  # a house whose catalogue has such a class begins with this
    gc.freeze()  # as the house does
    with asyncio.Runner(loop_factory=WatchedLoop) as runner:
        told = runner.run(_talk()) if name == HOUSE else runner.run(_load(WAYS[name]))
    print(json.dumps(asdict(told)))


async def _talk() -> Housed:
    """One turn of a house that needs none of them."""
    from app.bench.house import open_bench

    async with open_bench() as bench:
        await bench.say("hello")
        return Housed(resident_megabytes(), sorted(sys.modules))


async def _load(way: Callable[[], None]) -> Loaded:
    lag = LoopLag(interval=0.005, window=600.0)
    before, began = resident_megabytes(), time.perf_counter()
    async with lag.measured():
        await asyncio.to_thread(way)
        seconds = time.perf_counter() - began
    return Loaded(seconds, resident_megabytes() - before, lag.worst())


if __name__ == "__main__":
    main(sys.argv[1])
