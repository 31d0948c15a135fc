"""Markdown as plain text: no marks, tables as columns, links with their addresses."""

from collections.abc import Callable, Iterable

from markdown_it.tree import SyntaxTreeNode

from bots.terminal.markdown import parse
from bots.terminal.table import PlainTable, Side

WIDTH = 100


def plain(markdown: str, width: int = WIDTH) -> str:
    """Loses no word; only a table minds `width` (columns), everything else keeps its own lines."""
    return "\n".join(_blocks(SyntaxTreeNode(parse(markdown)).children, width))


def _blocks(nodes: Iterable[SyntaxTreeNode], width: int, *, tight: bool = False) -> list[str]:
    lines: list[str] = []
    for node in nodes:
        block = _block(node, width)
        if lines and block and not tight:
            lines.append("")
        lines.extend(block)
    return lines


def _block(node: SyntaxTreeNode, width: int) -> list[str]:
    draw = _BLOCKS.get(node.type)
    return draw(node, width) if draw else _words(node).split("\n")


def _list(node: SyntaxTreeNode, width: int) -> list[str]:
    first = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    tight = all(
        child.hidden for item in node.children for child in item.children if child.type == "paragraph"
    )
    lines: list[str] = []
    for number, item in enumerate(node.children, start=first or 0):
        mark = "- " if first is None else f"{number}. "
        if lines and not tight:
            lines.append("")
        lines.extend(_hung(mark, _blocks(item.children, width - len(mark), tight=tight)))
    return lines


def _hung(mark: str, lines: list[str]) -> list[str]:
    first, *rest = lines or [""]
    return [f"{mark}{first}".rstrip(), *(f"{' ' * len(mark)}{line}".rstrip() for line in rest)]


def _quote(node: SyntaxTreeNode, width: int) -> list[str]:
    return [f"| {line}".rstrip() for line in _blocks(node.children, width - 2)]


def _code(node: SyntaxTreeNode, _width: int) -> list[str]:
    return [f"    {line}".rstrip() for line in node.content.rstrip("\n").split("\n")]


def _rule(_node: SyntaxTreeNode, _width: int) -> list[str]:
    return ["-" * 40]


def _table(node: SyntaxTreeNode, width: int) -> list[str]:
    rows = [row for part in node.children for row in part.children]
    cells = [tuple(_words(cell).replace("\n", ", ").strip() for cell in row.children) for row in rows]
    sides: tuple[Side, ...] = tuple(_side(cell) for cell in rows[0].children)
    return PlainTable(cells[0], tuple(cells[1:]), sides).lines(width)


def _side(cell: SyntaxTreeNode) -> Side:
    return "right" if "right" in str(cell.attrs.get("style", "")) else "left"


def _words(node: SyntaxTreeNode) -> str:
    """The text of a heading, a paragraph or a cell."""
    if node.type == "hardbreak":
        return "\n"
    return "".join(map(_words, node.children)) if node.children else node.content


_BLOCKS: dict[str, Callable[[SyntaxTreeNode, int], list[str]]] = {
    "bullet_list": _list,
    "ordered_list": _list,
    "blockquote": _quote,
    "fence": _code,
    "code_block": _code,
    "hr": _rule,
    "table": _table,
}
