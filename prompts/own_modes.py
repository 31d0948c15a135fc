"""Modes of the owner's: a Markdown file each, with a title, a description and more on top between two lines of ---."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import structlog

LONGEST = 16_000
"""Characters of a mode's prompt."""
LONGEST_TITLE = 60
LONGEST_DESCRIPTION = 100

_NAME = re.compile(r"[a-z0-9_-]{1,16}")
_FRONT = re.compile(r"\s*---[ \t]*\n(.*?)\n---[ \t]*\n(.*)", re.DOTALL)
_FIELDS = frozenset({"title", "description", "model", "when"})
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OwnMode:
    """`name` is at most 16 ASCII characters. `model` is asked first, empty for whoever answers elsewhere; `when` tells
    the model that sorts messages which ones belong here, empty for none.
    """

    name: str
    title: str
    description: str
    text: str
    model: str = ""
    when: str = ""


def load(folder: Path) -> Iterator[OwnMode]:
    """Reads files. One that can't be read or lacks a part is left out, and the log says so."""
    for path in sorted(folder.glob("*.md")):
        try:
            yield _read(path)
        except (OSError, ValueError) as error:
            _log.warning("mode left out", file=str(path), reason=str(error))


def _read(path: Path) -> OwnMode:
    parts = _FRONT.fullmatch(path.read_text(encoding="utf-8-sig"))
    if parts is None:
        raise ValueError(
            "it must begin with a line of ---, then title and description, then another line of ---"
        )
    fields = dict(map(_field, filter(str.strip, parts[1].splitlines())))
    text = parts[2].strip()
    for name, most in (("title", LONGEST_TITLE), ("description", LONGEST_DESCRIPTION)):
        if not 0 < len(fields.get(name, "")) <= most:
            raise ValueError(f"it must have a {name} of 1 to {most} characters")
    if not 0 < len(text) <= LONGEST:
        raise ValueError(
            f"it must have a prompt under the second line of ---, of at most {LONGEST} characters"
        )
    return OwnMode(_name(path.stem), text=text, **fields)


def _field(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or name.strip() not in _FIELDS:
        raise ValueError(f"“{line.strip()}” is none of {', '.join(sorted(_FIELDS))}")
    return name.strip(), value.partition(" #")[0].strip().strip("\"'")


def _name(stem: str) -> str:
    return stem if _NAME.fullmatch(stem) else sha256(stem.encode()).hexdigest()[:16]
