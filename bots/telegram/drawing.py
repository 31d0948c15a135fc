"""Lines as Telegram takes them: plain text, and entities that say how it looks."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from bots.markdown.characters import invisible, utf16_length
from bots.markdown.document import Spans, words
from bots.markdown.line import Line, Size
from bots.markdown.nesting import runs
from bots.telegram.parts import LONGEST, MOST_ENTITIES, Entity, EntityType, TextPart

_TYPES: dict[str, EntityType] = {
    "bold": "bold",
    "italic": "italic",
    "strike": "strikethrough",
    "code": "code",
    "link": "text_link",
}
_TAB = 4
FOLDED = 400
"""A quote of more UTF-16 units shows its beginning, and the rest on a tap: it is not what people look for first."""


class TelegramPaper:
    def __init__(self, limit: int = LONGEST) -> None:
        self.limit = Size(limit, MOST_ENTITIES)

    def size(self, line: Line) -> Size:
        text = line.lead + words(line.spans)
        return Size(utf16_length(text), 0 if line.code else len(runs(line.spans)))

    def joint(self, before: Line | None, line: Line) -> Size:
        code = line.code != 0 and (before is None or before.code != line.code)
        quote = line.quote != 0 and (before is None or before.quote != line.quote)
        return Size(0 if before is None else 1 + line.gap, code + quote)


def without_tabs(line: Line) -> Line:
    """Telegram makes one space of a tab; indents of code should stay what they were."""
    if not any("\t" in span.text for span in line.spans):
        return line
    return replace(
        line,
        spans=tuple(
            replace(span, text=span.text.expandtabs(_TAB) if line.code else span.text.replace("\t", " "))
            for span in line.spans
        ),
    )


def drawn(lines: Sequence[Line]) -> TextPart | None:
    """One message, as Telegram will show it; nothing where there is nothing to see."""
    message = _Message()
    for line in lines:
        message.add(line)
    return message.part()


class _Message:
    """A message in the making; lengths are in UTF-16 units."""

    def __init__(self) -> None:
        self._text = ""
        self._entities: list[Entity] = []
        self._last = Line(())
        self._length = 0
        self._code_start = 0
        self._quote_start = 0

    def add(self, line: Line) -> None:
        if line.code != self._last.code:
            self._end_code()
        if line.quote != self._last.quote:
            self._end_quote()
        if self._text:
            self._write("\n" * (1 + line.gap))
        if line.code != self._last.code:
            self._code_start = self._length
        if line.quote != self._last.quote:
            self._quote_start = self._length
        self._last = line
        self._write(line.lead if self._text else line.lead.lstrip())
        if not line.code:
            self._mark(line.spans)
        self._write(words(line.spans))

    def part(self) -> TextPart | None:
        self._end_code()
        self._end_quote()
        text = self._text.rstrip(" \n")
        if invisible(text):
            return None
        end = utf16_length(text)
        kept = (replace(entity, length=min(entity.length, end - entity.offset)) for entity in self._entities)
        return TextPart(text, tuple(sorted((entity for entity in kept if entity.length > 0), key=_order)))

    def _write(self, text: str) -> None:
        self._text += text
        self._length += utf16_length(text)

    def _mark(self, spans: Spans) -> None:
        lengths = (utf16_length(span.text) for span in spans)
        places = list(accumulate(lengths, initial=self._length))
        for run in runs(spans):
            if run.address and run.address == words(spans[run.first : run.end]):
                continue  # Telegram finds it itself, and then opens it without asking
            start, end = places[run.first], places[run.end]
            self._entities.append(Entity(_TYPES[run.kind], start, end - start, url=run.address))

    def _end_code(self) -> None:
        if self._last.code:
            length = self._length - self._code_start
            self._entities.append(Entity("pre", self._code_start, length, language=self._last.language))

    def _end_quote(self) -> None:
        if self._last.quote:
            length = self._length - self._quote_start
            kind: EntityType = "expandable_blockquote" if length > FOLDED else "blockquote"
            self._entities.append(Entity(kind, self._quote_start, length))


def _order(entity: Entity) -> tuple[int, int, bool]:
    """The wider one first; a quote stands around everything."""
    return entity.offset, -entity.length, not entity.type.endswith("blockquote")
