"""parse_mode=HTML."""

import html
import re

from tests.fakes.telegram.errors import Refused, bad_request
from tests.fakes.telegram.formatting import utf16
from tests.fakes.telegram.wire import Json

_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)((?:\s+[\w-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+))?)*)\s*>")
_ATTRIBUTE = re.compile(r"([\w-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?")
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
    "tg-spoiler": "spoiler", "span": "spoiler", "a": "text_link", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}  # fmt: skip


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Raises `Refused` as the server does for a tag that it does not know or that never ends."""
    text, entities, open_tags, position = "", list[Json](), list[tuple[str, Json]](), 0
    while position < len(source):
        if source[position] != "<":
            end = source.find("<", position)
            end = len(source) if end < 0 else end
            text += _REFERENCE.sub(lambda match: html.unescape(match.group()), source[position:end])
            position = end
            continue
        match = _TAG.match(source, position)
        if match is None:
            raise _unreadable(
                f'Unsupported start tag "{source[position + 1 :].split(">")[0].split(" ")[0]}"',
                source,
                position,
            )
        closing, name, attributes = match.group(1), match.group(2).lower(), match.group(3)
        if name not in _TYPES:
            raise _unreadable(f'Unsupported start tag "{name}"', source, position)
        if not closing:
            open_tags.append((name, _opened(name, attributes, utf16.length(text))))
        else:
            _close(name, open_tags, entities, utf16.length(text), source, position)
        position = match.end()
    if open_tags:
        raise bad_request(
            f"can't parse entities: Can't find end tag corresponding to start tag \"{open_tags[-1][0]}\""
        )
    return text, _merged(entities)


def _opened(name: str, attributes: str, offset: int) -> Json:
    values = {
        one[0].lower(): html.unescape(one[1] or one[2] or one[3]) for one in _ATTRIBUTE.findall(attributes)
    }
    entity: Json = {"type": _TYPES[name], "offset": offset}
    if name == "a":
        entity["url"] = values.get("href", "")
    if name == "code" and values.get("class", "").startswith("language-"):
        entity["language"] = values["class"].removeprefix("language-")
    if name == "blockquote" and "expandable" in values:
        entity["type"] = "expandable_blockquote"
    if name == "tg-emoji":
        entity["custom_emoji_id"] = values.get("emoji-id", "")
    return entity


def _close(
    name: str, open_tags: list[tuple[str, Json]], entities: list[Json], end: int, source: str, position: int
) -> None:
    if not open_tags:
        raise _unreadable("Unexpected end tag", source, position)
    opened, entity = open_tags.pop()
    if opened != name:
        raise _unreadable(f'Unmatched end tag, expected "</{opened}>", found "</{name}>"', source, position)
    if end > entity["offset"]:
        entities.append(entity | {"length": end - entity["offset"]})


def _merged(entities: list[Json]) -> list[Json]:
    """`<pre><code class="language-x">` is one block of code with a language."""
    blocks = {(one["offset"], one["length"]): one for one in entities if one["type"] == "pre"}
    kept = list[Json]()
    for entity in entities:
        block = blocks.get((entity["offset"], entity["length"]))
        if entity["type"] == "code" and block is not None:
            block |= {"language": entity["language"]} if "language" in entity else {}
            continue
        if entity["type"] == "code":
            entity.pop("language", None)
        if entity["type"] != "text_link" or entity["url"]:
            kept.append(entity)
    return sorted(kept, key=lambda entity: (entity["offset"], -entity["length"]))


def _unreadable(problem: str, source: str, position: int) -> Refused:
    at = len(source[:position].encode())
    return bad_request(f"can't parse entities: {problem} at byte offset {at}")
