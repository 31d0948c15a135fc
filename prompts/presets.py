"""System messages to pick from: one Markdown file each, `# Title`, a line that describes it, and the text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import structlog

SHIPPED = Path(__file__).with_name("presets")
LONGEST = 8_000
"""Characters of a preset's text."""

_NAME = re.compile(r"[a-z0-9_-]{1,16}")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Preset:
    """`name` is at most 16 ASCII characters. `title` and `description` are shown as `_(preset.title)`: those that
    are shipped have translations, an owner's stay as they are.
    """

    name: str
    title: str
    description: str
    text: str


def load(folders: Iterable[Path] = ()) -> tuple[Preset, ...]:
    """The shipped presets by title, with the files in `folders` (which need not exist) over those of their name.

    Reads files. One that can't be read or lacks a part is left out, and the log says so.
    """
    presets: dict[str, Preset] = {}
    for folder in (SHIPPED, *folders):
        for path in sorted(folder.glob("*.md")):
            try:
                preset = _read(path)
            except (OSError, ValueError) as error:
                _log.warning("preset left out", file=str(path), reason=str(error))
            else:
                presets[preset.name] = preset
    return tuple(sorted(presets.values(), key=lambda preset: preset.title.casefold()))


def _read(path: Path) -> Preset:
    lines = path.read_text(encoding="utf-8").strip().splitlines()
    heading, description, *rest = [*lines, "", ""][: max(len(lines), 2)]
    text = "\n".join(rest).strip()
    title = heading.removeprefix("#").strip()
    if not heading.startswith("# ") or not title or not description.strip() or not text:
        raise ValueError("it must have a first line like “# Title”, a description under it, and a text")
    if len(text) > LONGEST:
        raise ValueError(f"its text is longer than {LONGEST} characters")
    return Preset(_name(path.stem), title, description.strip(), text)


def _name(stem: str) -> str:
    return stem if _NAME.fullmatch(stem) else sha256(stem.encode()).hexdigest()[:16]


class Presets:
    """The presets that there are now: a file that the owner adds or changes is read at the next look."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: tuple[tuple[str, int], ...] | None = None
        self._presets: tuple[Preset, ...] = ()

    def __call__(self) -> tuple[Preset, ...]:
        files = sorted(self._folder.glob("*.md"))
        seen = tuple((path.name, path.stat().st_mtime_ns) for path in files if path.exists())
        if seen != self._seen:
            self._seen, self._presets = seen, load((self._folder,))
        return self._presets
