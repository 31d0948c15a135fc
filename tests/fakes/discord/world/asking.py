"""A person's deed on its way to the bot."""

import secrets

from tests.fakes.discord.payload import Payload
from tests.fakes.discord.world.channels import Channel
from tests.fakes.discord.world.events import Event
from tests.fakes.discord.world.intents import EVERYTHING
from tests.fakes.discord.world.interactions import Asked, Interaction, owners
from tests.fakes.discord.world.messages import Message
from tests.fakes.discord.world.people import User, member_payload
from tests.fakes.discord.world.world import World


def ask(
    world: World,
    user: User,
    channel: Channel,
    asked: Asked,
    data: Payload,
    what: str,
    message: Message | None = None,
) -> Interaction:
    """Makes an interaction and tells the bot, which has `settings.acknowledge_within` seconds to answer."""
    now = world.clock.now()
    interaction = Interaction(
        id=world.ids.next(),
        token=secrets.token_urlsafe(48),
        asked=asked,
        user=user,
        channel=channel,
        made_at=now,
        data=data,
        what=what,
        must_answer_by=now + world.settings.acknowledge_within,
        message=message,
    )
    world.interactions[interaction.id] = world.by_token[interaction.token] = interaction
    world.emit(Event("INTERACTION_CREATE", payload(world, interaction)))
    return interaction


def payload(world: World, interaction: Interaction) -> Payload:
    """INTERACTION_CREATE: it needs no intent, and no permission in the channel."""
    channel = interaction.channel
    body: Payload = {
        "id": interaction.id,
        "application_id": world.bot.id,
        "type": int(interaction.asked),
        "token": interaction.token,
        "version": 1,
        "data": interaction.data,
        "channel_id": channel.id,
        "channel": channel.payload() | {"permissions": str(int(EVERYTHING))},
        "app_permissions": str(int(channel.permissions)),
        "locale": interaction.user.locale,
        "entitlements": [],
        "authorizing_integration_owners": owners(channel),
        "context": 2 if channel.among else 0 if channel.guild else 1,
        "attachment_size_limit": world.settings.largest_upload,
    }
    if interaction.message:
        body["message"] = interaction.message.payload(world.bot)
    return body | person_part(interaction)


def person_part(interaction: Interaction) -> Payload:
    """Who did it: a member in a server, a user in a direct message."""
    guild = interaction.channel.guild
    if guild is None:
        return {"user": interaction.user.payload()}
    member = member_payload(interaction.user, guild.made_at) | {"permissions": str(int(EVERYTHING))}
    about: Payload = {"id": guild.id, "locale": guild.locale, "features": []}
    return {"member": member, "guild_id": guild.id, "guild": about, "guild_locale": guild.locale}
