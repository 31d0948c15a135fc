"""The whole world as JSON, for the page and for tests in another process."""

from tests.fakes.discord.control.conversation import deed
from tests.fakes.discord.gateway.gateway import Gateway
from tests.fakes.discord.payload import Payload
from tests.fakes.discord.world.channels import Channel
from tests.fakes.discord.world.interactions import Asked, Interaction
from tests.fakes.discord.world.messages import Message
from tests.fakes.discord.world.people import User
from tests.fakes.discord.world.world import World

LATEST = 200
"""So many messages of each channel are shown; a transcript has all."""


def state(world: World, gateway: Gateway) -> Payload:
    channels = [channel for channel in world.channels.values() if not channel.deleted]
    return {
        "version": world.changes.version,
        "connected": gateway.connected,
        "bot": person(world.bot),
        "people": [person(user) for user in world.users.values() if not user.bot and user is not world.owner],
        "channels": [_channel(world, channel) for channel in channels],
        "commands": {
            "direct": world.commands.visible(None),
            **{guild.id: world.commands.visible(guild.id) for guild in world.guilds.values()},
        },
    }


def person(user: User) -> Payload:
    return {"id": user.id, "name": user.name, "bot": user.bot, "locale": user.locale}


def _channel(world: World, channel: Channel) -> Payload:
    now = world.clock.now()
    typing = [world.users[user_id].name for user_id, until in channel.typing.items() if until > now]
    shown = [one for one in channel.messages.values() if not one.deleted]
    asked = [one for one in world.interactions.values() if one.channel is channel]
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": "direct" if channel.person else "thread" if channel.is_thread else "text",
        "guild": channel.guild.name if channel.guild else None,
        "guild_id": channel.guild.id if channel.guild else None,
        "parent": channel.parent.id if channel.parent else None,
        "person": channel.person.id if channel.person else None,
        "typing": typing,
        "messages": [message_view(one) for one in shown[-LATEST:]],
        "interactions": [interaction_view(world, one) for one in asked[-LATEST:]],
    }


def message_view(message: Message) -> Payload:
    quoted = message.replies_to
    return {
        "id": message.id,
        "channel": message.channel.id,
        "author": person(message.author),
        "kind": message.kind.name.lower(),
        "content": message.content,
        "sent_at": message.sent_at,
        "edits": message.edits,
        "loading": message.loading,
        "ephemeral": message.ephemeral,
        "seen_by": message.seen_by.id if message.seen_by else None,
        "used": message.used,
        "user": (message.metadata or {}).get("user", {}).get("global_name"),
        "thread": message.starts.id if message.starts else None,
        "reply": {"author": quoted.author.name, "content": quoted.content} if quoted else None,
        "mentions": {user.id: user.name for user in message.mentions},
        "embeds": message.embeds,
        "components": message.components,
        "attachments": [attachment.payload() for attachment in message.attachments],
        "reactions": [
            {"emoji": emoji, "users": [user.id for user in users]}
            for emoji, users in message.reactions.items()
        ],
    }


def interaction_view(world: World, interaction: Interaction) -> Payload:
    return {
        "id": interaction.id,
        "user": interaction.user.id,
        "name": interaction.user.name,
        "message": interaction.message.id if interaction.message else None,
        "what": deed(interaction),
        "kind": interaction.asked.name.lower(),
        "state": interaction.state(world.clock.now()),
        "original": interaction.original.id if interaction.original else None,
        "followups": [message.id for message in interaction.followups],
        "modal": interaction.modal,
        "choices": interaction.choices if interaction.asked is Asked.AUTOCOMPLETE else None,
    }
