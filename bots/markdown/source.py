"""Markdown prepared for a CommonMark parser, so that nothing is taken for what a model can't have meant.

HTML and link definitions would vanish: they become text. Bare addresses and formulas would lose their
underscores and stars: addresses become links, formulas become characters. A single tilde means "about".
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias, cast

import pyromark

from bots.markdown import formulas

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH | pyromark.Options.ENABLE_TASKLISTS
)
_SUSPECT = re.compile(r"[<~\\$]|://|\]:")
_PASSES = 6  # HTML inside HTML comes to light pass by pass; what is left then is still shown as it stands
_BREAK = re.compile(rb"<br\s*/?>", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ADDRESS_OR_DEFINITION = re.compile(
    r"(?<![\w<])(?P<address>https?://(?:[^\s<>|`\"\\]|\\[!-/:-@\[-`{-~])+)"
    r"|\]:",
    re.IGNORECASE,
)
_AFTER_ADDRESS = frozenset("?!.,:;*_~'])}»”’")

Event: TypeAlias = str | Mapping[str, object]
Region: TypeAlias = tuple[int, int]
_Edit: TypeAlias = tuple[int, int, bytes]


def events(markdown: str) -> Iterator[tuple[Event, Region]]:
    """What pyromark reads, each with its place in the UTF-8 bytes of the text."""
    for event, place in pyromark.events_with_range(markdown, options=_OPTIONS, merge_text=True):
        yield cast("Event", event), (place["start"], place["end"])


def prepare(markdown: str) -> str:
    """The same words, in Markdown that a parser reads in the way a person would."""
    if not _SUSPECT.search(markdown):
        return markdown
    for _ in range(_PASSES if "<" in markdown or "~" in markdown else 0):
        edits = sorted(_literal(markdown))
        if not edits:
            break
        markdown = _edited(markdown, edits)
    return _edited(markdown, _textual(markdown))


def _edited(markdown: str, edits: Iterable[_Edit]) -> str:
    """`edits` are in order."""
    source, done = markdown.encode(), 0
    pieces: list[bytes] = []
    for start, end, text in edits:
        pieces += (source[done:start], text)
        done = end
    return b"".join((*pieces, source[done:])).decode()


def _literal(markdown: str) -> Iterator[_Edit]:
    """Edits that make text of HTML and of single tildes."""
    source = markdown.encode()
    for event, (start, end) in events(markdown):
        if isinstance(event, str):
            continue
        if event.get("Start") == "Strikethrough" and source[start + 1 : start + 2] != b"~":
            yield start, start, b"\\"
            yield end - 1, end - 1, b"\\"
        elif "InlineHtml" in event or event.get("Start") == "HtmlBlock":
            opening = source.find(b"<", start, end)
            line_break = _BREAK.match(source, opening)
            yield (opening, line_break.end(), b"&#10;") if line_break else (opening, opening, b"\\")


def _textual(markdown: str) -> Iterator[_Edit]:
    """Edits of formulas, addresses and definitions, outside of what is code or a link already."""
    source = markdown.encode()
    done = 0
    for event, (start, end) in events(markdown):
        if not isinstance(event, str) and _is_fixed(event) and end > done:
            yield done, start, _rewritten(source[done:start].decode()).encode()
            done = end
    yield done, len(source), _rewritten(source[done:].decode()).encode()


def _is_fixed(event: Mapping[str, object]) -> bool:
    started = event.get("Start")
    if isinstance(started, Mapping):
        return not {"CodeBlock", "Link", "Image"}.isdisjoint(cast("Mapping[str, object]", started))
    return "Code" in event or "InlineHtml" in event or "Html" in event


def _rewritten(text: str) -> str:
    pieces: list[str] = []
    done = 0
    for found in formulas.find(text):
        pieces += (_linked(text[done : found.start()]), formulas.shown(found))
        done = found.end()
    return "".join((*pieces, _linked(text[done:])))


def _linked(text: str) -> str:
    return _ADDRESS_OR_DEFINITION.sub(_link_or_colon, text)


def _link_or_colon(found: "re.Match[str]") -> str:
    address = found["address"]
    if not address:
        return r"]\:"
    end = _end(address)
    inside = _ESCAPE.sub(r"\1", address[:end]).replace("&amp;", "&")
    return f"<{inside}>{address[end:]}"


def _end(address: str) -> int:
    """Where an address ends in a sentence: a full stop is not part of it, a bracket that it opened is."""
    end, unopened = len(address), address.count(")") - address.count("(")
    while end and address[end - 1] in _AFTER_ADDRESS:
        if address[end - 1] == ")":
            if unopened <= 0:
                break
            unopened -= 1
        end -= 1
    return end
