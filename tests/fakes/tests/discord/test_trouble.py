"""Rate limits and faults on demand."""

import asyncio
import time

import aiohttp
import discord
import pytest

from tests.fakes.discord import FakeDiscord, Fault
from tests.fakes.discord.rest.limits import Allowance

MESSAGES = "/channels/{channel_id}/messages"


async def send(rest, fake, text="x"):
    return await rest("POST", f"/channels/{fake.general.id}/messages", {"content": text})


async def test_the_sixth_message_in_five_seconds_is_refused(fake, rest):
    fake.limits.enabled = True
    for _ in range(5):
        assert (await send(rest, fake))[0] == 200
    status, body = await send(rest, fake)
    assert (status, body["global"]) == (429, False)
    assert 4 < body["retry_after"] <= 5
    other = await rest("POST", f"/channels/{fake.bookings.id}/messages", {"content": "x"})
    assert other[0] == 200
    fake.skip(5)
    assert (await send(rest, fake))[0] == 200


async def test_headers_say_what_is_left(fake, session):
    fake.limits.enabled = True
    headers = {"Authorization": f"Bot {fake.token}"}
    url = f"{fake.api_url}/channels/{fake.general.id}/messages"
    async with session.post(url, json={"content": "x"}, headers=headers) as response:
        told = response.headers
    assert (told["X-RateLimit-Limit"], told["X-RateLimit-Remaining"]) == ("5", "4")
    assert len(told["X-RateLimit-Bucket"]) == 32
    assert 4 < float(told["X-RateLimit-Reset-After"]) <= 5


async def test_the_global_limit_is_marked(fake, rest):
    fake.limits.enabled = True
    answers = [await rest("GET", "/users/@me") for _ in range(51)]
    assert answers[-1][0] == 429
    assert answers[-1][1]["global"]


async def test_discord_py_keeps_to_the_headers(fake, connect):
    bot = await connect()
    fake.limits.enabled = True
    fake.limits.allowances["POST", MESSAGES] = Allowance(2, 0.3)
    channel = bot.get_channel(int(fake.general.id))
    began = time.monotonic()
    for number in range(5):
        await channel.send(str(number))
    assert time.monotonic() - began >= 0.5
    assert fake.limits.refused == 0
    assert [one.content for one in fake.from_bot(fake.general)] == list("01234")


async def test_discord_py_waits_out_a_429(fake, connect):
    bot = await connect()
    fault = fake.faults.rate_limit(0.2, "POST", MESSAGES)
    began = time.monotonic()
    await bot.get_channel(int(fake.general.id)).send("patience")
    assert time.monotonic() - began >= 0.2
    assert fault.times == 0
    assert [one.status for one in fake.calls("POST", MESSAGES)] == [429, 200]


async def test_server_errors_strike_the_next_that_match(fake, rest):
    fake.faults.fail(502, "POST", "/channels/*/messages", times=2)
    assert (await rest("GET", "/users/@me"))[0] == 200
    assert [(await send(rest, fake))[0] for _ in range(3)] == [502, 502, 200]


async def test_a_fault_can_let_some_through(fake, rest):
    fake.faults.add(Fault("POST", MESSAGES, skip=1, drop=True))
    assert (await send(rest, fake))[0] == 200
    with pytest.raises(aiohttp.ClientError):
        await send(rest, fake)


@pytest.mark.parametrize(("accepted", "left"), [(False, []), (True, ["x"])])
async def test_a_connection_breaks_before_or_after_acceptance(fake, rest, accepted, left):
    fake.faults.drop("POST", MESSAGES, accepted=accepted)
    with pytest.raises(aiohttp.ClientError):
        await send(rest, fake)
    assert [one.content for one in fake.from_bot(fake.general)] == left
    request = fake.calls("POST", MESSAGES)[0]
    assert request.status is None
    assert "dropped" in str(request)


async def test_an_accepted_message_can_still_answer_500(fake, rest):
    fake.faults.fail(500, accepted=True)
    assert (await send(rest, fake))[0] == 500
    assert len(fake.from_bot(fake.general)) == 1


async def test_a_stalled_answer_leaves_the_deed_done_or_not(fake, rest):
    fake.faults.stall(0.3, accepted=True)
    sending = asyncio.create_task(send(rest, fake))
    assert (await fake.reply(fake.general, 0.2)).content == "x"
    assert not sending.done()
    assert (await sending)[0] == 200


async def test_a_stall_does_not_outlive_the_server(connect):
    async with FakeDiscord() as other, aiohttp.ClientSession() as session:
        other.faults.stall(60)
        call = asyncio.create_task(session.get(f"{other.api_url}/gateway"))
        await asyncio.sleep(0.1)
        began = time.monotonic()
        await other.stop()
        with pytest.raises(aiohttp.ClientError):
            await call
    assert time.monotonic() - began < 2


async def test_discord_py_retries_a_500_and_gives_up_in_the_end(fake, connect):
    bot = await connect()
    fake.faults.fail(503, "POST", MESSAGES)
    with pytest.raises(discord.DiscordServerError):
        await bot.get_channel(int(fake.general.id)).send("x")
