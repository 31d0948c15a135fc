"""Dialogues to learn from, in a CSV file as DialoGPT's data sets have them: a row is a reply and what came before.

The columns are `response`, `context` (what was said right before), `context/0` (before that), `context/1`, and so on;
others are passed over. Commas, semicolons and tabs part them.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

RESPONSE = "response"

_CONTEXT = re.compile(r"context(?:/(\d+))?")
_DELIMITERS = ",;\t"


class DataError(ValueError):
    """A sentence for whoever trains: what is wrong with the file."""


@dataclass(frozen=True, slots=True)
class Row:
    """`turns` in the order in which they were said, the reply last; `line` is where it begins in the file."""

    line: int
    turns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BadRow:
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Where things stand in a row; `contexts` from the latest to the oldest."""

    count: int
    response: int
    contexts: tuple[int, ...]


def read(file: Path) -> tuple[list[Row], list[BadRow]]:
    """The rows to learn from, and those that are left out. Raises DataError."""
    text = _text(file)
    if not text.strip():
        raise DataError(f"{file} is empty.")
    delimiter = _delimiter(text)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    columns = _columns(next(reader), file)
    rows: list[Row] = []
    bad: list[BadRow] = []
    for line, cells in _numbered(reader):
        wrong = _wrong(cells, columns)
        if wrong:
            bad.append(BadRow(line, wrong))
        elif cells:
            rows.append(Row(line, _turns(cells, columns)))
    if not rows and not bad:
        raise DataError(f"{file} has column names but no rows.")
    return rows, bad


def _text(file: Path) -> str:
    data = file.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DataError(f"{file} is not UTF-8: line {line} can't be read. Save it as UTF-8.") from None


def _delimiter(text: str) -> str:
    """The one that finds most columns we know."""
    first = next(line for line in text.splitlines() if line.strip())
    return max(_DELIMITERS, key=lambda mark: sum(map(_is_known, next(csv.reader([first], delimiter=mark)))))


def _is_known(name: str) -> bool:
    return _tidied(name) == RESPONSE or _CONTEXT.fullmatch(_tidied(name)) is not None


def _tidied(name: str) -> str:
    return name.strip().casefold()


def _columns(header: Sequence[str], file: Path) -> Columns:
    names = [_tidied(name) for name in header]
    there = f"Its columns are: {', '.join(header)}."
    if RESPONSE not in names:
        raise DataError(f"{file} has no column {RESPONSE}. {there}")
    contexts = {_age(name): at for at, name in enumerate(names) if _CONTEXT.fullmatch(name)}
    if not contexts:
        raise DataError(f"{file} has no column context. {there}")
    known = [name for name in names if _is_known(name)]
    if len(known) > len(set(known)):
        raise DataError(f"{file} has a column twice. {there}")
    return Columns(len(names), names.index(RESPONSE), tuple(contexts[age] for age in sorted(contexts)))


def _age(name: str) -> int:
    """How long before the reply it was said; `context` is the latest."""
    found = _CONTEXT.fullmatch(name)
    return -1 if found is None or found[1] is None else int(found[1])


def _numbered(reader: "Iterator[list[str]]") -> Iterator[tuple[int, list[str] | None]]:
    """Each row with the line where it begins; None for one that is no CSV."""
    while True:
        line = reader.line_num + 1  # type: ignore[attr-defined]  # a reader has it, its type isn't public
        try:
            yield line, next(reader)
        except csv.Error:
            yield line, None
        except StopIteration:
            return


def _wrong(cells: Sequence[str] | None, columns: Columns) -> str:
    """Why the row is left out; empty where it isn't. A blank line is no row."""
    if cells is None:
        return "its quotes or its length are not those of a CSV file"
    if not cells:
        return ""
    if len(cells) != columns.count:
        return f"it has {len(cells)} columns instead of {columns.count}"
    said = [bool(cells[at].strip()) for at in columns.contexts]
    if not cells[columns.response].strip():
        return "its response is empty"
    if not any(said):
        return "its context is empty"
    if not all(said[: sum(said)]):
        return "an empty context stands before a later one"
    return ""


def _turns(cells: Sequence[str], columns: Columns) -> tuple[str, ...]:
    before = [cells[at].strip() for at in reversed(columns.contexts)]
    return (*filter(None, before), cells[columns.response].strip())
