"""parse_mode=MarkdownV2 and the older parse_mode=Markdown."""

import re
from dataclasses import dataclass, field

from tests.fakes.telegram.errors import Refused, bad_request
from tests.fakes.telegram.formatting import utf16
from tests.fakes.telegram.wire import Json

_RESERVED = "_*[]()~`>#+-=|{}.!"
_MARKS = {"||": "spoiler", "__": "underline", "*": "bold", "_": "italic", "~": "strikethrough"}
_LINK = re.compile(r"\((?P<url>(?:\\.|[^)\\])*)\)")
_CODE = re.compile(
    r"```(?:(?P<language>[^\s`]+)?\n)?(?P<block>(?:\\.|[^\\])*?)```|`(?P<code>(?:\\.|[^`\\])*)`", re.DOTALL
)


@dataclass(slots=True)
class _Reader:
    source: str
    position: int = 0
    text: list[str] = field(default_factory=list[str])
    units: int = 0
    entities: list[Json] = field(default_factory=list[Json])
    open_marks: list[tuple[str, int, int]] = field(default_factory=list[tuple[str, int, int]])
    quote_start: int | None = None

    def put(self, text: str) -> None:
        self.text.append(text)
        self.units += utf16.length(text)

    def close(self, kind: str, offset: int, **more: str) -> None:
        if self.units > offset:
            self.entities.append({"type": kind, "offset": offset, "length": self.units - offset} | more)

    def unreadable(self, problem: str) -> Refused:
        return bad_request(f"can't parse entities: {problem}")

    def bytes_before(self, position: int) -> int:
        return len(self.source[:position].encode())


def parse_markdown_v2(source: str) -> tuple[str, list[Json]]:
    reader = _Reader(source)
    while reader.position < len(source):
        _step(reader)
    _end_quote(reader)
    if reader.open_marks:
        mark, _, position = reader.open_marks[-1]
        kind = _MARKS.get(mark, "text_link").title().replace("_L", "L")
        at = reader.bytes_before(position)
        raise reader.unreadable(f"Can't find end of {kind} entity at byte offset {at}")
    return "".join(reader.text), sorted(reader.entities, key=lambda one: (one["offset"], -one["length"]))


def _step(reader: _Reader) -> None:
    source, at = reader.source, reader.position
    character = source[at]
    line_start = at == 0 or source[at - 1] == "\n"
    if character == "\\" and at + 1 < len(source) and ord(source[at + 1]) <= 126:
        reader.put(source[at + 1])
        reader.position += 2
    elif character == ">" and line_start:
        reader.quote_start = reader.units if reader.quote_start is None else reader.quote_start
        reader.position += 1
    elif character == "\n":
        if source[at + 1 : at + 2] != ">":
            _end_quote(reader)
        reader.put("\n")
        reader.position += 1
    elif character == "`":
        _code(reader)
    elif character in "[]":
        _link(reader, character)
    elif mark := next((one for one in _MARKS if source.startswith(one, at)), ""):
        _mark(reader, mark)
    elif character in _RESERVED:
        raise reader.unreadable(
            f"Character '{character}' is reserved and must be escaped with the preceding '\\'"
        )
    else:
        reader.put(character)
        reader.position += 1


def _end_quote(reader: _Reader) -> None:
    if reader.quote_start is None:
        return
    kind = "blockquote"
    if reader.open_marks and reader.open_marks[-1][:2] == ("||", reader.units):
        reader.open_marks.pop()
        kind = "expandable_blockquote"
    reader.close(kind, reader.quote_start)
    reader.quote_start = None


def _mark(reader: _Reader, mark: str) -> None:
    start = reader.position
    reader.position += len(mark)
    if reader.open_marks and reader.open_marks[-1][0] == mark:
        _, offset, _ = reader.open_marks.pop()
        reader.close(_MARKS[mark], offset)
    else:
        reader.open_marks.append((mark, reader.units, start))


def _link(reader: _Reader, bracket: str) -> None:
    start = reader.position
    reader.position += 1
    if bracket == "[":
        reader.open_marks.append(("[", reader.units, start))
        return
    if not reader.open_marks or reader.open_marks[-1][0] != "[":
        raise reader.unreadable("Character ']' is reserved and must be escaped with the preceding '\\'")
    _, offset, _ = reader.open_marks.pop()
    match = _LINK.match(reader.source, reader.position)
    if match is not None:
        reader.position = match.end()
        reader.close("text_link", offset, url=re.sub(r"\\(.)", r"\1", match["url"]))


def _code(reader: _Reader) -> None:
    match = _CODE.match(reader.source, reader.position)
    if match is None:
        at = reader.bytes_before(reader.position)
        raise reader.unreadable(f"Can't find end of Code entity at byte offset {at}")
    offset, block = reader.units, match["block"]
    reader.put(re.sub(r"\\(.)", r"\1", match["code"] if block is None else block, flags=re.DOTALL))
    language = {"language": match["language"]} if match["language"] else {}
    reader.close("code" if block is None else "pre", offset, **language)
    reader.position = match.end()


_OLD = re.compile(
    r"\\(?P<escaped>[_*`\[])|```(?:(?P<language>\w+)\n)?(?P<pre>.*?)```|`(?P<code>[^`]*)`|\*(?P<bold>[^*]*)\*"
    r"|_(?P<italic>[^_]*)_|\[(?P<label>[^\]]*)\]\((?P<url>[^)]*)\)|(?P<lost>[_*`\[])|(?P<plain>[^_*`\[\\]+|\\)",
    re.DOTALL,
)


def parse_markdown(source: str) -> tuple[str, list[Json]]:
    reader = _Reader(source)
    for match in _OLD.finditer(source):
        offset, kind = reader.units, match.lastgroup or "plain"
        if kind == "lost":
            at = reader.bytes_before(match.start())
            raise reader.unreadable(f"Can't find end of the entity starting at byte offset {at}")
        reader.put(match["label"] if kind == "url" else match[kind])
        if kind == "url":
            reader.close("text_link", offset, url=match["url"])
        elif kind not in {"plain", "escaped"}:
            reader.close(kind, offset, **({"language": match["language"]} if match["language"] else {}))
    return "".join(reader.text), reader.entities
