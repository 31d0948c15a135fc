"""From what a call carries (a text, a parse mode, entities) to the text of a message."""

from collections.abc import Sequence
from typing import Any

from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.formatting import cleaning, utf16
from tests.fakes.telegram.formatting.html import parse_html
from tests.fakes.telegram.formatting.markdown import parse_markdown, parse_markdown_v2
from tests.fakes.telegram.wire import Json, is_array, is_object

_TYPES = (
    "mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler "
    "blockquote expandable_blockquote code pre text_link text_mention custom_emoji date_time"
)
ENTITY_TYPES = frozenset(_TYPES.split())
ENTITY_LIMIT = 100
_PARSERS = {"markdown": parse_markdown, "markdownv2": parse_markdown_v2, "html": parse_html}


def message_text(text: str, parse_mode: str, entities: Any) -> tuple[str, tuple[Json, ...]]:
    """The text of a message, up to 4096 UTF-16 units. Raises `Refused`."""
    if not text:
        raise bad_request("message text is empty")
    text, found = _formatted(text, parse_mode, entities, allow_empty=False)
    if utf16.length(text) > cleaning.TEXT_LIMIT:
        raise bad_request("message is too long")
    return text, found


def caption(text: str, parse_mode: str, entities: Any) -> tuple[str, tuple[Json, ...]]:
    """A caption, up to 1024 UTF-16 units; it may be empty. Raises `Refused`."""
    text, found = _formatted(text, parse_mode, entities, allow_empty=True)
    if utf16.length(text) > cleaning.CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return text, found


def _formatted(text: str, parse_mode: str, entities: Any, allow_empty: bool) -> tuple[str, tuple[Json, ...]]:
    if len(text.encode("utf-8", "surrogatepass")) > cleaning.BYTE_LIMIT:
        raise bad_request("text is too long")
    mode = parse_mode.lower()
    if not text or mode in {"", "none"}:
        return cleaning.tidy(text, check_entities(entities), allow_empty)
    parser = _PARSERS.get(mode)
    if parser is None:
        raise bad_request("unsupported parse_mode")
    parsed, found = parser(text)
    return cleaning.tidy(parsed, found, allow_empty)


def check_entities(entities: Any) -> Sequence[Json]:
    """MessageEntity objects as a list. Raises `Refused` for anything else."""
    if entities is None or entities == "":
        return ()
    if not is_array(entities):
        raise bad_request("can't parse entities JSON object")
    if len(entities) > ENTITY_LIMIT:
        raise bad_request("ENTITIES_TOO_LONG")
    for entity in entities:
        _check_entity(entity)
    return entities


def _check_entity(entity: Any) -> None:
    prefix = "can't parse MessageEntity:"
    if not is_object(entity):
        raise bad_request(f"{prefix} expected an Object")
    for name in ("type", "offset", "length"):
        if name not in entity:
            raise bad_request(f'{prefix} Can\'t find field "{name}"')
    for name in ("offset", "length"):
        if not isinstance(entity[name], int) or isinstance(entity[name], bool):
            raise bad_request(f'{prefix} Field "{name}" must be of type Number')
    if entity["type"] not in ENTITY_TYPES:
        raise bad_request(f'{prefix} type "{entity["type"]}" is unsupported')
    if entity["type"] == "text_link" and not entity.get("url"):
        raise bad_request(f'{prefix} Can\'t find field "url"')
    if entity["type"] == "pre" and not isinstance(entity.get("language", ""), str):
        raise bad_request(f'{prefix} Field "language" must be of type String')
