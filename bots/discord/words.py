"""What a Discord message says, with names where Discord writes numbers."""

import re

import discord

from bots.discord.identity import Me
from bots.discord.spelling import clean

_TAG = re.compile(r"<(@!?|@&|#)(\d{1,20})>|<a?(:\w{1,32}:)\d{1,20}>|</([\w -]{1,100}):\d{1,20}>")
_GREETING = re.compile(r"^[\s,:;.!—–-]+")


def words_of(message: discord.Message, me: Me) -> str:
    """The text without the bot's own name; for what has none, what a person would read in it."""
    mine = me.tags
    text = message.content
    if mine.search(text):
        beginning = mine.match(text.lstrip())
        text = mine.sub(" ", text)
        text = _GREETING.sub("", text) if beginning else text.strip()
    return clean(_named(text, message)).strip() or _shown(message)


def plain_words_of(message: discord.Message) -> str:
    """The whole text with names, as it is quoted."""
    return clean(_named(message.content, message)).strip() or _shown(message)


def _named(text: str, message: discord.Message) -> str:
    """The text with the names that tags stand for."""
    people = {person.id: person.display_name for person in message.mentions}
    roles = {role.id: role.name for role in message.role_mentions}
    channels = {channel.id: channel.name for channel in message.channel_mentions}

    def name(tag: re.Match[str]) -> str:
        kind, number, emoji, command = tag.groups()
        if emoji or command:
            return str(emoji or f"/{command}")
        known = channels if kind == "#" else roles if kind == "@&" else people
        found = known.get(int(number))
        return f"{kind[0]}{found}" if found else tag[0]

    return _TAG.sub(name, text)


def _shown(message: discord.Message) -> str:
    """Stickers by their names, polls by their words, forwarded messages by theirs."""
    if message.stickers:
        return " ".join(f":{sticker.name}:" for sticker in message.stickers)
    if message.poll is not None:
        return "\n".join([message.poll.question, *(f"- {answer.text}" for answer in message.poll.answers)])
    return clean("\n\n".join(snapshot.content for snapshot in message.message_snapshots)).strip()
