"""Messages in channels: /channels/{channel_id}/messages and what is below."""

from tests.fakes.discord.errors import (
    ApiError,
    foreign_message,
    missing_access,
    missing_permissions,
    not_reachable,
)
from tests.fakes.discord.payload import Payload, part
from tests.fakes.discord.rest.call import NOTHING, Answer, Call, Route
from tests.fakes.discord.rest.composing import allowed_mentions, check_body, compose, revise_from
from tests.fakes.discord.rules.form import Problem, invalid_form
from tests.fakes.discord.world.channels import Channel
from tests.fakes.discord.world.intents import Permission
from tests.fakes.discord.world.messages import Kind, Message
from tests.fakes.discord.world.posting import mentioned, publish, react, remove, rest_payload, revise, type_in
from tests.fakes.discord.world.world import World

ANSWERABLE = (Kind.DEFAULT, Kind.REPLY, Kind.COMMAND)


def place(world: World, call: Call, *needed: Permission) -> Channel:
    """The channel of a request, where the bot may do what it needs: else 10003, 50001, 50013."""
    channel = world.channel(call.params["channel_id"])
    if not world.sees(channel):
        raise missing_access()
    if channel.guild and any(permission not in channel.permissions for permission in needed):
        raise missing_permissions()
    return channel


def writable(world: World, call: Call, *needed: Permission) -> Channel:
    """The same for sending, which in a direct message takes the person's consent (50007)."""
    channel = place(world, call)
    if channel.person and channel.person.closed:
        raise not_reachable()
    send = Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
    if channel.guild and any(permission not in channel.permissions for permission in (send, *needed)):
        raise missing_permissions()
    if channel.archived and channel.locked:
        raise ApiError(400, 50083, "Thread is archived")
    return channel


def create_message(world: World, call: Call) -> Answer:
    body = call.json
    needed = [Permission.ATTACH_FILES] if call.uploads else []
    needed += [Permission.EMBED_LINKS] if body.get("embeds") else []
    channel = writable(world, call, *needed)
    earlier = earlier_by_nonce(world, body)
    if earlier:
        return Answer(200, rest_payload(world, earlier))
    message = compose(world, channel, body, call.uploads)
    refer(world, message, body)
    publish(world, message)
    if message.nonce is not None and body.get("enforce_nonce"):
        world.nonces[world.bot.id, str(message.nonce)] = message, world.clock.now()
    return Answer(200, rest_payload(world, message))


def earlier_by_nonce(world: World, body: Payload) -> Message | None:
    """With enforce_nonce, the bot's message of the last minutes that had the same nonce.

    One that was deleted since is not made again: Discord answers 10008 on purpose (discord-api-docs#6647).
    """
    if not body.get("enforce_nonce") or body.get("nonce") is None:
        return None
    message, made_at = world.nonces.get((world.bot.id, str(body["nonce"])), (None, 0.0))
    if message is None or world.clock.now() - made_at > world.settings.nonce_window:
        return None
    return world.message(message.channel, message.id)


def refer(world: World, message: Message, body: Payload) -> None:
    """Makes a message a reply where the body says so."""
    wanted = part(body, "message_reference")
    if not wanted:
        return
    first = message.channel.messages.get(str(wanted.get("message_id")))
    if first is None or first.deleted or first.ephemeral:
        if wanted.get("fail_if_not_exists", True):
            raise invalid_form([reference_problem("MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")])
        return
    if first.kind not in ANSWERABLE:
        raise invalid_form(
            [reference_problem("REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", "Cannot reply to a system message")]
        )
    if message.channel.guild and Permission.READ_MESSAGE_HISTORY not in message.channel.permissions:
        raise ApiError(403, 160002, "Cannot reply without permission to read message history")
    message.replies_to = first
    message.kind = Kind.REPLY
    message.mentions = mentioned(world, message, allowed_mentions(body))


def reference_problem(code: str, message: str) -> Problem:
    return Problem(("message_reference",), code, message)


def list_messages(world: World, call: Call) -> Answer:
    """Newest first; before, after, around and limit as Discord has them. Without history permission: none."""
    channel = place(world, call)
    if channel.guild and Permission.READ_MESSAGE_HISTORY not in channel.permissions:
        return Answer(200, [])
    limit = min(int(call.query.get("limit", "50")), 100)
    shown = [one for one in channel.messages.values() if not one.deleted and not one.ephemeral]
    shown.sort(key=lambda message: int(message.id))
    chosen = window(shown, call, limit)
    return Answer(200, [rest_payload(world, message) for message in reversed(chosen)])


def window(shown: list[Message], call: Call, limit: int) -> list[Message]:
    if "after" in call.query:
        return [one for one in shown if int(one.id) > int(call.query["after"])][:limit]
    if "around" in call.query:
        middle = int(call.query["around"])
        before = [one for one in shown if int(one.id) < middle][-(limit // 2) :]
        return before + [one for one in shown if int(one.id) >= middle][: limit - limit // 2]
    end = int(call.query.get("before", "9" * 19))
    return [one for one in shown if int(one.id) < end][-limit:]


def get_message(world: World, call: Call) -> Answer:
    channel = place(world, call, Permission.READ_MESSAGE_HISTORY)
    return Answer(200, rest_payload(world, world.message(channel, call.params["message_id"])))


def edit_message(world: World, call: Call) -> Answer:
    channel = place(world, call)
    message = world.message(channel, call.params["message_id"])
    if message.author is not world.bot:
        raise foreign_message()
    before = message.content
    revise_from(world, message, call.json, call.uploads)
    revise(world, message, before)
    return Answer(200, rest_payload(world, message))


def delete_message(world: World, call: Call) -> Answer:
    channel = place(world, call)
    message = world.message(channel, call.params["message_id"])
    if message.author is not world.bot:
        if channel.guild is None:
            raise ApiError(403, 50003, "Cannot execute action on a DM channel")
        place(world, call, Permission.MANAGE_MESSAGES)
    remove(world, message)
    return NOTHING


def show_typing(world: World, call: Call) -> Answer:
    type_in(world, writable(world, call), world.bot)
    return NOTHING


def add_reaction(world: World, call: Call) -> Answer:
    channel = place(world, call, Permission.ADD_REACTIONS, Permission.READ_MESSAGE_HISTORY)
    emoji = call.params["emoji_name"]
    if emoji.isascii() and ":" not in emoji:
        raise ApiError(400, 10014, "Unknown Emoji")
    react(world, world.message(channel, call.params["message_id"]), world.bot, emoji, present=True)
    return NOTHING


def remove_reaction(world: World, call: Call) -> Answer:
    channel = place(world, call)
    message = world.message(channel, call.params["message_id"])
    react(world, message, world.bot, call.params["emoji_name"], present=False)
    return NOTHING


def list_reactions(world: World, call: Call) -> Answer:
    message = world.message(place(world, call), call.params["message_id"])
    return Answer(200, [user.payload() for user in message.reactions.get(call.params["emoji_name"], [])])


MESSAGES = "/channels/{channel_id}/messages"
MESSAGE = MESSAGES + "/{message_id}"
REACTION = MESSAGE + "/reactions/{emoji_name}"
ROUTES = (
    Route("POST", MESSAGES, create_message, check_body),
    Route("GET", MESSAGES, list_messages),
    Route("GET", MESSAGE, get_message),
    Route("PATCH", MESSAGE, edit_message, check_body),
    Route("DELETE", MESSAGE, delete_message),
    Route("POST", "/channels/{channel_id}/typing", show_typing),
    Route("PUT", REACTION + "/@me", add_reaction),
    Route("DELETE", REACTION + "/@me", remove_reaction),
    Route("GET", REACTION, list_reactions),
)
