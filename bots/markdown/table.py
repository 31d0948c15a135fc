"""Tables for narrow screens: aligned columns where they fit, else lines that carry their labels."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from rich.cells import cell_len

from bots.markdown.document import Code, Rows, Span, Spans, Table, marked, stripped, words

_GAP = "  "
_NOTHING: Spans = (Span("–"),)


def laid_out(table: Table, width: int) -> Rows | Code:
    """`width` is in columns of a monospaced font. Two columns are always "label: value" lines."""
    header = tuple(stripped(cell) for cell in table.header)
    rows = tuple(tuple(stripped(cell) for cell in row) for row in table.rows)
    if len(header) == 1:
        return Rows(tuple((_joined(row),) for row in ((marked(header[0], "bold"),), *rows)), loose=False)
    if not rows:
        return Rows(((_joined(header),),), loose=False)
    if len(header) == 2 and all(len(row) <= 2 for row in rows):
        return _labelled(header, rows)
    return _aligned(header, rows, table.right, width) or _records(header, rows)


def _labelled(header: tuple[Spans, ...], rows: Iterable[tuple[Spans, ...]]) -> Rows:
    lines = [(_line(marked(label, "bold"), *value),) for label, *value in rows]
    if any(header):
        lines.insert(0, (_line(*(marked(cell, "italic") for cell in header)),))
    return Rows(tuple(lines), loose=False)


def _records(header: tuple[Spans, ...], rows: Iterable[tuple[Spans, ...]]) -> Rows:
    """Each row is a few lines, of which the first is its title."""
    return Rows(tuple(tuple(_record(header, row)) for row in rows), loose=True)


def _record(header: tuple[Spans, ...], row: tuple[Spans, ...]) -> Iterable[Spans]:
    for number, (label, value) in enumerate(zip_longest(header, row, fillvalue=())):
        line = _line(label, value or _NOTHING) if label else value
        if line:
            yield line if number else marked(line, "bold")


def _line(label: Spans, value: Spans = ()) -> Spans:
    if not label or not value:
        return label or value
    colon = " " if words(label).endswith((":", "?", "：")) else ": "
    return (*label, Span(colon), *value)


def _joined(cells: Iterable[Spans]) -> Spans:
    line: Spans = ()
    for cell in filter(None, cells):
        line = (*line, Span(" | "), *cell) if line else cell
    return line


def _aligned(
    header: tuple[Spans, ...], rows: tuple[tuple[Spans, ...], ...], right: Sequence[bool], width: int
) -> Code | None:
    """Nothing where it would be too wide, or would lose a link, a line end or a cell."""
    cells = [span for row in (header, *rows) for cell in row for span in cell]
    if any(span.link or "\n" in span.text for span in cells) or any(len(row) > len(header) for row in rows):
        return None
    texts = [[words(cell) for cell in row] + [""] * (len(header) - len(row)) for row in (header, *rows)]
    columns = [max(map(cell_len, column)) for column in zip(*texts, strict=True)]
    if sum(columns) + len(_GAP) * (len(columns) - 1) > width:
        return None
    rule = ["-" * column for column in columns]
    lines = [texts[0], rule, *texts[1:]] if any(texts[0]) else texts[1:]
    return Code("\n".join(_row(line, columns, right) for line in lines))


def _row(cells: Iterable[str], columns: Sequence[int], right: Sequence[bool]) -> str:
    padded = (
        " " * (column - cell_len(cell)) + cell if side else cell + " " * (column - cell_len(cell))
        for cell, column, side in zip(cells, columns, right, strict=True)
    )
    return _GAP.join(padded).rstrip()
