"""What one turn costs, beside one durable commit and beside LangGraph alone."""

import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from app.bench.bare import open_bare
from app.bench.house import Bench, open_bench
from app.bench.measure import Figure, Times, repeat, timed
from graphs.dialogue import dump


def commits(rounds: int) -> Times:
    """The least that "accepted" can mean: one row of the inbox's size, committed and synced by sqlite3."""
    times = Times()
    with (
        TemporaryDirectory(prefix="concierge-commit-") as folder,
        closing(sqlite3.connect(Path(folder) / "floor.db", isolation_level=None)) as connection,
    ):
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE inbox (id INTEGER PRIMARY KEY, payload TEXT)")
        for _ in range(rounds):
            with timed(times):
                connection.execute("INSERT INTO inbox (payload) VALUES (?)", ("x" * 400,))
    return times


async def accepting(rounds: int) -> Times:
    """From an update's arrival to its durable row."""
    async with open_bench() as bench:
        inbox = bench.house.stores.inbox

        async def accept(number: int) -> None:
            incoming = bench.incoming("hello", "accept")
            await inbox.accept(incoming.platform, incoming.update_id, incoming.place.key, dump(incoming))

        return await repeat(rounds, accept)


async def _chat_turns(bench: Bench, rounds: int) -> Times:
    return await repeat(rounds, lambda number: bench.say("hello"))


async def _booking_turns(bench: Bench, rounds: int) -> Times:
    """The wish, the question, and the press of Confirm that has the booking stored."""

    async def book(number: int) -> None:
        asked = await bench.say(f"book {number}", "book")
        assert asked.reply.panel is not None, asked.reply.text
        done = await bench.say("Confirm", "book", asked.reply.panel.buttons[0].value)
        assert "/b/" in done.reply.text, done.reply.text

    return await repeat(rounds, book)


async def figures(rounds: int) -> AsyncIterator[Figure]:
    floor = commits(rounds)
    for figure in (await accepting(rounds)).figures("accepted to durable", target=1.0, floor=floor):
        yield figure
    async with open_bench() as bench, open_bare() as bare:
        bare_chat = await repeat(rounds, lambda number: bare.say("hello"))
        for figure in (await _chat_turns(bench, rounds)).figures(
            "plain chat turn", target=8.0, floor=bare_chat
        ):
            yield figure

        async def bare_booking(number: int) -> None:
            await bare.say(f"book {number}", "book")
            await bare.confirm("book")

        bare_books = await repeat(rounds // 2, bare_booking)
        ours = await _booking_turns(bench, rounds // 2)
        for figure in ours.figures("confirmed booking, both turns", target=None, floor=bare_books):
            yield figure
        for figure in (await _confirmations(bench, rounds // 2)).figures(
            "one confirmed side effect", target=25.0
        ):
            yield figure
    if url := os.environ.get("CONCIERGE_BENCH_POSTGRES"):
        async with open_bench(url=url) as bench:
            for figure in (await _chat_turns(bench, rounds)).figures(
                "plain chat turn, PostgreSQL", target=40.0
            ):
                yield figure


async def _confirmations(bench: Bench, rounds: int) -> Times:
    """From the press of Confirm to the receipt."""
    times = Times()
    for number in range(2_000, 2_000 + rounds):
        asked = await bench.say(f"book {number}", "confirm")
        assert asked.reply.panel is not None, asked.reply.text
        with timed(times):
            await bench.say("Confirm", "confirm", asked.reply.panel.buttons[0].value)
    return times
