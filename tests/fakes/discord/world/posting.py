"""What happens to messages, whoever does it: bots through REST, people through the control interface."""

import re
from urllib.parse import quote

from tests.fakes.discord.payload import Payload
from tests.fakes.discord.world.channels import Channel
from tests.fakes.discord.world.events import Event
from tests.fakes.discord.world.intents import Intent
from tests.fakes.discord.world.messages import Attachment, Flag, Kind, Message, Upload, redact
from tests.fakes.discord.world.people import User, member_payload
from tests.fakes.discord.world.world import World

MENTION = re.compile(r"<@!?(\d+)>")
TYPING_LASTS = 10.0


def publish(world: World, message: Message) -> Message:
    """Puts a new message into its channel, for everyone who may see it."""
    channel = message.channel
    channel.messages[message.id] = message
    channel.typing.pop(message.author.id, None)
    if not message.ephemeral:
        channel.last_message_id = message.id
    if channel.archived and not channel.locked:
        channel.archived = False
        world.emit(Event("THREAD_UPDATE", channel.payload(), Intent.GUILDS, channel=channel))
    world.emit(message_event(world, "MESSAGE_CREATE", message))
    return message


def revise(world: World, message: Message, text: str | None = None) -> None:
    """Tells of a changed message; `text` is what it said before when the change is an edit."""
    if text is not None:
        message.edits.append(text)
        message.edited_at = world.stamp()
    world.emit(message_event(world, "MESSAGE_UPDATE", message))


def remove(world: World, message: Message) -> None:
    message.deleted = True
    channel = message.channel
    data: Payload = {"id": message.id, "channel_id": channel.id} | guild_part(channel)
    world.emit(Event("MESSAGE_DELETE", data, messages_intent(channel), channel=channel))


def react(world: World, message: Message, user: User, emoji: str, *, present: bool) -> None:
    """Adds a reaction of `user`, or takes it back; doing it twice changes nothing."""
    users = message.reactions.get(emoji, [])
    if (user in users) is present:
        return
    changed = [*users, user] if present else [one for one in users if one is not user]
    message.reactions = {**message.reactions, emoji: changed}
    if not changed:
        del message.reactions[emoji]
    channel = message.channel
    data: Payload = {
        "user_id": user.id,
        "channel_id": channel.id,
        "message_id": message.id,
        "emoji": {"id": None, "name": emoji},
        "burst": False,
        "type": 0,
    } | guild_part(channel)
    if present:
        data |= {"message_author_id": message.author.id}
    intent = Intent.GUILD_REACTIONS if channel.guild else Intent.DIRECT_REACTIONS
    name = "MESSAGE_REACTION_ADD" if present else "MESSAGE_REACTION_REMOVE"
    world.emit(Event(name, data, intent, channel=channel))


def type_in(world: World, channel: Channel, user: User) -> None:
    """Shows "… is typing" for ten seconds."""
    now = world.clock.now()
    channel.typing[user.id] = now + TYPING_LASTS
    data: Payload = {"channel_id": channel.id, "user_id": user.id, "timestamp": int(now)} | guild_part(
        channel
    )
    if channel.guild:
        data["member"] = member_payload(user, channel.guild.made_at)
    intent = Intent.GUILD_TYPING if channel.guild else Intent.DIRECT_TYPING
    world.emit(Event("TYPING_START", data, intent, channel=channel))


def mentioned(world: World, message: Message, allowed: Payload | None = None) -> list[User]:
    """Whom the text and the reply call, as far as `allowed` (Discord's allowed_mentions) lets it."""
    named = [world.users[found] for found in MENTION.findall(message.content) if found in world.users]
    rules = allowed or {}
    parsed = "users" in rules.get("parse", ["users"])
    users = [user for user in named if parsed or user.id in map(str, rules.get("users", []))]
    answered = message.replies_to
    if answered and not answered.deleted and rules.get("replied_user", True):
        users.append(answered.author)
    return list(dict.fromkeys(users))


def attach(world: World, channel: Channel, upload: Upload) -> Attachment:
    """A file with its own address on this server."""
    made = world.ids.next()
    address = f"{world.base_url}/attachments/{channel.id}/{made}/{quote(upload.name)}"
    world.files[made] = Attachment(made, upload, address, world.links)
    return world.files[made]


def message_event(world: World, name: str, message: Message) -> Event:
    """A message as the gateway tells of it.

    An ephemeral one goes out without its server and under the direct-message intent, as Discord really does.
    """
    channel = message.channel
    body = message.payload(world.bot)
    private = channel.guild is None or message.ephemeral
    if not private and channel.guild:
        body |= {"guild_id": channel.guild.id, "member": member_payload(None, channel.guild.made_at)}
    else:
        body |= {"channel_type": int(channel.place)}
    intent = Intent.DIRECT_MESSAGES if private else Intent.GUILD_MESSAGES
    return Event(name, body, intent, redacted=redacted(world, message, body), channel=channel)


def redacted(world: World, message: Message, body: Payload) -> Payload:
    """`body` for a bot without the Message Content intent."""
    first = message.replies_to
    if first and body.get("referenced_message") and not world.readable(first):
        body = body | {"referenced_message": redact(body["referenced_message"])}
    return body if world.readable(message) else redact(body)


def rest_payload(world: World, message: Message) -> Payload:
    """A message as REST answers it; REST, too, hides content from apps whose switch is off."""
    body = message.payload(world.bot)
    return body if world.settings.message_content else redacted(world, message, body)


def guild_part(channel: Channel) -> Payload:
    return {"guild_id": channel.guild.id} if channel.guild else {}


def messages_intent(channel: Channel) -> Intent:
    return Intent.GUILD_MESSAGES if channel.guild else Intent.DIRECT_MESSAGES


def new_message(
    world: World, channel: Channel, author: User, content: str = "", kind: Kind = Kind.DEFAULT
) -> Message:
    """A message that is not in its channel yet: `publish` puts it there."""
    return Message(world.ids.next(), channel, author, world.stamp(), content=content.strip(), kind=kind)


def resolve_loading(message: Message) -> None:
    """A deferred answer has come: it no longer says "… is thinking"."""
    message.flags &= ~Flag.LOADING
