"""What the server does to a text before it shows it: control characters, white space, entity bounds.

Follows TDLib's fix_formatted_text, except that an entity past the end of the text is refused, not clipped:
for a bot that is always a mistake.
"""

import re
from collections.abc import Sequence

from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.formatting import utf16
from tests.fakes.telegram.formatting.detection import with_detected
from tests.fakes.telegram.wire import Json

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
BYTE_LIMIT = 1 << 15

_DROPPED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_BLANKED = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
_PAIRS = re.compile("[\U00010000-\U0010ffff]")
_INVISIBLE = re.compile(
    "[ \n\u00a0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc\U000e0000-\U000e01ff]*"
)


def tidy(text: str, entities: Sequence[Json], allow_empty: bool) -> tuple[str, tuple[Json, ...]]:
    """The text and entities as they will stand in the message. Raises `Refused`."""
    if _SURROGATES.search(text):
        raise bad_request("strings must be encoded in UTF-8")
    kept = _checked(text, entities)
    text, kept = _without_controls(text, kept)
    text, kept = _trimmed(text, kept)
    if _INVISIBLE.fullmatch(text):
        if not allow_empty:
            raise bad_request("text must be non-empty")
        return "", ()
    return text, with_detected(text, kept)


def _checked(text: str, entities: Sequence[Json]) -> list[Json]:
    """The entities that cover something, in Telegram's order."""
    if not entities:
        return []
    end, inside = _bounds(text)
    for entity in entities:
        offset, size = entity["offset"], entity["length"]
        if not 0 <= offset <= 1_000_000:
            raise bad_request(f"receive an entity with incorrect offset {offset}")
        if not 0 <= size <= 1_000_000:
            raise bad_request(f"receive an entity with incorrect length {size}")
        if offset + size > end:
            raise bad_request("ENTITY_BOUNDS_INVALID")
        if offset in inside:
            raise bad_request(f"entity begins in a middle of a UTF-16 symbol at UTF-16 offset {offset}")
        if offset + size in inside:
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol"
            )
    covering = [dict(entity) for entity in entities if entity["length"]]
    return sorted(covering, key=lambda entity: (entity["offset"], -entity["length"]))


def _bounds(text: str) -> tuple[int, frozenset[int]]:
    """The length in UTF-16 units, and the offsets that lie inside a surrogate pair."""
    pairs = [match.start() for match in _PAIRS.finditer(text)]
    inside = frozenset(start + number + 1 for number, start in enumerate(pairs))
    return len(text) + len(pairs), inside


def _without_controls(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    text = _BLANKED.sub(" ", text)
    dropped = [utf16.length(text[: match.start()]) for match in _DROPPED.finditer(text)]
    if not dropped:
        return text, entities
    moved: list[Json] = []
    for entity in entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        before = sum(1 for at in dropped if at < start)
        within = sum(1 for at in dropped if start <= at < end)
        if entity["length"] > within:
            moved.append(entity | {"offset": start - before, "length": entity["length"] - within})
    return _DROPPED.sub("", text), moved


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    text = text.rstrip(" \n")
    end = utf16.length(text)
    kept = [
        entity | {"length": min(entity["length"], end - entity["offset"])}
        for entity in entities
        if entity["offset"] < end
    ]
    first = min((entity["offset"] for entity in kept), default=end)
    lead = min(len(text) - len(text.lstrip(" \n")), first)
    return text[lead:], [entity | {"offset": entity["offset"] - lead} for entity in kept]
