"""A whole reply as Discord's messages."""

from collections.abc import Iterator
from dataclasses import replace

from bots.discord import wording
from bots.discord.components import links_beside, panels
from bots.discord.parts import parts_of, parts_of_draft
from bots.discord.posts import Part
from bots.discord.uploads import MOST, Files, has_address
from graphs.dialogue import Reply
from texts import detect, listed

MORE = "…"
"""What stands over buttons for which there was no room under the answer."""


def parts_of_reply(
    reply: Reply, owner: str, *, files: bool = True, sent: Files | None = None, locale: str = "en"
) -> list[Part]:
    """`owner` is the id of the person whose answer it is: the buttons are for them. Without `files` very long
    code is text like all else. `sent` are the files that go with it.
    """
    text = "\n\n".join(filter(None, (reply.whole, *_beside(reply, sent or Files(), locale))))
    parts = (parts_of(text) if files else parts_of_draft(text)) or [Part(MORE)]
    *before, last = _with_files(parts, sent or Files())
    first, *more = panels(reply.panel, owner)
    return [*before, replace(last, rows=tuple(first)), *(Part(MORE, rows=tuple(rows)) for rows in more)]


def _beside(reply: Reply, sent: Files, locale: str) -> Iterator[str]:
    """What is said of files and links that can't hang on a message."""
    for file in reply.attachments:
        if has_address(file):
            yield f"{file.name or file.kind}: {file.ref}"
    if sent.unsent:
        spoken = detect(reply.text, locale)
        yield wording.not_sent(listed(sent.unsent, spoken), spoken)
    yield links_beside(reply.panel)


def _with_files(parts: list[Part], sent: Files) -> list[Part]:
    """The files hang on the last message that has room for them, and on further ones."""
    *before, last = parts
    room = MOST - len(last.files)
    last = replace(last, files=(*last.files, *sent.uploads[:room]))
    more = [sent.uploads[begin : begin + MOST] for begin in range(room, len(sent.uploads), MOST)]
    return [*before, last, *(Part(MORE, tuple(files)) for files in more)]
