"""What finding a session costs: a page of very many, and a word in very many messages."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, insert

from app.bench.measure import Figure, Times, repeat
from storage import transcript
from storage.database import Database
from storage.migrate import upgrade
from storage.session_tables import places, session_places, sessions
from storage.sessions import Sessions
from storage.transcript import Transcript
from storage.users import Users

SESSIONS = 10_000
MESSAGES = 100_000
PAGE = 8
TARGET = 50.0
"""Milliseconds."""

_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
_GROUP = "bench:group"
_SYLLABLES = ("ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "се", "ти", "во", "ну", "да")
_SEARCHES = {
    "a rare word": "needle",
    "a common word": "meeting",
    "the beginning of words": "meet bade",
    "Chinese": "会议室",
    "a word that nobody said": "nothingatall",
}


async def figures(rounds: int, *, quick: bool = False) -> AsyncIterator[Figure]:
    many, messages = (SESSIONS // 10, MESSAGES // 10) if quick else (SESSIONS, MESSAGES)
    with TemporaryDirectory(prefix="concierge-sessions-") as folder:
        url = f"sqlite:///{Path(folder) / 'concierge.db'}"
        await asyncio.to_thread(upgrade, url)
        database = Database.open(url)
        try:
            user = (await Users(database).resolve("bench", "1", "Ada", "en")).id
            other = (await Users(database).resolve("bench", "2", "Bob", "en")).id
            await _fill(database, user, other, many, messages)
            for name, times in [
                (f"/sessions, {many:,} of them", await _pages(database, user, None, rounds)),
                (f"/sessions in a group, {many:,} of them", await _pages(database, user, _GROUP, rounds)),
            ]:
                yield Figure(f"{name}, p50", times.p50, "ms", TARGET, note=f"p99 {times.p99:.3g} ms")
            for what, words in _SEARCHES.items():
                times = await _searches(database, user, words, rounds)
                name = f"/search over {messages:,} messages, {what}, p50"
                yield Figure(name, times.p50, "ms", TARGET, note=f"p99 {times.p99:.3g} ms")
        finally:
            await database.close()


async def _pages(database: Database, user: int, place: str | None, rounds: int) -> Times:
    store = Sessions(database)
    return await repeat(
        rounds,
        lambda number: store.page(
            user, place=place, with_public=place is not None, offset=PAGE * (number % 5), limit=PAGE
        ),
    )


async def _searches(database: Database, user: int, words: str, rounds: int) -> Times:
    store = Transcript(database)
    return await repeat(rounds, lambda _: store.search(user, words, place=None, limit=PAGE, offset=0))


async def _fill(database: Database, user: int, other: int, many: int, messages: int) -> None:
    """As many sessions of each of two people, whose public ones are shared in one group; one has the messages."""
    for owner, name in ((user, "a"), (other, "b")):
        await database.write(partial(_add_sessions, owner=owner, name=name, many=many))
    await database.write(
        lambda tx: tx.execute(
            insert(places),
            [
                {"place": _GROUP, "user_id": each, "session_id": f"{n}0"}
                for each, n in ((user, "a"), (other, "b"))
            ],
        )
    )
    chance = random.Random(4)
    for first in range(0, messages, 1_000):
        lines = [
            (f"a{number * many // messages}", _message(chance, number))
            for number in range(first, first + 1_000)
        ]
        await database.write(partial(_add_lines, user=user, lines=lines))


def _add_sessions(tx: Connection, owner: int, name: str, many: int) -> None:
    rows = [
        {
            "id": f"{name}{number}",
            "user_id": owner,
            "title": f"Conversation {number}",
            "mode": "auto",
            "system_message": "",
            "public": number % 2 == 0,
            "created_at": _BEGAN + timedelta(minutes=number),
            "updated_at": _BEGAN + timedelta(minutes=number),
            "spoken_at": _BEGAN + timedelta(minutes=number * 7919 % many),
            "latest_at": _BEGAN + timedelta(minutes=number * 7919 % many),
        }
        for number in range(many)
    ]
    tx.execute(insert(sessions), rows)
    shared = [{"session_id": f"{name}{number}", "place": _GROUP} for number in range(0, many, 2)]
    tx.execute(insert(session_places), shared)


def _add_lines(tx: Connection, user: int, lines: list[tuple[str, str]]) -> None:
    for session, message in lines:
        transcript.add(tx, session, None, [("person", message)], _BEGAN, user)


def _message(chance: random.Random, number: int) -> str:
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(30)]
    if number % 3 == 0:
        words.append("meeting")
    if number % 500 == 0:
        words.append("会议室在二楼")
    if number % 20_000 == 77:
        words.append("needle")
    return " ".join(words)
