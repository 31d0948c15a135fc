"""What a person may type after a slash command: checked the way Discord's own client does."""

from collections.abc import Mapping
from typing import Any

from tests.fakes.discord.payload import Payload, objects
from tests.fakes.discord.world.channels import Channel
from tests.fakes.discord.world.commands import CHAT
from tests.fakes.discord.world.messages import Upload
from tests.fakes.discord.world.people import User, member_payload
from tests.fakes.discord.world.posting import attach
from tests.fakes.discord.world.world import World

SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, NUMBER, ATTACHMENT = 1, 2, 3, 4, 5, 6, 7, 10, 11


class NotPossible(Exception):
    """Discord's client would not let a person do this; says why."""


class Typed:
    """One use of a command: `data` as the bot gets it, `what` as a transcript shows it."""

    def __init__(self, world: World, channel: Channel, words: str, given: Mapping[str, Any]) -> None:
        self.world = world
        self.channel = channel
        self.resolved: dict[str, Payload] = {}
        self.focused = ""
        self.given = dict(given)
        name, *path = words.removeprefix("/").split()
        self.command = self._find(name)
        self.path = path
        self.what = " ".join([f"/{name}", *path, *(f"{key}:{shown(value)}" for key, value in given.items())])

    def data(self, focused: str = "") -> Payload:
        """The interaction's data; with `focused` what autocomplete sends, where nothing is required yet."""
        self.focused = focused
        options = self._level(objects(self.command, "options"), self.path)
        data: Payload = {"id": self.command["id"], "name": self.command["name"], "type": CHAT}
        if "guild_id" in self.command:
            data["guild_id"] = self.command["guild_id"]
        if options:
            data["options"] = options
        if self.resolved:
            data["resolved"] = self.resolved
        return data

    def _find(self, name: str) -> Payload:
        known = [one for one in offered(self.world, self.channel) if one["type"] == CHAT]
        for command in reversed(known):
            if command["name"] == name:
                return command
        names = ", ".join("/" + one["name"] for one in known) or "none at all"
        raise NotPossible(f"there is no /{name} here; registered: {names}")

    def _level(self, definitions: list[Payload], path: list[str]) -> list[Payload]:
        if definitions and definitions[0]["type"] in (SUBCOMMAND, GROUP):
            chosen = next((one for one in definitions if path and one["name"] == path[0]), None)
            if chosen is None:
                raise NotPossible(f"pick one of {', '.join(one['name'] for one in definitions)}")
            inner = self._level(objects(chosen, "options"), path[1:])
            return [{"name": chosen["name"], "type": chosen["type"], "options": inner}]
        unknown = set(self.given) - {one["name"] for one in definitions}
        if unknown:
            raise NotPossible(f"/{self.command['name']} has no option {', '.join(sorted(unknown))}")
        return [self._option(one) for one in definitions if self._wanted(one)]

    def _wanted(self, definition: Payload) -> bool:
        if definition["name"] in self.given:
            return True
        if definition.get("required") and not self.focused:
            raise NotPossible(f"the option {definition['name']} is required")
        return False

    def _option(self, definition: Payload) -> Payload:
        name, kind = definition["name"], definition["type"]
        option: Payload = {"name": name, "type": kind}
        if name == self.focused:
            return option | {"value": str(self.given[name]), "focused": True}
        value = self._value(kind, self.given[name])
        choices = {one["name"]: one["value"] for one in objects(definition, "choices")}
        if choices:
            value = choices.get(value, value)
            if value not in choices.values():
                raise NotPossible(f"{name} is one of {', '.join(choices)}")
        refuse_outside(definition, value)
        return option | {"value": value}

    def _value(self, kind: int, value: Any) -> Any:
        if kind == USER:
            user = self.world.users[str(getattr(value, "id", value))]
            self._resolve("users", user.id, user.payload())
            if self.channel.guild:
                member = member_payload(None, self.channel.guild.made_at)
                self._resolve("members", user.id, member | {"permissions": "0"})
            return user.id
        if kind == CHANNEL:
            channel = self.world.channels[str(getattr(value, "id", value))]
            self._resolve("channels", channel.id, channel.payload() | {"permissions": "0"})
            return channel.id
        if kind == ATTACHMENT:
            if not isinstance(value, Upload):
                raise NotPossible("an attachment option takes an Upload")
            attachment = attach(self.world, self.channel, value)
            self._resolve("attachments", attachment.id, attachment.payload() | {"ephemeral": True})
            return attachment.id
        convert = CONVERT.get(kind)
        return convert(value) if convert else value

    def _resolve(self, kind: str, own_id: str, payload: Payload) -> None:
        self.resolved.setdefault(kind, {})[own_id] = payload


def offered(world: World, channel: Channel) -> list[Payload]:
    """The commands of all types that a person finds there."""
    if channel.among:
        return world.commands.among_people()
    return world.commands.visible(channel.guild.id if channel.guild else None)


def whole(value: Any) -> int:
    try:
        return int(value)
    except ValueError:
        raise NotPossible(f"{value!r} is not a whole number") from None


def decimal(value: Any) -> float:
    try:
        return float(value)
    except ValueError:
        raise NotPossible(f"{value!r} is not a number") from None


def yes_or_no(value: Any) -> bool:
    return value if isinstance(value, bool) else str(value).lower() in ("true", "yes", "1")


CONVERT: dict[int, Any] = {STRING: str, INTEGER: whole, BOOLEAN: yes_or_no, NUMBER: decimal}


def refuse_outside(definition: Payload, value: Any) -> None:
    """Keeps to the least and the most that the command allows."""
    size = len(value) if isinstance(value, str) else value
    kind = "length" if isinstance(value, str) else "value"
    least, most = definition.get(f"min_{kind}"), definition.get(f"max_{kind}")
    if (isinstance(least, int | float) and size < least) or (isinstance(most, int | float) and size > most):
        raise NotPossible(f"{definition['name']} must have a {kind} from {least} to {most}")


def shown(value: Any) -> str:
    if isinstance(value, User):
        return "@" + value.name
    return value.name if isinstance(value, Upload | Channel) else str(value)
