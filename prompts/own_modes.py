"""Modes of the owner's: a Markdown file each, with a title, a description and more on top between two lines of ---."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock

import structlog

from texts import N_, Translator, translator

LONGEST = 16_000
"""Characters of a mode's prompt."""
LONGEST_TITLE = 60
LONGEST_DESCRIPTION = 100
ENDING = ".md"

_NAME = re.compile(r"[a-z0-9_-]{1,16}")
_FRONT = re.compile(r"\s*---[ \t]*\n(.*?)\n---[ \t]*\n(.*)", re.DOTALL)
_FIELDS = frozenset({"title", "description", "model", "when"})
_log = structlog.get_logger(__name__)

_Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class OwnMode:
    """`name` is at most 16 ASCII characters, `stem` what the file is called without its ending. `model` is asked first,
    empty for whoever answers elsewhere; `when` tells the model that sorts messages which ones belong here, empty for
    none.
    """

    name: str
    stem: str
    title: str
    description: str
    text: str
    model: str = ""
    when: str = ""


class Unusable(ValueError):
    """What is wrong with a file; `told` says it to the owner."""

    def __init__(self, reason: str, **fields: object) -> None:
        super().__init__(reason.format(**fields))
        self._reason, self._fields = reason, fields

    def told(self, _: Translator) -> str:
        return _(self._reason).format(**self._fields)


@dataclass(frozen=True, slots=True)
class Problem:
    file: Path
    what: Unusable


class OwnModes:
    """The modes that a folder has now: what is added or changed is read at the next look, from whatever thread.

    A file that can't be read any more keeps the words that it had. `promptless` are names that no file may have,
    `knows_model` says whether there is a model of a name.
    """

    def __init__(
        self,
        folder: Path,
        promptless: Collection[str] = (),
        knows_model: Callable[[str], bool] = lambda name: True,
    ) -> None:
        self._folder = folder
        self._promptless = promptless
        self._knows_model = knows_model
        self._stamps: dict[Path, _Stamp] = {}
        self._modes: dict[Path, OwnMode] = {}
        self._problems: dict[Path, Unusable] = {}
        self._one_at_a_time = Lock()

    def __call__(self) -> tuple[OwnMode, ...]:
        with self._one_at_a_time:
            files = dict(_files(self._folder))
            for kept in (self._stamps, self._modes, self._problems):
                for gone in kept.keys() - files.keys():
                    del kept[gone]
            for path, stamp in files.items():
                if self._stamps.get(path) != stamp:
                    self._stamps[path] = stamp
                    self._look_at(path)
            return tuple(self._modes[path] for path in sorted(self._modes))

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong in the folder now."""
        self()
        with self._one_at_a_time:
            return tuple(Problem(path, self._problems[path]) for path in sorted(self._problems))

    def _look_at(self, path: Path) -> None:
        self._problems.pop(path, None)
        try:
            mode = self._modes[path] = _read(path, self._promptless)
        except Unusable as unusable:
            kept = "keeps the words that it had" if path in self._modes else "left out"
            self._note(path, unusable, f"mode {kept}")
            return
        if mode.model and not self._knows_model(mode.model):
            unknown = N_("there is no model “{model}”, so it is answered by whoever answers elsewhere")
            self._note(path, Unusable(unknown, model=mode.model), "mode without its model")

    def _note(self, path: Path, unusable: Unusable, event: str) -> None:
        self._problems[path] = unusable
        _log.warning(event, file=str(path), reason=unusable.told(translator("en")))


def _files(folder: Path) -> Iterator[tuple[Path, _Stamp]]:
    """All that stands in the folder but what editors hide there, and when each was changed."""
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return
    for path in paths:
        if path.name.startswith(".") or path.name.endswith("~"):
            continue
        try:
            found = path.stat()
        except OSError:
            yield path, (0, 0)
        else:
            yield path, (found.st_mtime_ns, found.st_size)


def _read(path: Path, promptless: Collection[str]) -> OwnMode:
    """Raises Unusable."""
    if path.suffix != ENDING or path.is_dir():
        raise Unusable(N_("a mode is a file whose name ends in {ending}"), ending=ENDING)
    if path.stem in promptless:
        raise Unusable(N_("“{name}” has no prompt of its own; give the file another name"), name=path.stem)
    try:
        parts = _FRONT.fullmatch(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise Unusable(N_("it is no text in UTF-8")) from None
    except OSError as error:
        raise Unusable(N_("it can't be read ({why})"), why=error.strerror or error) from None
    if parts is None:
        raise Unusable(
            N_("it must begin with a line of ---, then title and description, then another line of ---")
        )
    fields = dict(map(_field, filter(str.strip, parts[1].splitlines())))
    text = parts[2].strip()
    for name, most in (("title", LONGEST_TITLE), ("description", LONGEST_DESCRIPTION)):
        if not 0 < len(fields.get(name, "")) <= most:
            raise Unusable(N_("it must have a {name} of 1 to {most} characters"), name=name, most=most)
    if not 0 < len(text) <= LONGEST:
        raise Unusable(
            N_("it must have a prompt under the second line of ---, of at most {most} characters"),
            most=LONGEST,
        )
    return OwnMode(_name(path.stem), path.stem, text=text, **fields)


def _field(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or name.strip() not in _FIELDS:
        known = ", ".join(sorted(_FIELDS))
        raise Unusable(N_("the line “{line}” should be one of {known}"), line=line.strip(), known=known)
    return name.strip(), value.partition(" #")[0].strip().strip("\"'")


def _name(stem: str) -> str:
    return stem if _NAME.fullmatch(stem) else sha256(stem.encode()).hexdigest()[:16]
