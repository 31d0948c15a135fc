"""Markdown on a terminal with colours."""

from typing import ClassVar

from rich import box
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Markdown, MarkdownElement, TableElement
from rich.syntax import Syntax
from rich.table import Table

from bots.terminal.markdown import parse

CODE_THEME = "ansi_dark"
"""The terminal's own colours, so that code can be read on a light background too."""


class _Table(TableElement):
    """Without a heading it is a summary, with its labels on the left."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        headings = [cell.content for cell in self.header.row.cells] if self.header and self.header.row else []
        headed = any(heading.plain for heading in headings)
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, show_header=headed)
        for number, heading in enumerate(headings):
            table.add_column(
                heading, style="" if headed or number else "dim", justify=heading.justify or "left"
            )
        for row in self.body.rows if self.body else ():
            table.add_row(*(cell.content for cell in row.cells))
        yield table


class _Code(CodeBlock):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Syntax(
            str(self.text).rstrip(), self.lexer_name, theme=self.theme, word_wrap=True, padding=(0, 2)
        )


class ReplyMarkdown(Markdown):
    """As rich draws it, from our own reading of the text and with less air."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "table_open": _Table,
        "fence": _Code,
        "code_block": _Code,
    }

    def __init__(self, text: str) -> None:
        super().__init__("", code_theme=CODE_THEME)
        self.parsed = parse(text)
