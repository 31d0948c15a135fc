"""The few forms of Markdown that answers are made of."""

from collections.abc import Sequence

from texts import listed, translator


def table(rows: Sequence[tuple[str, str]]) -> str:
    """Two columns; the first row is the heading."""
    lines = [f"| {_cell(left)} | {_cell(right)} |" for left, right in rows]
    return "\n".join([lines[0], "|---|---|", *lines[1:]])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def one_of(names: Sequence[str], locale: str) -> str:
    """A choice in words: Loft, Garden or Grand Hall."""
    _ = translator(locale)
    if len(names) < 2:
        return "".join(names)
    return _("{first} or {last}").format(first=listed(names[:-1], locale), last=names[-1])
