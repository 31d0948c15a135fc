"""Places and messages that are not there or not allowed, each with Discord's code."""

import io

import discord
import pytest

from tests.fakes.discord import Permission


async def code(rest, method, path, body=None):
    status, answer = await rest(method, path, body)
    return status, (answer or {}).get("code")


async def test_a_wrong_token_is_unauthorized(fake, rest):
    assert (await rest("GET", "/users/@me", token="wrong")) == (
        401,
        {"message": "401: Unauthorized", "code": 0},
    )


async def test_what_is_not_there_is_unknown(fake, rest):
    hello = {"content": "hello"}
    assert await code(rest, "POST", "/channels/1/messages", hello) == (404, 10003)
    assert await code(rest, "GET", f"/channels/{fake.general.id}/messages/1") == (404, 10008)
    assert await code(rest, "GET", "/guilds/1") == (404, 10004)
    assert await code(rest, "GET", "/users/1") == (404, 10013)
    assert await code(rest, "POST", "/interactions/1/x/callback", {"type": 5}) == (404, 10062)
    assert await code(rest, "POST", f"/webhooks/{fake.bot.id}/x", hello) == (401, 50027)
    fake.delete_channel(fake.general)
    assert await code(rest, "POST", f"/channels/{fake.general.id}/messages", hello) == (404, 10003)


@pytest.mark.parametrize(
    ("permission", "body", "expected"),
    [
        (Permission.VIEW_CHANNEL, {"content": "x"}, 50001),
        (Permission.SEND_MESSAGES, {"content": "x"}, 50013),
        (Permission.EMBED_LINKS, {"embeds": [{"title": "x"}]}, 50013),
    ],
)
async def test_what_is_forbidden_is_refused_until_allowed(fake, rest, permission, body, expected):
    path = f"/channels/{fake.general.id}/messages"
    fake.forbid(fake.general, permission)
    assert await code(rest, "POST", path, body) == (403, expected)
    fake.forbid(fake.general)
    assert (await rest("POST", path, body))[0] == 200


async def test_discord_py_sees_the_same_permissions(fake, connect):
    bot = await connect()
    channel = bot.get_channel(int(fake.general.id))
    assert channel.permissions_for(channel.guild.me).send_messages
    fake.forbid(fake.general, Permission.SEND_MESSAGES)
    await fake.world.changes.until(lambda: "CHANNEL_UPDATE" in bot.events, 3)
    assert not channel.permissions_for(channel.guild.me).send_messages


async def test_a_place_the_bot_cannot_see_sends_it_no_events(fake, connect):
    bot = await connect()
    fake.forbid(fake.general, Permission.VIEW_CHANNEL)
    fake.person("Alice").say("unseen", fake.general)
    fake.person("Alice").say("seen", fake.bookings)
    assert await bot.line() == "seen"


async def test_a_person_who_takes_no_direct_messages(fake, rest):
    alice = fake.person("Alice")
    alice.user.closed = True
    assert await code(rest, "POST", f"/channels/{alice.dm.id}/messages", {"content": "x"}) == (403, 50007)


async def test_a_server_that_threw_the_bot_out(fake, rest):
    fake.expel_bot()
    path = f"/channels/{fake.general.id}/messages"
    assert await code(rest, "POST", path, {"content": "x"}) == (403, 50001)
    assert await code(rest, "GET", f"/guilds/{fake.guild.id}") == (404, 10004)


async def test_others_messages_cannot_be_edited_but_deleted_with_permission(fake, rest):
    message = fake.person("Alice").say("mine", fake.general)
    path = f"/channels/{fake.general.id}/messages/{message.id}"
    assert await code(rest, "PATCH", path, {"content": "yours"}) == (403, 50005)
    fake.forbid(fake.general, Permission.MANAGE_MESSAGES)
    assert await code(rest, "DELETE", path) == (403, 50013)
    fake.forbid(fake.general)
    assert await code(rest, "DELETE", path) == (204, None)
    direct = fake.person("Alice").say("mine")
    assert await code(rest, "DELETE", f"/channels/{direct.channel.id}/messages/{direct.id}") == (403, 50003)


async def test_a_locked_thread_takes_nothing(fake, rest):
    thread = fake.person("Alice").start_thread("Talk", fake.general)
    await rest("PATCH", f"/channels/{thread.id}", {"archived": True, "locked": True})
    assert await code(rest, "POST", f"/channels/{thread.id}/messages", {"content": "x"}) == (400, 50083)
    await rest("PATCH", f"/channels/{thread.id}", {"locked": False})
    assert (await rest("POST", f"/channels/{thread.id}/messages", {"content": "x"}))[0] == 200
    assert not thread.archived


async def test_a_second_thread_on_a_message(fake, rest):
    message = fake.person("Alice").say("topic", fake.general)
    path = f"/channels/{fake.general.id}/messages/{message.id}/threads"
    assert (await rest("POST", path, {"name": "One"}))[0] == 201
    assert await code(rest, "POST", path, {"name": "Two"}) == (400, 160004)


async def test_a_reply_to_what_is_gone(fake, rest):
    message = fake.person("Alice").say("gone soon", fake.general)
    fake.person("Alice").delete(message)
    path, reference = f"/channels/{fake.general.id}/messages", {"message_id": message.id}
    body = {"content": "x", "message_reference": reference}
    _, answer = await rest("POST", path, body)
    place = answer["errors"]["message_reference"]["_errors"][0]
    assert place["code"] == "MESSAGE_REFERENCE_UNKNOWN_MESSAGE"
    reference["fail_if_not_exists"] = False
    assert (await rest("POST", path, body))[0] == 200


async def test_a_file_past_the_limit(fake, connect):
    bot = await connect()
    fake.settings.largest_upload = 10
    with pytest.raises(discord.HTTPException) as caught:
        await bot.get_channel(int(fake.general.id)).send(file=discord.File(io.BytesIO(b"x" * 11), "a.txt"))
    assert (caught.value.status, caught.value.code) == (413, 40005)
