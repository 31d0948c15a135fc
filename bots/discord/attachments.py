"""The files in a Discord message."""

from typing import Literal

import discord

from bots.discord.spelling import clean
from graphs.dialogue import Attachment

Kind = Literal["image", "audio", "video", "file"]
_KINDS: dict[str, Kind] = {"image": "image", "audio": "audio", "video": "video"}


def attachments_of(message: discord.Message) -> tuple[Attachment, ...]:
    """What can be fetched by address, for about a day; sizes are in bytes."""
    forwarded = [file for snapshot in message.message_snapshots for file in snapshot.attachments]
    return tuple(_attachment(file) for file in (*message.attachments, *forwarded))


def _attachment(file: discord.Attachment) -> Attachment:
    media_type = clean(file.content_type or "")
    kind = _KINDS.get(media_type.partition("/")[0], "file")
    return Attachment(kind, clean(file.url), clean(file.filename), media_type, file.size)
