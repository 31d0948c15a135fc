"""How figures are shown."""

import json
import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.table import Table

from app.bench.measure import Figure

_Column = tuple[str, Literal["left", "right"], bool]
_NOTE: _Column = ("note", "left", True)
_COLUMNS: tuple[_Column, ...] = (
    ("", "left", True),
    ("measured", "right", False),
    ("floor", "right", False),
    ("ratio", "right", False),
    ("target", "right", False),
    ("", "left", False),
    _NOTE,
)
"""Headings, to which side what stands below them goes, and whether it may take several lines."""
_WIDE = 100
"""Characters of a line from which on notes stand beside their figures."""


class Report:
    """Prints each part when it is done; `write` keeps all of it as JSON."""

    def __init__(self) -> None:
        self._console = Console(width=None if os.isatty(1) else 110, markup=False)
        self._parts: list[tuple[str, list[Figure]]] = []
        self._console.print(
            f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
        )

    def begin(self, title: str) -> None:
        self._show_last()
        self._parts.append((title, []))

    def add(self, figure: Figure) -> None:
        self._parts[-1][1].append(figure)

    def end(self) -> None:
        self._show_last()
        for part, figures in self._parts:
            for figure, name in zip(figures, _whole_names(figures), strict=True):
                if figure.met is False:
                    self._console.print(
                        f"missed: {part}: {name} is {_number(figure.value)} {figure.unit}".rstrip()
                    )

    def write(self, file: Path) -> None:
        taken = {
            "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
            "figures": [
                {"part": part, **asdict(figure), "ratio": figure.ratio, "met": figure.met}
                for part, figures in self._parts
                for figure in figures
            ],
        }
        file.write_text(json.dumps(taken, indent=2) + "\n", encoding="utf-8")

    def _show_last(self) -> None:
        if not self._parts:
            return
        title, figures = self._parts[-1]
        notes_beside = self._console.width >= _WIDE
        self._console.print(_table(title, figures, with_notes=notes_beside))
        if not notes_beside:
            for figure, name in zip(figures, _whole_names(figures), strict=True):
                if figure.note:
                    self._console.print(f"  {name}: {figure.note}", style="dim", highlight=False)
        self._console.print()


def _table(title: str, figures: Sequence[Figure], *, with_notes: bool) -> Table:
    """Without the columns that these figures have nothing for."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    columns = zip(_COLUMNS, zip(*map(_cells, figures), strict=True), strict=False)
    used = [(column, cells) for column, cells in columns if any(cells) and (with_notes or column != _NOTE)]
    for (heading, justify, wraps), _ in used:
        table.add_column(heading, justify=justify, no_wrap=not wraps)
    for row in zip(*(cells for _, cells in used), strict=True):
        table.add_row(*row)
    return table


def _cells(figure: Figure) -> tuple[str, ...]:
    """One for each of the columns."""
    return (
        figure.name,
        "absent" if figure.absent else f"{_number(figure.value)} {figure.unit}",
        "" if figure.floor is None else _number(figure.floor),
        "" if figure.ratio is None else f"{figure.ratio:.{1 if figure.ratio >= 10 else 2}f}×",
        "" if figure.target is None else _number(figure.target),
        {True: "met", False: "missed", None: ""}[figure.met],
        figure.note,
    )


def _whole_names(figures: Sequence[Figure]) -> Iterator[str]:
    """A name that goes on from the one above it is told with that one."""
    begun = ""
    for figure in figures:
        if not figure.name.startswith("... "):
            begun = figure.name
        yield f"{begun}, {figure.name[4:]}" if figure.name.startswith("... ") else figure.name


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
