"""How figures are shown."""

import json
import os
import platform
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from app.bench.measure import Figure


class Report:
    """Prints each part when it is done; `write` keeps all of it as JSON."""

    def __init__(self) -> None:
        self._console = Console(width=None if os.isatty(1) else 110)
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
        missed = [figure for _, figures in self._parts for figure in figures if figure.met is False]
        for figure in missed:
            self._console.print(f"missed: {figure.name} is {_number(figure.value)} {figure.unit}")

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
        table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
        for heading in ("", "measured", "floor", "ratio", "target", "", "note"):
            table.add_column(heading, justify="left" if heading in ("", "note") else "right")
        for figure in figures:
            table.add_row(
                figure.name,
                f"{_number(figure.value)} {figure.unit}",
                "" if figure.floor is None else _number(figure.floor),
                "" if figure.ratio is None else f"{figure.ratio:.1f}×",
                "" if figure.target is None else _number(figure.target),
                {True: "met", False: "missed", None: ""}[figure.met],
                figure.note,
            )
        self._console.print(table)
        self._console.print()


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
