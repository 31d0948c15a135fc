"""Server channels and threads: making, changing and closing them."""

from tests.fakes.discord.world.channels import Channel, Place
from tests.fakes.discord.world.events import Event
from tests.fakes.discord.world.guilds import Guild
from tests.fakes.discord.world.intents import Intent, Permission
from tests.fakes.discord.world.messages import Flag, Kind, Message
from tests.fakes.discord.world.people import User
from tests.fakes.discord.world.posting import new_message, publish, revise
from tests.fakes.discord.world.world import World


def add_guild(world: World, name: str) -> Guild:
    """A server with the bot in it and no channel yet."""
    guild = Guild(world.ids.next(), name, world.owner, world.stamp(), members=[world.owner, world.bot])
    world.guilds[guild.id] = guild
    world.emit(Event("GUILD_CREATE", guild.create_payload(world.bot), Intent.GUILDS))
    return guild


def add_channel(world: World, guild: Guild, name: str) -> Channel:
    channel = Channel(world.ids.next(), Place.TEXT, name, world.stamp(), guild=guild)
    guild.channels.append(channel)
    world.channels[channel.id] = channel
    world.emit(Event("CHANNEL_CREATE", channel.payload(), Intent.GUILDS, channel=channel))
    return channel


def add_thread(
    world: World, parent: Channel, owner: User, name: str, start: Message | None = None
) -> Channel:
    """A public thread; one that starts from a message has the message's id, as on Discord."""
    thread_id = start.id if start else world.ids.next()
    thread = Channel(thread_id, Place.PUBLIC_THREAD, name, world.stamp(), parent.guild, parent, owner=owner)
    if parent.guild:
        parent.guild.channels.append(thread)
    world.channels[thread.id] = thread
    world.emit(
        Event("THREAD_CREATE", thread.payload() | {"newly_created": True}, Intent.GUILDS, channel=thread)
    )
    if start:
        start.starts = thread
        start.flags |= Flag.HAS_THREAD
        revise(world, start)
        opening = new_message(world, thread, owner, kind=Kind.THREAD_STARTER)
        opening.replies_to = start
        publish(world, opening)
    else:
        publish(world, new_message(world, parent, owner, name, kind=Kind.THREAD_CREATED))
    return thread


def change(world: World, channel: Channel) -> None:
    """Tells of a changed name, permissions or archive state."""
    name = "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE"
    world.emit(Event(name, channel.payload(), Intent.GUILDS))


def forbid(world: World, channel: Channel, denied: Permission) -> None:
    """From now on the bot may not do these things in the channel; `Permission(0)` allows all again."""
    channel.denied = denied
    change(world, channel)


def drop_channel(world: World, channel: Channel) -> None:
    """Deletes a channel or thread, with all that was said in it."""
    channel.deleted = True
    if channel.guild:
        channel.guild.channels.remove(channel)
    name = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
    world.emit(Event(name, channel.payload(), Intent.GUILDS))


def expel_bot(world: World, guild: Guild) -> None:
    """Throws the bot out of a server: everything there answers 50001 from now on."""
    guild.present = False
    world.emit(Event("GUILD_DELETE", {"id": guild.id}, Intent.GUILDS))
