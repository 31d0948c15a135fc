"""Messages of Telegram as a person reads them."""

import re
from collections.abc import Sequence

from bots.telegram.parts import Entity, FilePart, Part, TextPart

_MENTION = re.compile(r"📎 code(?:-\d+)?\.\w+")


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def covered(part: TextPart, entity: Entity) -> str:
    """The text of an entity; fails where it cuts a surrogate pair."""
    encoded = part.text.encode("utf-16-le")
    return encoded[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")


def readable(part: Part) -> str:
    """The text with the addresses of links behind their words, and of a file what is in it."""
    if isinstance(part, FilePart):
        return part.text
    encoded = part.text.encode("utf-16-le")
    pieces: list[str] = []
    done = 0
    for entity in sorted(part.entities, key=lambda entity: entity.offset + entity.length):
        if entity.url:
            end = 2 * (entity.offset + entity.length)
            pieces += (encoded[done:end].decode("utf-16-le"), f" {entity.url} ")
            done = end
    return _MENTION.sub("", "".join((*pieces, encoded[done:].decode("utf-16-le"))))


def joined(parts: Sequence[Part]) -> str:
    return "\n".join(map(readable, parts))


def check_limits(part: TextPart, limit: int = 4096) -> None:
    """Length, trimming, and entities that are in order, in bounds and inside each other."""
    assert 0 < utf16(part.text) <= limit
    assert len(part.entities) <= 100
    assert part.text == part.text.rstrip(" \n")
    assert part.text[0] not in " \n" or (part.entities and part.entities[0].offset == 0)
    open_until: list[int] = []
    last = (0, -limit)
    for entity in part.entities:
        assert last <= (entity.offset, -entity.length)
        last = (entity.offset, -entity.length)
        covered(part, entity)
        end = entity.offset + entity.length
        assert entity.length > 0
        assert end <= utf16(part.text)
        while open_until and open_until[-1] <= entity.offset:
            open_until.pop()
        assert not open_until or end <= open_until[-1]
        open_until.append(end)
