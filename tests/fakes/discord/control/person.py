"""A person at their Discord client: what they can do, the way the client lets them."""

from collections.abc import Sequence
from typing import Any

from tests.fakes.discord.control.options import NotPossible, Typed, offered
from tests.fakes.discord.payload import Payload, objects, part
from tests.fakes.discord.rules.components import BUTTON, LINK, STRING_SELECT, walk
from tests.fakes.discord.world.asking import ask
from tests.fakes.discord.world.channels import Channel
from tests.fakes.discord.world.interactions import Asked, Interaction
from tests.fakes.discord.world.messages import Flag, Kind, Message, Upload
from tests.fakes.discord.world.people import User
from tests.fakes.discord.world.posting import (
    attach,
    mentioned,
    new_message,
    publish,
    react,
    remove,
    revise,
    type_in,
)
from tests.fakes.discord.world.threads import add_thread
from tests.fakes.discord.world.world import World

ON_MESSAGE = 3
"""The type of a command that is given on a message."""


class Person:
    """Someone who talks with the bot. All happens at once; the bot's reaction is waited for elsewhere.

    Without a channel, things happen in the direct messages with the bot. What Discord's client would not
    let a person do raises `NotPossible`.
    """

    def __init__(self, world: World, user: User) -> None:
        self.world = world
        self.user = user

    @property
    def id(self) -> str:
        return self.user.id

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def mention(self) -> str:
        return self.user.mention

    @property
    def dm(self) -> Channel:
        """The direct messages with the bot."""
        return self.world.direct(self.user)

    def say(
        self,
        text: str = "",
        channel: Channel | None = None,
        *,
        reply_to: Message | None = None,
        files: Sequence[Upload] = (),
    ) -> Message:
        """Sends a message; text longer than 2,000 characters is refused, as people's clients do."""
        place = channel or (reply_to.channel if reply_to else self.dm)
        message = new_message(self.world, place, self.user, text)
        if len(message.content) > 2000 or not (message.content or files):
            raise NotPossible("a message has 1 to 2,000 characters, or a file")
        if reply_to:
            message.kind, message.replies_to = Kind.REPLY, reply_to
        message.attachments = [attach(self.world, place, upload) for upload in files]
        message.mentions = mentioned(self.world, message)
        message.nonce = self.world.ids.next()
        return publish(self.world, message)

    def speak(self, data: bytes, seconds: float, channel: Channel | None = None) -> Message:
        """Sends a voice message: Ogg Opus, as Discord's phones record it."""
        place = channel or self.dm
        message = new_message(self.world, place, self.user)
        message.flags = Flag.VOICE
        upload = Upload("voice-message.ogg", data, "audio/ogg", duration=seconds)
        message.attachments = [attach(self.world, place, upload)]
        return publish(self.world, message)

    def edit(self, message: Message, text: str) -> None:
        self._own(message)
        before, message.content = message.content, text.strip()
        message.mentions = mentioned(self.world, message)
        revise(self.world, message, before)

    def delete(self, message: Message) -> None:
        self._own(message)
        remove(self.world, message)

    def react(self, message: Message, emoji: str, *, present: bool = True) -> None:
        """Adds a reaction, or takes it back."""
        react(self.world, message, self.user, emoji, present=present)

    def type(self, channel: Channel | None = None) -> None:
        type_in(self.world, channel or self.dm, self.user)

    def start_thread(self, name: str, channel: Channel, message: Message | None = None) -> Channel:
        return add_thread(self.world, channel, self.user, name, message)

    def slash(self, command: str, channel: Channel | None = None, /, **options: Any) -> Interaction:
        """Runs a registered command, such as `slash("ask", question="…")`; subcommands as further words."""
        place = channel or self.dm
        typed = Typed(self.world, place, command, options)
        return ask(self.world, self.user, place, Asked.COMMAND, typed.data(), typed.what)

    def complete(
        self, command: str, focused: str, channel: Channel | None = None, /, **options: Any
    ) -> Interaction:
        """Types in the option `focused`: its suggestions come as the interaction's `choices`."""
        place = channel or self.dm
        typed = Typed(self.world, place, command, {focused: ""} | options)
        return ask(self.world, self.user, place, Asked.AUTOCOMPLETE, typed.data(focused), typed.what)

    def menu(self, command: str, message: Message) -> Interaction:
        """Picks a command for messages from a message's menu."""
        if message.deleted or message.ephemeral:
            raise NotPossible("the message has no menu")
        place = message.channel
        for found in offered(self.world, place):
            if found["name"] == command and found["type"] == ON_MESSAGE:
                break
        else:
            raise NotPossible(f"there is no {command!r} in the menu")
        data: Payload = {
            "id": found["id"],
            "name": command,
            "type": ON_MESSAGE,
            "target_id": message.id,
            "resolved": {"messages": {message.id: message.payload(self.world.bot)}},
        }
        return ask(self.world, self.user, place, Asked.COMMAND, data, f"{command!r} on a message")

    def press(self, message: Message, label: str) -> Interaction:
        """Presses a button, known by its label, emoji or custom id."""
        for component in self._components(message, BUTTON):
            if label in button_names(component):
                break
        else:
            raise NotPossible(f"no button {label!r}; there are: {', '.join(labels(message)) or 'none'}")
        if component.get("disabled"):
            raise NotPossible(f"the button {label!r} is disabled")
        if component.get("style") == LINK:
            raise NotPossible(f"the button {label!r} opens {component.get('url')}")
        data = {"custom_id": component["custom_id"], "component_type": BUTTON, "id": component["id"]}
        return ask(
            self.world, self.user, message.channel, Asked.COMPONENT, data, f"pressed [{label}]", message
        )

    def pick(self, message: Message, *choices: str, select: int = 0) -> Interaction:
        """Picks options by label or value, from the message's first (or `select`-th) list."""
        lists = self._components(message, STRING_SELECT)
        if select >= len(lists):
            raise NotPossible("there is no list to pick from")
        component = lists[select]
        values = [option_value(component, choice) for choice in choices]
        if component.get("disabled") or not component["min_values"] <= len(values) <= component["max_values"]:
            raise NotPossible(f"pick {component['min_values']} to {component['max_values']} options")
        data: Payload = {
            "custom_id": component["custom_id"],
            "component_type": STRING_SELECT,
            "values": values,
        }
        what = f"picked {', '.join(choices)}"
        return ask(
            self.world,
            self.user,
            message.channel,
            Asked.COMPONENT,
            data | {"id": component["id"]},
            what,
            message,
        )

    def submit(self, interaction: Interaction, **values: str) -> Interaction:
        """Fills in the form that the bot opened, by custom ids, and sends it."""
        form = interaction.modal
        if form is None or interaction.user is not self.user:
            raise NotPossible("no form is open")
        rows = [filled(row, values) for row in objects(form, "components")]
        data: Payload = {"custom_id": form["custom_id"], "components": rows}
        what = f"sent the form {form['title']!r}"
        return ask(self.world, self.user, interaction.channel, Asked.MODAL, data, what, interaction.message)

    def _own(self, message: Message) -> None:
        if message.author is not self.user or message.deleted:
            raise NotPossible("only own messages can be changed")

    def _components(self, message: Message, kind: int) -> list[Payload]:
        if message.deleted or (message.ephemeral and message.seen_by is not self.user):
            raise NotPossible("the message is not there to see")
        return [one for one in walk(message.components) if one.get("type") == kind]


def labels(message: Message) -> list[str]:
    """What stands on a message's buttons."""
    buttons = [one for one in walk(message.components) if one.get("type") == BUTTON]
    return [button_names(button)[0] for button in buttons]


def button_names(button: Payload) -> list[str]:
    emoji = part(button, "emoji")
    return [str(name) for name in (button.get("label"), emoji.get("name"), button.get("custom_id")) if name]


def option_value(select: Payload, choice: str) -> str:
    for option in objects(select, "options"):
        if choice in (option["label"], option["value"]):
            return str(option["value"])
    offered = ", ".join(str(option["label"]) for option in objects(select, "options"))
    raise NotPossible(f"{choice!r} is not one of {offered}")


def filled(row: Payload, values: dict[str, str]) -> Payload:
    """A form's row (or label) as it comes back, with what the person wrote."""
    inner = part(row, "component")
    if inner:
        return {"type": row["type"], "id": 0, "component": written(inner, values)}
    return {
        "type": row["type"],
        "id": 0,
        "components": [written(one, values) for one in objects(row, "components")],
    }


def written(field: Payload, values: dict[str, str]) -> Payload:
    value = values.get(str(field["custom_id"]), str(field.get("value") or ""))
    if not value and field.get("required", True):
        raise NotPossible(f"{field.get('label') or field['custom_id']} must be filled in")
    if len(value) > int(field.get("max_length") or 4000):
        raise NotPossible(f"{field.get('label') or field['custom_id']} is too long")
    body: Payload = {"type": field["type"], "id": 0, "custom_id": field["custom_id"]}
    return body | ({"values": [value]} if field["type"] == STRING_SELECT else {"value": value})
