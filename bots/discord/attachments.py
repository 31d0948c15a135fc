"""The files in a Discord message."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import discord

from bots.discord.refusals import Refused, Uncertain
from bots.discord.rest import Call, Expired, Rest
from bots.discord.spelling import clean
from bots.file_kinds import kind_of
from bots.platform import NotFetched
from graphs.dialogue import Attachment

PATIENCE = 120.0
"""Seconds that a file may take."""
_MESSAGE = "/channels/{channel_id}/messages/{message_id}"


def attachments_of(message: discord.Message) -> tuple[Attachment, ...]:
    """What can be fetched by address, for about a day, and what their message tells anew later; sizes are in bytes."""
    forwarded = [file for snapshot in message.message_snapshots for file in snapshot.attachments]
    origin = f"{message.channel.id}/{message.id}"
    return tuple(_attachment(file, origin) for file in (*message.attachments, *forwarded))


async def fetch(rest: Rest, attachment: Attachment, most: int) -> bytes:
    """By its address, or by the one that it has by now. Raises `TooLarge` or `NotFetched`."""
    try:
        return await rest.fetch(attachment.ref, most, PATIENCE)
    except Expired:
        address = await _address_now(rest, attachment)
    return await rest.fetch(address, most, PATIENCE)


async def _address_now(rest: Rest, attachment: Attachment) -> str:
    """As its message has it now: addresses are signed, and those of the same file differ in that alone."""
    channel, _, message = attachment.origin.partition("/")
    names = {"channel_id": channel, "message_id": message}
    try:
        told = await rest.insist(Call("GET", _MESSAGE, names, budget="files"), within=PATIENCE)
    except Refused as refused:
        raise NotFetched(f"its message: status {refused.status}") from None
    except Uncertain as error:
        raise NotFetched(f"its message: {error}") from None
    known = urlsplit(attachment.ref).path
    address = next((address for address in _addresses(told) if urlsplit(address).path == known), None)
    if address is None:
        raise NotFetched("its message no longer has it")
    return address


def _addresses(message: Any) -> Iterator[str]:
    """Of the files in a message and in what it forwards, as Discord writes it."""
    forwarded = [snapshot.get("message", {}) for snapshot in message.get("message_snapshots", ())]
    for part in (message, *forwarded):
        yield from (str(file["url"]) for file in part.get("attachments", ()))


def _attachment(file: discord.Attachment, origin: str) -> Attachment:
    media_type = clean(file.content_type or "")
    name = clean(file.filename)
    return Attachment(kind_of(media_type, name), clean(file.url), name, media_type, file.size, origin=origin)
