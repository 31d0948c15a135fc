"""Tables in plain text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len

_GAP = "  "

Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class PlainTable:
    """Cells as plain text; `sides` says for each column where its text stands."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sides: tuple[Side, ...]

    def lines(self, width: int) -> list[str]:
        """Aligned columns, or "Label: value" lines where there is no header or not enough `width`."""
        if len(self.header) == 2 and not any(self.header):
            return [_labelled(label, value) for label, value in self.rows]
        columns = [max(map(cell_len, column)) for column in zip(self.header, *self.rows, strict=True)]
        if sum(columns) + len(_GAP) * (len(columns) - 1) > width:
            return list(self._records())
        rule = tuple("-" * column for column in columns)
        rows = (self.header, rule, *self.rows) if any(self.header) else self.rows
        return [self._aligned(row, columns) for row in rows]

    def _aligned(self, row: Sequence[str], columns: Sequence[int]) -> str:
        cells = [_padded(*place) for place in zip(row, columns, self.sides, strict=True)]
        return _GAP.join(cells).rstrip()

    def _records(self) -> Iterable[str]:
        for number, row in enumerate(self.rows):
            if number:
                yield ""
            yield from (_labelled(label, cell) for label, cell in zip(self.header, row, strict=True))


def _labelled(label: str, value: str) -> str:
    return f"{label}: {value}" if label else value


def _padded(cell: str, width: int, side: Side) -> str:
    padding = " " * (width - cell_len(cell))
    return padding + cell if side == "right" else cell + padding
