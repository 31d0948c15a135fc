"""Discord's messages and interactions as plain values; discord.py's types end here.

An update's id says what it is: "m" and a message's id, "e" and the same for a later version of it, "c" and "b"
with an interaction's id for a command and for something pressed, "f" for a form that was filled in.
"""

from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, cast

import discord

from bots.commands import COMMANDS
from bots.discord.attachments import attachments_of
from bots.discord.components import Pressed, label_of, pressed
from bots.discord.forms import filled_in
from bots.discord.identity import Me
from bots.discord.spelling import clean
from bots.discord.words import plain_words_of, words_of
from graphs.dialogue import Incoming, Place, Sender

NAME = "discord"
ASK = "ask"
QUESTION = "question"
NAMED_ONLY = "/start"
"""What it means to say the bot's name and nothing else."""
ON_MESSAGE = 3
"""Discord's type of a command that is given on a message."""
SAID = (discord.MessageType.default, discord.MessageType.reply)
"""The kinds of messages that people write; the others are Discord's own notices."""


def read_message(message: discord.Message, me: Me, *, edited: bool = False) -> Incoming | None:
    """None for what no person wrote, and for a message with nothing in it."""
    author = message.author
    if author.bot or message.webhook_id is not None or message.type not in SAID:
        return None
    text, quoted, attachments = words_of(message, me), _quoted(message), attachments_of(message)
    if not (text or attachments or quoted):
        if not message.content.strip():
            return None
        text = NAMED_ONLY
    changed = message.edited_at if edited else None
    return Incoming(
        platform=NAME,
        update_id=f"e{message.id}.{_version(message)}" if changed else f"m{message.id}",
        place=place_of(message.channel.id, private=is_private(message.channel)),
        sender=sender_of(author),
        sent_at=(changed or message.created_at).astimezone(UTC),
        text=text,
        quoted=quoted,
        attachments=attachments,
        message=str(message.id),
        edited=changed is not None,
        about=_own(message, me),
    )


def read_command(interaction: discord.Interaction[Any]) -> Incoming | None:
    """The words of `/ask`, or another command as it would be typed. None outside any channel.

    Its parameters stand in the table's order, in whichever they were given.
    """
    data = cast("dict[str, Any]", interaction.data or {})
    channel = interaction.channel
    if channel is None:
        return None
    given = {str(option.get("name")): str(option.get("value", "")) for option in data.get("options", ())}
    name = str(data.get("name", ""))
    if data.get("type") == ON_MESSAGE:
        text = "/session"
    else:
        text = given.get(QUESTION, "") if name == ASK else _typed(name, given)
    return Incoming(
        platform=NAME,
        update_id=f"c{interaction.id}",
        place=place_of(channel.id, private=is_alone(interaction)),
        sender=sender_of(interaction.user, str(interaction.locale)),
        sent_at=interaction.created_at.astimezone(UTC),
        text=clean(text).strip(),
        about=str(data.get("target_id") or ""),
    )


def is_about_own(interaction: discord.Interaction[Any]) -> bool:
    """Whether a command on a message is on one of the bot's."""
    data = cast("dict[str, Any]", interaction.data or {})
    resolved = cast("dict[str, dict[str, dict[str, Any]]]", data.get("resolved") or {})
    author = resolved.get("messages", {}).get(str(data.get("target_id")), {}).get("author", {})
    me = interaction.client.user
    return str(author.get("id")) in (str(interaction.application_id), str(me.id) if me else "")


def read_press(interaction: discord.Interaction[Any]) -> tuple[Incoming, Pressed] | None:
    """What was pressed, picked or filled in, and whose it was. None for a component that isn't ours."""
    data = cast("dict[str, Any]", interaction.data or {})
    found = pressed(data)
    channel, message = interaction.channel, interaction.message
    if found is None or channel is None or message is None:
        return None
    form = interaction.type is discord.InteractionType.modal_submit
    incoming = Incoming(
        platform=NAME,
        update_id=f"{'f' if form else 'b'}{interaction.id}",
        place=place_of(channel.id, private=is_alone(interaction)),
        sender=sender_of(interaction.user, str(interaction.locale)),
        sent_at=interaction.created_at.astimezone(UTC),
        text=clean(label_of(components_of(message), data)),
        pressed=clean(found.value),
        message=str(message.id),
        filled=clean(filled_in(data)) if form else None,
        aside=message.flags.ephemeral,
    )
    return incoming, found


def components_of(message: discord.Message) -> list[dict[str, Any]]:
    """The rows of buttons and lists under a message, as Discord writes them."""
    return [cast("dict[str, Any]", row.to_dict()) for row in message.components]


def place_of(channel: int, *, private: bool) -> Place:
    """A thread has a channel id of its own, so it is a place like any other."""
    return Place(NAME, str(channel), private=private)


def is_private(channel: object) -> bool:
    """Whether nobody but the person and the bot is there."""
    kind: discord.ChannelType | None = getattr(channel, "type", None)
    return kind is discord.ChannelType.private


def is_alone(interaction: discord.Interaction[Any]) -> bool:
    """The same for where a command is given: people may use the bot in direct messages among themselves, too."""
    return is_private(interaction.channel) and not interaction.context.private_channel


def sender_of(user: discord.abc.User, locale: str = "") -> Sender:
    """`locale` is what the person's Discord is set to, such as "en-US"; messages don't tell it."""
    return Sender(str(user.id), clean(user.display_name), locale.partition("-")[0])


def moment_of(snowflake: int) -> datetime:
    """When the thing with this id was made."""
    return discord.utils.snowflake_time(snowflake)


def snowflake_of(moment: datetime) -> int:
    """The id of something that was made then."""
    return discord.utils.time_snowflake(moment)


def _typed(name: str, given: dict[str, str]) -> str:
    command = next((command for command in COMMANDS if command.name == name), None)
    order = [parameter.name for parameter in command.parameters] if command else []
    return " ".join([f"/{name}", *(given[parameter] for parameter in order if given.get(parameter))])


def _own(message: discord.Message, me: Me) -> str:
    """The id of the bot's message that this one replies to."""
    replied = message.reference.resolved if message.reference else None
    own = isinstance(replied, discord.Message) and replied.author.id == me.id
    return str(replied.id) if own and replied is not None else ""


def _version(message: discord.Message) -> str:
    """What tells this version from others. The time alone won't do: two may fall into one millisecond."""
    written = f"{message.edited_at} {message.content}"
    return blake2b(written.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _quoted(message: discord.Message) -> str:
    replied = message.reference.resolved if message.reference else None
    return plain_words_of(replied) if isinstance(replied, discord.Message) else ""
