"""Channels, threads and direct messages as places."""

from tests.fakes.discord.errors import ApiError, unknown
from tests.fakes.discord.rest.call import NOTHING, Answer, Call, Route
from tests.fakes.discord.rest.messages import place
from tests.fakes.discord.rules.form import Problem, invalid_form, required_text
from tests.fakes.discord.world.intents import Permission
from tests.fakes.discord.world.threads import add_thread, change, drop_channel
from tests.fakes.discord.world.world import World


def check_name(call: Call) -> list[Problem]:
    return list(required_text(call.json, (), "name", 100))


def get_channel(world: World, call: Call) -> Answer:
    return Answer(200, place(world, call).payload())


def edit_channel(world: World, call: Call) -> Answer:
    """A thread's name, and whether it is archived or locked."""
    channel = place(world, call)
    if not channel.is_thread:
        raise ApiError(403, 50013, "Missing Permissions")
    body = call.json
    channel.name = str(body.get("name", channel.name))
    channel.archived = bool(body.get("archived", channel.archived))
    channel.locked = bool(body.get("locked", channel.locked))
    channel.auto_archive = int(body.get("auto_archive_duration", channel.auto_archive))
    change(world, channel)
    return Answer(200, channel.payload())


def delete_channel(world: World, call: Call) -> Answer:
    channel = place(world, call, Permission.MANAGE_THREADS)
    if not channel.is_thread:
        raise ApiError(403, 50013, "Missing Permissions")
    drop_channel(world, channel)
    return Answer(200, channel.payload())


def open_direct(world: World, call: Call) -> Answer:
    person = world.users.get(str(call.json.get("recipient_id")))
    if person is None:
        raise invalid_form([Problem(("recipient_id",), "USER_INVALID", "Invalid user")])
    if person.bot:
        raise ApiError(400, 50007, "Cannot send messages to this user")
    return Answer(200, world.direct(person).payload())


def start_thread(world: World, call: Call) -> Answer:
    channel = place(world, call, Permission.CREATE_PUBLIC_THREADS)
    if channel.is_thread or channel.guild is None:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    thread = add_thread(world, channel, world.bot, str(call.json["name"]))
    return Answer(201, thread.payload())


def start_thread_from(world: World, call: Call) -> Answer:
    channel = place(world, call, Permission.CREATE_PUBLIC_THREADS)
    message = world.message(channel, call.params["message_id"])
    if channel.is_thread or channel.guild is None:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    if message.starts:
        raise ApiError(400, 160004, "A thread has already been created for this message")
    thread = add_thread(world, channel, world.bot, str(call.json["name"]), message)
    return Answer(201, thread.payload())


def join_thread(world: World, call: Call) -> Answer:
    """Joining and leaving change nothing here: the bot hears all public threads that it can see."""
    if not place(world, call).is_thread:
        raise unknown("Channel")
    return NOTHING


ROUTES = (
    Route("GET", "/channels/{channel_id}", get_channel),
    Route("PATCH", "/channels/{channel_id}", edit_channel),
    Route("DELETE", "/channels/{channel_id}", delete_channel),
    Route("POST", "/users/@me/channels", open_direct),
    Route("POST", "/channels/{channel_id}/threads", start_thread, check_name),
    Route("POST", "/channels/{channel_id}/messages/{message_id}/threads", start_thread_from, check_name),
    Route("PUT", "/channels/{channel_id}/thread-members/@me", join_thread),
    Route("DELETE", "/channels/{channel_id}/thread-members/@me", join_thread),
)
