"""A whole reply as Discord's messages."""

from dataclasses import replace

from bots.discord.components import links_beside, panels
from bots.discord.parts import parts_of, parts_of_draft
from bots.discord.posts import Part
from graphs.dialogue import Reply

MORE = "…"
"""What stands over buttons for which there was no room under the answer."""


def parts_of_reply(reply: Reply, owner: str, *, files: bool = True) -> list[Part]:
    """`owner` is the id of the person whose answer it is: the buttons are for them. Without `files` very long
    code is text like all else.
    """
    named = [f"{file.name or file.kind}: {file.ref}" for file in reply.attachments]
    text = "\n\n".join(filter(None, (reply.text, *named, links_beside(reply.panel))))
    *before, last = (parts_of(text) if files else parts_of_draft(text)) or [Part(MORE)]
    first, *more = panels(reply.panel, owner)
    return [*before, replace(last, rows=tuple(first)), *(Part(MORE, rows=tuple(rows)) for rows in more)]
