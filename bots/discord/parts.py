"""A text as the messages that it takes."""

from bots.discord.posts import Part
from bots.discord.rendering import Message, draft, render
from bots.discord.rest import Upload

_CODE = "text/plain; charset=utf-8"


def parts_of(markdown: str) -> list[Part]:
    """The messages of a whole text; none for one in which there is nothing to see."""
    return [_part(message) for message in render(markdown)]


def parts_of_draft(markdown: str) -> list[Part]:
    """The text so far, without files."""
    return [_part(message) for message in draft(markdown)]


def _part(message: Message) -> Part:
    files = tuple(Upload(file.name, file.text.encode(), _CODE) for file in message.files)
    return Part(message.text, files)
