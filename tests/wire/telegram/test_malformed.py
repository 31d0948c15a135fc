"""Updates as the Bot API describes them, and with anything at all in their fields: the next one is served."""

import asyncio
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bots.pacing import Pacer
from bots.telegram.addressing import Me
from bots.telegram.opening import Access, open_telegram
from graphs.dialogue import Incoming, dump, load_incoming
from storage.database import Database
from storage.deliveries import Deliveries
from storage.inbox import Inbox
from tests.fakes.telegram import specification
from tests.fakes.telegram.specification import Field, Specification
from tests.thorough import thorough
from tests.wire.telegram.stage import FREELY, QUICKLY

DEPTH = 3
LAST = 1_000_000

junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=4,
)
texts = st.text(max_size=20) | st.sampled_from(
    [
        "/start",
        "@concierge_bot hi",
        "\ud800",
        "a\0b",
        "~",
        "#1:0",
        "~1:0:1",
        "confirm:0a1b",
        "private",
        "group",
    ]
)


SPEC = specification.load()
ANNA = {"id": 77, "is_bot": False, "first_name": "Anna"}
GOOD = {
    "message_id": 5,
    "date": 1,
    "chat": {"id": 77, "type": "private"},
    "from": ANNA,
    "text": "the next one",
}


def spec() -> Specification:
    assert SPEC is not None
    return SPEC


@cache
def value(name: str, depth: int) -> st.SearchStrategy[Any]:
    """Anything of a type that the specification names."""
    if name.startswith("Array of "):
        return st.lists(value(name.removeprefix("Array of "), depth), max_size=2)
    if name == "Integer":
        return st.integers(-(2**63), 2**63) | st.integers(-5, 5_000_000)
    if name == "Float":
        return st.floats()
    if name in ("Boolean", "True"):
        return st.booleans()
    if not depth:
        return texts
    if name in spec().subtypes:
        return st.one_of([value(subtype, depth - 1) for subtype in spec().subtypes[name]])
    return thing(name, depth - 1) if name in spec().types else texts


@cache
def thing(name: str, depth: int) -> st.SearchStrategy[dict[str, Any]]:
    """An object with what it needs and a few of the fields that it may have; one of them may hold anything."""
    fields = spec().types[name]
    needed = {one.name: _field(one, depth) for one in fields.values() if one.required}
    optional = {one.name: _field(one, depth) for one in fields.values() if not one.required}
    some = st.lists(st.sampled_from(sorted(optional)), max_size=4, unique=True) if optional else st.just([])
    whole = some.flatmap(
        lambda chosen: st.fixed_dictionaries(needed | {key: optional[key] for key in chosen})
    )
    spoilt = st.tuples(st.sampled_from(sorted(fields) or ["nothing"]), junk)
    return st.one_of(whole, whole, st.builds(lambda one, wrong: {**one, wrong[0]: wrong[1]}, whole, spoilt))


def _field(one: Field, depth: int) -> st.SearchStrategy[Any]:
    return st.deferred(lambda: st.one_of([value(name, depth) for name in one.types]))


def bodies() -> st.SearchStrategy[Any]:
    """Half of them are what people send, with strange fields added."""
    message = thing("Message", DEPTH)
    said = st.one_of(
        message, message.map(lambda body: {**body, **GOOD}), message.map(lambda body: {**GOOD, **body})
    )
    pressed = thing("CallbackQuery", DEPTH)
    sent = {"id": "1", "from": ANNA, "chat_instance": "1", "data": "confirm:1", "message": GOOD}
    press = st.one_of(pressed, pressed.map(lambda body: {**sent, **body}))
    odd = st.dictionaries(
        st.sampled_from(["message", "callback_query", "poll", "from_the_future"]), junk, max_size=2
    )
    return st.one_of(
        said.map(lambda body: {"message": body}),
        said.map(lambda body: {"edited_message": body}),
        press.map(lambda body: {"callback_query": body}),
        odd,
        junk,
    )


@pytest.mark.skipif(SPEC is None, reason="telegram-bot-api.json is absent: set TELEGRAM_SPEC")
@settings(max_examples=thorough(40, 15), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_comes_the_next_update_is_served(data: st.DataObject, sqlite_url: str) -> None:
    raw = data.draw(st.lists(bodies(), min_size=5, max_size=15))
    asyncio.run(_serve(raw, sqlite_url))


async def _serve(raw: list[Any], url: str) -> None:
    database = Database.open(url)
    inbox = Inbox(database)
    telegram = open_telegram(
        Access("1:unused", "http://127.0.0.1:9"), inbox, Deliveries(database), Pacer(FREELY), QUICKLY
    )
    accepted: list[Incoming] = []

    async def accept(incoming: Incoming) -> bool:
        stored = dump(incoming)
        await inbox.accept(incoming.platform, incoming.update_id, incoming.place.key, stored)
        accepted.append(load_incoming(stored))
        return False

    numbered = [
        one | {"update_id": number} if isinstance(one, dict) else one for number, one in enumerate(raw)
    ]
    last = {"update_id": LAST, "message": GOOD}
    await telegram.intake(Me(1, "concierge_bot")).take_all([*numbered, last], accept)
    assert f"{LAST}:5:1" in [one.update_id for one in accepted]
    await telegram.close()
    await database.close()
