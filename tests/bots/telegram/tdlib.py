"""Telegram's own parser, as the oracle of what it takes."""

import ctypes
import html
import json
import os
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bots.telegram.parts import Entity, TextPart

ABSENT = (
    "TDLib is absent: set CONCIERGE_TDJSON to the path of libtdjson.so, or run tests/install_tdlib.sh (npm"
    " package prebuilt-tdlib)"
)
_CACHE = Path(__file__).parents[3] / ".cache" / "tdlib"
_TYPES = {
    "textEntityTypeBold": "bold",
    "textEntityTypeItalic": "italic",
    "textEntityTypeStrikethrough": "strikethrough",
    "textEntityTypeCode": "code",
    "textEntityTypePre": "pre",
    "textEntityTypePreCode": "pre",
    "textEntityTypeTextUrl": "text_link",
    "textEntityTypeBlockQuote": "blockquote",
    "textEntityTypeExpandableBlockQuote": "expandable_blockquote",
}
_PRE = {"@type": "textEntityTypePre"}
_DIRECTION = re.compile("[\u200c\u200e\u200f]")  # of several marks in a row, Telegram keeps the last
_MARKDOWN = re.compile(r"[*_~`|\[]")
_TAGS = {"bold": "b", "italic": "i", "strikethrough": "s", "code": "code", "blockquote": "blockquote"}


def library() -> Path | None:
    if given := os.environ.get("CONCIERGE_TDJSON"):
        return Path(given)
    return next(_CACHE.glob("node_modules/@prebuilt-tdlib/*/libtdjson.so"), None)


class TdLib:
    def __init__(self, path: Path) -> None:
        self._library = ctypes.CDLL(str(path))
        self._library.td_execute.restype = ctypes.c_char_p
        self._library.td_execute.argtypes = [ctypes.c_char_p]
        self._execute({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})

    def check(self, part: TextPart) -> None:
        """Fails unless Telegram would show the text and the entities as they are.

        Its parser of HTML finds the same entities again. What Telegram does to a text before it shows it can
        be seen only on texts without a sign of Markdown.
        """
        self._check_same(part, self._parsed(_as_html(part)))
        if not _MARKDOWN.search(part.text):
            self._check_same(part, self._execute({"@type": "parseMarkdown", "text": _formatted(part)}))

    def _check_same(self, part: TextPart, answer: dict[str, Any]) -> None:
        assert answer["@type"] == "formattedText", answer
        assert _DIRECTION.sub("", answer["text"]) == _DIRECTION.sub("", part.text)
        assert _looks(map(_entity, answer["entities"])) == _looks(part.entities)

    def takes(self, address: str) -> bool:
        return bool(self._parsed(f'<a href="{html.escape(address)}">x</a>').get("entities"))

    def _parsed(self, text: str) -> dict[str, Any]:
        return self._execute(
            {"@type": "parseTextEntities", "text": text, "parse_mode": {"@type": "textParseModeHTML"}}
        )

    def _execute(self, request: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self._library.td_execute(json.dumps(request).encode()))
        return answer


def _entity(entity: dict[str, Any]) -> Entity:
    kind = _TYPES[entity["type"]["@type"]]
    return Entity(kind, entity["offset"], entity["length"], language=entity["type"].get("language", ""))  # type: ignore[arg-type]  # one of the types, as the oracle says


def _formatted(part: TextPart) -> dict[str, Any]:
    entities = [
        {"@type": "textEntity", "offset": entity.offset, "length": entity.length, "type": _type(entity)}
        for entity in part.entities
    ]
    return {"@type": "formattedText", "text": part.text, "entities": entities}


def _type(entity: Entity) -> dict[str, Any]:
    if entity.type == "pre":
        return {"@type": "textEntityTypePreCode", "language": entity.language} if entity.language else _PRE
    name = next(name for name, kind in _TYPES.items() if kind == entity.type)
    return {"@type": name, "url": entity.url} if entity.url else {"@type": name}


def _looks(entities: Iterable[Entity]) -> Counter[tuple[str, str, int]]:
    """What each UTF-16 unit looks like. TDLib parts marks that lie inside each other, and rewrites addresses."""
    return Counter(
        (entity.type, entity.language, unit)
        for entity in entities
        for unit in range(entity.offset, entity.offset + entity.length)
    )


def _as_html(part: TextPart) -> str:
    encoded = part.text.encode("utf-16-le")
    edges = {0, len(encoded) // 2}
    edges.update(edge for entity in part.entities for edge in (entity.offset, entity.offset + entity.length))
    pieces: list[str] = []
    closing: list[tuple[int, str]] = []
    places = sorted(edges)
    for place, following in zip(places, [*places[1:], places[-1]], strict=True):
        while closing and closing[-1][0] == place:
            pieces.append(closing.pop()[1])
        for entity in part.entities:
            if entity.offset == place:
                opened, closed = _tags(entity)
                pieces.append(opened)
                closing.append((place + entity.length, closed))
        pieces.append(html.escape(encoded[2 * place : 2 * following].decode("utf-16-le"), quote=False))
    return "".join(pieces)


def _tags(entity: Entity) -> tuple[str, str]:
    if entity.type == "text_link":
        return f'<a href="{html.escape(entity.url)}">', "</a>"
    if entity.type == "expandable_blockquote":
        return "<blockquote expandable>", "</blockquote>"
    if entity.type != "pre":
        return f"<{_TAGS[entity.type]}>", f"</{_TAGS[entity.type]}>"
    if not entity.language:
        return "<pre>", "</pre>"
    return f'<pre><code class="language-{html.escape(entity.language)}">', "</code></pre>"
