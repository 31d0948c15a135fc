"""Servers as far as bots ask about them."""

from tests.fakes.discord.errors import unknown
from tests.fakes.discord.payload import Payload
from tests.fakes.discord.rest.call import Answer, Call, Route
from tests.fakes.discord.world.guilds import Guild
from tests.fakes.discord.world.intents import EVERYTHING
from tests.fakes.discord.world.people import member_payload
from tests.fakes.discord.world.world import World


def of(world: World, call: Call) -> Guild:
    return world.guild(call.params["guild_id"])


def my_guilds(world: World, call: Call) -> Answer:
    return Answer(200, [partial(guild) for guild in world.guilds.values() if guild.present])


def partial(guild: Guild) -> Payload:
    own: Payload = {"id": guild.id, "name": guild.name, "icon": None, "banner": None, "owner": False}
    return own | {"permissions": str(int(EVERYTHING)), "features": []}


def get_guild(world: World, call: Call) -> Answer:
    return Answer(200, of(world, call).payload())


def get_channels(world: World, call: Call) -> Answer:
    channels = of(world, call).channels
    return Answer(200, [channel.payload() for channel in channels if not channel.is_thread])


def get_active_threads(world: World, call: Call) -> Answer:
    channels = of(world, call).channels
    threads = [one.payload() for one in channels if one.is_thread and not one.archived]
    return Answer(200, {"threads": threads, "members": [], "has_more": False})


def get_member(world: World, call: Call) -> Answer:
    guild = of(world, call)
    user = world.user(call.params["user_id"])
    if user not in guild.members:
        raise unknown("Member")
    return Answer(200, member_payload(user, guild.made_at))


ROUTES = (
    Route("GET", "/users/@me/guilds", my_guilds),
    Route("GET", "/guilds/{guild_id}", get_guild),
    Route("GET", "/guilds/{guild_id}/channels", get_channels),
    Route("GET", "/guilds/{guild_id}/threads/active", get_active_threads),
    Route("GET", "/guilds/{guild_id}/members/{user_id}", get_member),
)
