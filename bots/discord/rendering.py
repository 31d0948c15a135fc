"""Markdown as models write it to what Discord can show, with nothing missing."""

import re
from dataclasses import dataclass
from functools import cache

from bots.discord.dialect import LONGEST, DiscordPaper, drawn
from bots.markdown.characters import invisible
from bots.markdown.code_file import CodeFile
from bots.markdown.document import PLAIN, Marks
from bots.markdown.line import Style
from bots.markdown.lines import lines
from bots.markdown.reader import read
from bots.markdown.splitting import messages
from bots.markdown.unfinished import closed

_PHONE = 40
_MESSAGES_OF_CODE = 3
_URL = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)
_HEADINGS = 3
_MORE = "…"


@dataclass(frozen=True, slots=True)
class Message:
    """Up to 2000 code points of Discord's Markdown, never blank, and at most ten files."""

    text: str
    files: tuple[CodeFile, ...] = ()


def render(markdown: str, limit: int = LONGEST) -> tuple[Message, ...]:
    """The messages of an answer, in order: none for a text in which there is nothing to see.

    `limit` is in code points, 64 or more. Code that would fill more than three messages is a file of the
    message that mentions it. Addresses stand in angle brackets, so that no previews crowd the answer. Nobody
    is mentioned.
    """
    return _rendered(markdown, limit, files=True)


def draft(markdown: str) -> tuple[Message, ...]:
    """The answer so far, without files; never empty."""
    return _rendered(closed(markdown), LONGEST, files=False) or (Message(_MORE),)


def _rendered(markdown: str, limit: int, *, files: bool) -> tuple[Message, ...]:
    found = (
        Message(drawn(message), tuple(line.file for line in message if line.file))
        for message in messages(lines(read(markdown), _style(limit, files)), DiscordPaper(limit))
    )
    return tuple(message for message in found if not invisible(message.text))


def _heading(level: int) -> tuple[str, Marks]:
    return (f"{'#' * level} ", PLAIN) if level <= _HEADINGS else ("", frozenset({"bold"}))


@cache
def _style(limit: int, files: bool) -> Style:
    def goes_to_file(code: str) -> bool:
        if not files:
            return False
        return len(code) > _MESSAGES_OF_CODE * limit or max(map(len, code.split("\n"))) > limit // 2

    def opens(address: str) -> bool:
        return len(address) <= limit // 4 and _URL.fullmatch(address) is not None

    return Style(("-",), "———", _PHONE, _heading, opens, goes_to_file)
