"""Sending once: what a nonce prevents, for how long and where."""

import pytest


async def send(rest, place, **body):
    return await rest("POST", f"/channels/{place.id}/messages", body)


async def test_the_same_nonce_gives_the_earlier_message(fake, connect):
    bot = await connect()
    fake.person("Alice").say("hi")
    await bot.line()
    channel = bot.heard[0].channel
    first = await channel.send("once", nonce=7)
    second = await channel.send("once", nonce=7)
    assert first.id == second.id
    assert len(fake.from_bot(fake.person("Alice").dm)) == 1


async def test_a_repeated_nonce_dispatches_nothing(fake, connect, rest):
    bot = await connect()
    for _ in range(2):
        await send(rest, fake.general, content="x", nonce="n", enforce_nonce=True)
    await fake.world.changes.until(lambda: bot.heard, 3)
    assert bot.events.count("MESSAGE_CREATE") == 1


@pytest.mark.parametrize("body", [{"nonce": "n"}, {"enforce_nonce": True}])
async def test_without_both_fields_nothing_is_prevented(fake, rest, body):
    sent = [(await send(rest, fake.general, content="x", **body))[1]["id"] for _ in range(2)]
    assert sent[0] != sent[1]


async def test_a_nonce_is_forgotten_after_minutes(fake, rest):
    body = {"content": "x", "nonce": "n", "enforce_nonce": True}
    _, first = await send(rest, fake.general, **body)
    fake.skip(301)
    _, second = await send(rest, fake.general, **body)
    assert first["id"] != second["id"]


async def test_a_deleted_message_is_not_made_again(fake, rest):
    body = {"content": "x", "nonce": "n", "enforce_nonce": True}
    _, first = await send(rest, fake.general, **body)
    await rest("DELETE", f"/channels/{fake.general.id}/messages/{first['id']}")
    status, error = await send(rest, fake.general, **body)
    assert (status, error["code"]) == (404, 10008)
