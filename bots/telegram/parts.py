"""What one call to Telegram can carry."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

EntityType = Literal[
    "bold", "italic", "strikethrough", "code", "pre", "text_link", "blockquote", "expandable_blockquote"
]

LONGEST = 4096
"""UTF-16 units in a message."""

MOST_ENTITIES = 95
"""Telegram drops those after the hundredth without a word, and counts the mentions that it finds itself."""


@dataclass(frozen=True, slots=True)
class Entity:
    """`offset` and `length` are in UTF-16 units. `url` belongs to a text_link, `language` to pre."""

    type: EntityType
    offset: int
    length: int
    url: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class TextPart:
    """Text that is as Telegram will show it: trimmed, never empty, with entities that lie inside each other."""

    text: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file of text (UTF-8)."""

    name: str
    text: str


Part: TypeAlias = TextPart | FilePart
