"""The plain text files in a message, which are read as if their words had been written."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import replace
from pathlib import PurePath

import structlog

from bots.commands import find_command
from bots.counter import Asked
from bots.markup import repeated
from bots.platform import Fetching, NotFetched, Platform, TooLarge
from bots.trying_again import try_again
from graphs.dialogue import Attachment, Incoming, Reply, dump
from storage.settlement import Settlements
from texts import Translator

LARGEST = 512 * 1024
"""Bytes of a file."""
_ENDINGS = frozenset(
    {".txt", ".md", ".csv", ".tsv", ".log", ".srt", ".vtt", ".json", ".yaml", ".yml", ".toml", ".xml"}
)
_OLDER = {"ru": "cp1251", "zh": "gb18030"}
"""What text was written in before UTF-8, by the person's language."""

_log = structlog.get_logger(__name__)


def text_files(incoming: Incoming) -> tuple[Attachment, ...]:
    return tuple(file for file in incoming.attachments if file.kind == "file" and _is_text(file))


def is_to_be_read(incoming: Incoming, platform: Platform) -> bool:
    """Whether there are text files in it that nobody has read. A command is about something else."""
    if incoming.pressed or incoming.read or find_command(incoming.text) is not None:
        return False
    return isinstance(platform, Fetching) and bool(text_files(incoming))


def as_read(incoming: Incoming) -> Incoming:
    """With the words of the files in their place."""
    if not incoming.read:
        return incoming
    files = text_files(incoming)
    text = "\n\n".join(filter(None, (incoming.text, *incoming.read)))
    rest = tuple(file for file in incoming.attachments if file not in files)
    return replace(incoming, text=text, attachments=rest)


async def read_files(
    source: int, incoming: Incoming, asked: Asked, platform: Platform, settlements: Settlements
) -> Incoming | Reply:
    """The message with the words of its files, kept for later tries of the turn `source`; or why they aren't there."""
    assert isinstance(platform, Fetching)
    _, words = asked._, list[str]()
    for file in text_files(incoming):
        name = repeated(file.name or _("a file"))
        try:
            text = _decoded(await platform.fetch(file, LARGEST), asked.locale)
        except TooLarge as error:
            return Reply(_too_large(name, error.most, _))
        except NotFetched as error:
            _log.info("a file was not fetched", turn=asked.turn_id, reason=str(error))
            lost = _("I couldn't get “{name}” just now. Your message is kept.").format(name=name)
            return Reply(lost, try_again(source, asked.locale))
        if not text:
            return Reply(_("I find no text in “{name}”. Please send it as text in UTF-8.").format(name=name))
        words.append(text)
    whole = replace(incoming, read=tuple(words))
    await settlements.understood(source, dump(whole), None)
    return whole


def _is_text(file: Attachment) -> bool:
    return file.media_type.startswith("text/") or PurePath(file.name.casefold()).suffix in _ENDINGS


def _too_large(name: str, most: int, _: Translator) -> str:
    larger = _("“{name}” is larger than {most} kB, and I read no larger texts. Please send it in parts.")
    return larger.format(name=name, most=most // 1024)


def _decoded(data: bytes, locale: str) -> str:
    """Empty for what is no text."""
    marked = data.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", _OLDER.get(locale, "")):
        try:
            text = data.decode(encoding) if encoding else ""
        except UnicodeDecodeError:
            continue
        return "" if "\0" in text else text.strip()
    return ""
