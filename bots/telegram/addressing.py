"""Which messages of a group are said to the bot."""

import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import TypeVar

from aiogram.types import Message, MessageEntity

from bots.commands import COMMANDS
from bots.telegram.joining import APART, MAY_GO_ON
from bots.telegram.units import cut, units
from bots.telegram.words import Words

Value = TypeVar("Value")

REMEMBERED = 1_000
_COMMAND = re.compile(r"/(\w+)(?:@(\w+))?(?=\s|$)")
_GREETING = re.compile(r"^[\s,:;.!—–-]+")


@dataclass(frozen=True, slots=True)
class Me:
    """The bot's own account; `username` has no @."""

    id: int
    username: str


class Addressing:
    """People of a group talk to the bot by its name, by replying to it, or with a command.

    The rest of an album or of a pasted text has no name in it: it goes where its beginning went.
    """

    def __init__(self, me: Me) -> None:
        self._me = me
        self._commands = frozenset(command.name for command in COMMANDS)
        self._albums: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._long: OrderedDict[tuple[str, str], Message] = OrderedDict()

    def includes(self, message: Message, words: Words, place: str, sender: str) -> bool:
        command = _COMMAND.match(words.text)
        if command is not None:
            return self._is_mine(command[1], command[2]) or (not command[2] and self._replied(message))
        told = self._named(words) or self._replied(message) or self._continued(message, place, sender)
        if told:
            self._remember(message, words, place, sender)
        return told

    def about(self, message: Message) -> str:
        """The number of the bot's own message that this one replies to, empty where it replies to none."""
        replied = message.reply_to_message
        return str(replied.message_id) if replied is not None and self._replied(message) else ""

    def without_name(self, words: Words) -> str:
        """The text without the bot's name in it, unless that is all there is."""
        command = _COMMAND.match(words.text)
        if command is not None:
            return f"/{command[1]}{words.text[command.end() :]}"
        text = words.text
        for entity in reversed(words.entities):
            if self._names_me(words.text, entity):
                before, _name, after = cut(text, entity.offset, entity.length)
                text = f"{before.rstrip()} {after.lstrip()}" if before.strip() else _GREETING.sub("", after)
        return text.strip() or words.text

    def _is_mine(self, command: str, addressee: str | None) -> bool:
        """A command without a name goes to every bot of the group, so it is ours if we have it."""
        if addressee is None:
            return command.casefold() in self._commands
        return addressee.casefold() == self._me.username.casefold()

    def _named(self, words: Words) -> bool:
        return any(self._names_me(words.text, entity) for entity in words.entities)

    def _names_me(self, text: str, entity: MessageEntity) -> bool:
        if entity.type == "text_mention":
            return entity.user is not None and entity.user.id == self._me.id
        if entity.type != "mention":
            return False
        _before, name, _after = cut(text, entity.offset, entity.length)
        return name.casefold() == f"@{self._me.username}".casefold()

    def _replied(self, message: Message) -> bool:
        """In a topic every message replies to the one that opened it, which may be the bot's."""
        replied = message.reply_to_message
        if replied is None or replied.from_user is None or replied.from_user.id != self._me.id:
            return False
        return not (message.is_topic_message and replied.message_id == message.message_thread_id)

    def _continued(self, message: Message, place: str, sender: str) -> bool:
        if message.media_group_id:
            return (place, message.media_group_id) in self._albums
        last = self._long.get((place, sender))
        return last is not None and abs(message.date - last.date) <= APART

    def _remember(self, message: Message, words: Words, place: str, sender: str) -> None:
        if message.media_group_id:
            _keep(self._albums, (place, message.media_group_id), None)
        if units(words.text) > MAY_GO_ON:
            _keep(self._long, (place, sender), message)
        else:
            self._long.pop((place, sender), None)


def _keep(kept: OrderedDict[tuple[str, str], Value], key: tuple[str, str], value: Value) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)
