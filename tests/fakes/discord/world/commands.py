"""The application's commands, as it registered them: globally or for one server."""

from tests.fakes.discord.errors import unknown
from tests.fakes.discord.payload import Payload, Snowflake
from tests.fakes.discord.world.clock import Ids

CHAT = 1
DEFAULTS: Payload = {
    "type": CHAT,
    "description": "",
    "default_member_permissions": None,
    "dm_permission": True,
    "contexts": None,
    "integration_types": [0],
    "nsfw": False,
    "options": [],
}


class Commands:
    """Registered commands by scope: a server's id, or None for everywhere."""

    def __init__(self, ids: Ids, application_id: Snowflake) -> None:
        self._ids = ids
        self._application_id = application_id
        self._scopes: dict[Snowflake | None, dict[Snowflake, Payload]] = {}

    def of(self, scope: Snowflake | None) -> list[Payload]:
        return list(self._scopes.get(scope, {}).values())

    def get(self, scope: Snowflake | None, command_id: Snowflake) -> Payload:
        """Raises `ApiError` 10063 for a command that is not there."""
        command = self._scopes.get(scope, {}).get(command_id)
        if command is None:
            raise unknown("application command")
        return command

    def overwrite(self, scope: Snowflake | None, definitions: list[Payload]) -> list[Payload]:
        """Replaces all commands of a scope; one of the same name and type keeps its id."""
        earlier = {(one["name"], one["type"]): one for one in self.of(scope)}
        made = [self._made(scope, new, earlier.get(key(new))) for new in definitions]
        self._scopes[scope] = {command["id"]: command for command in made}
        return made

    def add(self, scope: Snowflake | None, definition: Payload) -> tuple[Payload, bool]:
        """The command, and whether its name is new; an existing one is replaced."""
        earlier = next((one for one in self.of(scope) if (one["name"], one["type"]) == key(definition)), None)
        command = self._made(scope, definition, earlier)
        self._scopes.setdefault(scope, {})[command["id"]] = command
        return command, earlier is None

    def edit(self, scope: Snowflake | None, command_id: Snowflake, changes: Payload) -> Payload:
        earlier = self.get(scope, command_id)
        command = earlier | changes | {"version": self._ids.next()}
        self._scopes[scope][command_id] = command
        return command

    def remove(self, scope: Snowflake | None, command_id: Snowflake) -> None:
        self.get(scope, command_id)
        del self._scopes[scope][command_id]

    def visible(self, guild_id: Snowflake | None) -> list[Payload]:
        """What a person in a server (or in a direct message: None) finds after typing a slash."""
        everywhere = self.of(None)
        if guild_id is None:
            return [command for command in everywhere if works_in(command, 1)]
        return [command for command in everywhere if works_in(command, 0)] + self.of(guild_id)

    def among_people(self) -> list[Payload]:
        """What a person who has installed the bot finds in direct messages with others."""
        return [one for one in self.of(None) if works_in(one, 2) and 1 in one["integration_types"]]

    def _made(self, scope: Snowflake | None, definition: Payload, earlier: Payload | None) -> Payload:
        given = {name: value for name, value in definition.items() if value is not None and name != "id"}
        command = DEFAULTS | given | {"application_id": self._application_id}
        if scope:
            command["guild_id"] = scope
        if earlier and {**earlier, "id": "", "version": ""} == {**command, "id": "", "version": ""}:
            return earlier
        return command | {"id": earlier["id"] if earlier else self._ids.next(), "version": self._ids.next()}


def key(definition: Payload) -> tuple[str, int]:
    """Names are unique among commands of one type."""
    return str(definition.get("name")), int(definition.get("type") or CHAT)


def works_in(command: Payload, context: int) -> bool:
    """`context` is 0 in a server, 1 in a direct message with the bot, 2 in one among people."""
    contexts = command["contexts"]
    if contexts is not None:
        return context in contexts
    return context == 0 or bool(command["dm_permission"])
