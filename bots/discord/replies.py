"""A whole reply as Discord's messages."""

from dataclasses import replace

from bots.discord.components import links_beside, panels
from bots.discord.parts import parts_of
from bots.discord.posts import Part
from graphs.dialogue import Reply

MORE = "…"
"""What stands over buttons for which there was no room under the answer."""


def parts_of_reply(reply: Reply, owner: str) -> list[Part]:
    """`owner` is the id of the person whose answer it is: the buttons are for them."""
    files = [f"{file.name or file.kind}: {file.ref}" for file in reply.attachments]
    text = "\n\n".join(filter(None, (reply.text, *files, links_beside(reply.panel))))
    *before, last = parts_of(text) or [Part(MORE)]
    first, *more = panels(reply.panel, owner)
    return [*before, replace(last, rows=tuple(first)), *(Part(MORE, rows=tuple(rows)) for rows in more)]
