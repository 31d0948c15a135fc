"""Markdown as models write it to what Telegram can show, with nothing missing."""

import re
from dataclasses import replace
from functools import cache, lru_cache
from unicodedata import normalize

from bots.markdown.characters import utf16_length
from bots.markdown.document import Marks
from bots.markdown.line import Line, Style
from bots.markdown.lines import lines
from bots.markdown.reader import read
from bots.markdown.splitting import messages
from bots.markdown.unfinished import closed
from bots.telegram.drawing import TelegramPaper, drawn, without_tabs
from bots.telegram.parts import LONGEST, FilePart, Part, TextPart

_PHONE = 32
_MESSAGES_OF_CODE = 3
_LONGEST_URL = 2000
_RING = re.compile("[AaUuWwYy]\u030a")
_DROPPED = re.compile("[\u030a\u0333\u033f]")
_URL = re.compile(
    r"https?://(?:(?:[^\W_]|[-_])+\.)+[^\W_](?:[^\W_]|-)*(?::(?P<port>[0-9]{1,5}))?(?:[/?#][^\s<>\"]*)?",
    re.IGNORECASE,
)
_MORE = "…"
_ENDING = f"\n{_MORE}"
_DRAFTED = 2 * LONGEST
"""Characters of Markdown that a draft reads: what comes later doesn't fit into its one message."""


def render(markdown: str, limit: int = LONGEST) -> tuple[Part, ...]:
    """The messages of an answer, in order: none for a text in which there is nothing to see.

    `limit` is in UTF-16 units, 64 or more. Code that would fill more than three messages is a file behind the
    message that mentions it.
    """
    parts: list[Part] = []
    for message in messages(_lines(markdown, _style(limit)), TelegramPaper(limit)):
        if text := drawn(message):
            parts.append(text)
        parts += (FilePart(line.file.name, line.file.text) for line in message if line.file)
    return tuple(parts)


def draft(markdown: str) -> TextPart:
    """The answer so far in one message, never empty: its beginning, and "…" where there is more than fits.

    A text that only grows has the same draft from 8192 characters on.
    """
    if len(markdown) > _DRAFTED:
        return _beginning(markdown[:_DRAFTED])
    return _drafted(markdown, more=False)


@lru_cache(256)
def _beginning(markdown: str) -> TextPart:
    return _drafted(markdown, more=True)


def _drafted(markdown: str, *, more: bool) -> TextPart:
    paper = TelegramPaper(LONGEST - len(_ENDING))
    found = filter(None, map(drawn, messages(_lines(closed(markdown), _style(None)), paper)))
    first = next(found, None)
    if first is None:
        return TextPart(_MORE)
    return replace(first, text=first.text + _ENDING) if more or next(found, None) else first


def _lines(markdown: str, style: Style) -> list[Line]:
    return [without_tabs(line) for line in lines(read(_accepted(markdown)), style)]


def _accepted(text: str) -> str:
    """Telegram removes three combining characters; the ring of å survives inside its letter."""
    composed = _RING.sub(lambda letter: normalize("NFC", letter[0]), text)
    return _DROPPED.sub("", composed)


def _heading(_level: int) -> tuple[str, Marks]:
    return "", frozenset({"bold"})


@cache
def _style(limit: int | None) -> Style:
    """Without a limit, no code goes to a file."""

    def goes_to_file(code: str) -> bool:
        if limit is None:
            return False
        longest = max(map(utf16_length, code.split("\n")))
        return longest > limit or utf16_length(code) > _MESSAGES_OF_CODE * limit

    return Style(("•", "◦", "▪"), "———", _PHONE, _heading, opens, goes_to_file)


def opens(address: str) -> bool:
    """Whether Telegram takes an address for a link; it refuses the whole message for one that it doesn't."""
    found = _URL.fullmatch(address) if len(address) <= _LONGEST_URL else None
    return found is not None and 0 < int(found["port"] or 80) < 1 << 16
