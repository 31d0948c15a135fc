"""Markdown as models write it, read in the way that suits a terminal."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

_LINE_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("strikethrough").enable("table")
    return parser.disable("reference")  # a line like "[note]: words" would vanish


def parse(text: str) -> list[Token]:
    """Tokens in which line ends stay line ends and a link reads "label: address"."""
    tokens = _parser().parse(text)
    for token in tokens:
        if token.type == "inline":
            token.children = list(_with_links(token.children or []))
    return tokens


def _with_links(tokens: Sequence[Token]) -> Iterator[Token]:
    link: Token | None = None
    label: list[Token] = []
    for token in tokens:
        if token.type == "link_open":
            link, label = token, []
        elif token.type == "link_close" and link is not None:
            yield from _link(link, label, token)
            link = None
        elif link is not None:
            label.extend(_shown(token))
        else:
            yield from _shown(token)


def _link(link: Token, label: list[Token], end: Token) -> Iterator[Token]:
    address, title = str(link.attrs["href"]), str(link.attrs.get("title", ""))
    words = "".join(token.content for token in label)
    if link.markup == "autolink" or words == address:
        yield from (link, _text(words), end)
        return
    yield from label
    if words:
        yield _text(": ")
    yield from (link, _text(address), end)
    if title:
        yield _text(f" ({title})")


def _shown(token: Token) -> Iterator[Token]:
    if token.type == "image":
        yield _text(": ".join(part for part in (token.content, str(token.attrs["src"])) if part))
    elif token.type == "softbreak":
        yield _line_end()
    elif token.type == "text":
        first, *more = _LINE_BREAK.split(token.content)
        yield _text(first)
        for line in more:
            yield _line_end()
            yield _text(line)
    else:
        yield token


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _line_end() -> Token:
    return Token("hardbreak", "br", 0)
