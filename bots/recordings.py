"""The recordings in a message, and the message once they were listened to."""

from dataclasses import replace

from bots.commands import find_command
from graphs.dialogue import Attachment, Incoming


def recordings(incoming: Incoming) -> tuple[Attachment, ...]:
    """What is to be listened to: all that is sound, and video that came without a word."""
    kinds = ("audio",) if incoming.text else ("audio", "video")
    return tuple(file for file in incoming.attachments if file.kind in kinds)


def is_to_be_heard(incoming: Incoming) -> bool:
    """Whether there are recordings in it that nobody has listened to. A command is about something else."""
    if incoming.pressed or incoming.heard or find_command(incoming.text) is not None:
        return False
    return bool(recordings(incoming))


def as_said(incoming: Incoming) -> Incoming:
    """With the spoken words in place of the recordings, as if they had been written."""
    if not incoming.heard:
        return incoming
    listened = recordings(incoming)
    spoken = (heard.text for heard in incoming.heard)
    text = "\n\n".join(words for words in (incoming.text, *spoken) if words)
    rest = tuple(file for file in incoming.attachments if file not in listened)
    return replace(incoming, text=text, attachments=rest)
