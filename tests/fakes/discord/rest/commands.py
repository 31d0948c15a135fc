"""The application's commands, everywhere or in one server."""

from collections.abc import Iterable

from tests.fakes.discord.errors import ApiError
from tests.fakes.discord.rest.call import NOTHING, Answer, Call, Route
from tests.fakes.discord.rules.commands import check_command, check_commands
from tests.fakes.discord.rules.form import Problem
from tests.fakes.discord.world.world import World


def check_all(call: Call) -> Iterable[Problem]:
    return check_commands(call.items)


def check_one(call: Call) -> Iterable[Problem]:
    return check_command(call.json)


def check_changes(call: Call) -> Iterable[Problem]:
    """A change may leave things out."""
    return check_command({"name": "unchanged", "description": "unchanged"} | call.json)


def scope(world: World, call: Call) -> str | None:
    """The server of the request, or None for everywhere; 20012 for another application's commands."""
    if call.params["application_id"] != world.bot.id:
        raise ApiError(403, 20012, "You are not authorized to perform this action on this application")
    return world.guild(call.params["guild_id"]).id if "guild_id" in call.params else None


def list_commands(world: World, call: Call) -> Answer:
    return Answer(200, world.commands.of(scope(world, call)))


def overwrite(world: World, call: Call) -> Answer:
    return Answer(200, world.commands.overwrite(scope(world, call), call.items))


def create(world: World, call: Call) -> Answer:
    command, new = world.commands.add(scope(world, call), call.json)
    return Answer(201 if new else 200, command)


def get(world: World, call: Call) -> Answer:
    return Answer(200, world.commands.get(scope(world, call), call.params["command_id"]))


def edit(world: World, call: Call) -> Answer:
    return Answer(200, world.commands.edit(scope(world, call), call.params["command_id"], call.json))


def delete(world: World, call: Call) -> Answer:
    world.commands.remove(scope(world, call), call.params["command_id"])
    return NOTHING


EVERYWHERE = "/applications/{application_id}/commands"
IN_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"
ROUTES = tuple(
    route
    for base in (EVERYWHERE, IN_GUILD)
    for route in (
        Route("GET", base, list_commands),
        Route("PUT", base, overwrite, check_all),
        Route("POST", base, create, check_one),
        Route("GET", base + "/{command_id}", get),
        Route("PATCH", base + "/{command_id}", edit, check_changes),
        Route("DELETE", base + "/{command_id}", delete),
    )
)
