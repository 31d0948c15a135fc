"""The gateway: signing in, staying in, coming back."""

import asyncio
import json
import zlib

import aiohttp
import discord
import pytest


async def settle(fake, condition):
    await fake.world.changes.until(condition, 6, "coming back")


async def test_a_wrong_token_is_refused_at_sign_in(fake, connect):
    with pytest.raises(discord.LoginFailure):
        await connect(token="wrong")


async def opened(session, fake, **query):
    socket = await session.ws_connect(fake.gateway_url, params={"v": "10", "encoding": "json"} | query)
    return socket


async def closing_code(socket, *frames):
    await socket.receive()
    for frame in frames:
        await socket.send_str(frame if isinstance(frame, str) else json.dumps(frame))
    while (await socket.receive(timeout=3)).type is aiohttp.WSMsgType.TEXT:
        pass
    return socket.close_code


def identify(token, intents=1):
    return {"op": 2, "d": {"token": token, "intents": intents, "properties": {}}}


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        (["not json"], 4002),
        ([{"op": 99}], 4001),
        ([{"op": 3, "d": {}}], 4003),
        ([identify("wrong")], 4004),
        ([{"op": 6, "d": {"token": "wrong", "session_id": "x", "seq": 1}}], 4004),
        ([identify("right", -1)], 4013),
        ([identify("right", 1 << 1)], 4014),
        ([identify("right"), identify("right")], 4005),
        ([{"op": 1, "d": None}] * 121, 4008),
    ],
)
async def test_protocol_errors_close_with_discords_codes(fake, session, frames, code):
    frames = [json.loads(json.dumps(one).replace('"right"', json.dumps(fake.token))) for one in frames]
    assert await closing_code(await opened(session, fake), *frames) == code


async def test_a_plain_connection_and_a_zlib_stream_say_the_same(fake, session):
    plain = await opened(session, fake)
    assert json.loads((await plain.receive()).data)["op"] == 10
    packed = await opened(session, fake, compress="zlib-stream")
    inflate = zlib.decompressobj()
    assert json.loads(inflate.decompress((await packed.receive()).data))["op"] == 10
    await packed.send_str(json.dumps(identify(fake.token)))
    assert json.loads(inflate.decompress((await packed.receive()).data))["t"] == "READY"
    await plain.close()
    await packed.close()


async def test_a_broken_connection_is_resumed_and_nothing_is_missed(fake, connect):
    bot = await connect()
    alice = fake.person("Alice")
    fake.gateway.drop()
    await settle(fake, lambda: not fake.gateway.connected)
    alice.say("while you were away")
    assert await bot.line() == "while you were away"
    assert (fake.gateway.identified, fake.gateway.resumed) == (1, 1)


async def test_reconnect_on_request_resumes(fake, connect):
    bot = await connect()
    fake.gateway.reconnect()
    await settle(fake, lambda: fake.gateway.resumed == 1)
    fake.person("Alice").say("still there?")
    assert await bot.line() == "still there?"


async def test_an_invalid_session_signs_in_anew(fake, connect):
    bot = await connect()
    fake.gateway.invalidate()
    await settle(fake, lambda: fake.gateway.identified == 2)
    fake.person("Alice").say("again")
    assert await bot.line() == "again"
    assert fake.gateway.resumed == 0


async def test_a_forgotten_session_cannot_be_resumed(fake, connect):
    bot = await connect()
    fake.gateway.forget()
    fake.gateway.drop()
    await settle(fake, lambda: fake.gateway.identified == 2)
    fake.person("Alice").say("again")
    assert await bot.line() == "again"


async def test_a_close_code_on_demand_is_survived_or_final(fake, connect):
    bot = await connect()
    fake.gateway.close(4000)
    await settle(fake, lambda: fake.gateway.resumed == 1)
    fake.gateway.close(4014)
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await bot.task


async def test_a_zombie_connection_is_noticed_by_the_client(fake, connect):
    fake.gateway.heartbeat_ms = 200
    bot = await connect(heartbeat_timeout=0.6)
    fake.gateway.silence()
    fake.person("Alice").say("into the silence")
    assert await bot.line() == "into the silence"


async def test_heartbeats_are_acknowledged_and_their_absence_ends_it(fake, session):
    fake.gateway.heartbeat_ms = 100
    socket = await opened(session, fake)
    await socket.receive()
    await socket.send_str('{"op": 1, "d": null}')
    assert json.loads((await socket.receive()).data)["op"] == 11
    fake.gateway.acknowledging = False
    await socket.send_str('{"op": 1, "d": null}')
    await socket.receive(timeout=3)
    assert socket.close_code == 4009


async def test_hasty_identifies_get_an_invalid_session(fake, session):
    fake.gateway.identify_every = 5
    for expected in ("READY", None):
        socket = await opened(session, fake)
        await socket.receive()
        await socket.send_str(json.dumps(identify(fake.token)))
        assert json.loads((await socket.receive()).data)["t"] == expected
        await socket.close()


async def test_events_can_come_twice_and_be_made_up(fake, connect):
    bot = await connect()
    fake.gateway.duplicates = 1
    fake.person("Alice").say("twice")
    assert [await bot.line(), await bot.line()] == ["twice", "twice"]
    fake.gateway.duplicates = 0
    fake.gateway.repeat_last()
    assert await bot.line() == "twice"
    fake.gateway.inject("SOMETHING_NEW", {"unheard": "of"})
    await settle(fake, lambda: "SOMETHING_NEW" in bot.events)


async def test_an_outage_ends_and_the_world_is_as_before(fake, connect):
    bot = await connect()
    port = fake.url
    await fake.stop()
    await asyncio.sleep(0.05)
    await fake.start()
    assert fake.url == port
    await settle(fake, lambda: fake.gateway.resumed == 1)
    fake.person("Alice").say("back")
    assert await bot.line() == "back"


async def test_only_a_goodbye_ends_the_session(fake, session):
    for code, left in ((4000, 1), (1000, 1)):
        socket = await opened(session, fake)
        await socket.receive()
        await socket.send_str(json.dumps(identify(fake.token)))
        await socket.receive()
        await socket.close(code=code)
        await settle(fake, lambda: not fake.gateway.connections)
        assert len(fake.gateway.sessions) == left


async def test_being_thrown_out_of_a_server_is_told(fake, connect):
    bot = await connect()
    fake.expel_bot()
    await settle(fake, lambda: not bot.guilds)
    fake.person("Alice").say("gone?", fake.general)
    fake.person("Alice").say("here")
    assert await bot.line() == "here"
