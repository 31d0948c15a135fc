"""The Bot API as described by telegram-bot-api.json, where that file is present.

`$TELEGRAM_SPEC` names it; otherwise it is looked for in `../shared/specs` beside the repository.
"""

import json
import os
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.fakes.telegram.wire import Json, is_array, is_object

REPOSITORY = Path(__file__).resolve().parents[3]
_ALWAYS = re.compile(r"(?:must be|always) [\"“]?(\w+)[\"”]?(?:$|[.,;])")
_SCALARS: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "String": (str,),
    "Boolean": (bool,),
    "True": (bool,),
}


_ALSO_STRINGS = frozenset({"InputPollOption", "KeyboardButton"})
"""Objects that the server also takes as their text alone."""


@dataclass(frozen=True, slots=True)
class Field:
    """`always` is the only value that a telling field such as `type` may have, empty for other fields."""

    name: str
    types: tuple[str, ...]
    required: bool
    always: str = ""


@dataclass(slots=True)
class Findings:
    """What is wrong with a value. `unknown` are names that this version of the API does not have."""

    missing: list[str] = field(default_factory=list[str])
    mistyped: list[str] = field(default_factory=list[str])
    unknown: list[str] = field(default_factory=list[str])

    @property
    def broken(self) -> bool:
        return bool(self.missing or self.mistyped)

    def take(self, other: "Findings") -> None:
        self.missing += other.missing
        self.mistyped += other.mistyped
        self.unknown += other.unknown


class Specification:
    """Methods and types by name. Methods are kept by their lower-case names."""

    def __init__(self, document: Json) -> None:
        self.version = str(document.get("version", ""))
        self.methods = {name.lower(): _fields(one) for name, one in document["methods"].items()}
        self.names = {name.lower(): name for name in document["methods"]}
        self.returns = {name.lower(): tuple(one["returns"]) for name, one in document["methods"].items()}
        self.types = {name: _fields(one) for name, one in document["types"].items()}
        self.subtypes = {
            name: tuple(one["subtypes"]) for name, one in document["types"].items() if one.get("subtypes")
        }

    def check_fields(self, fields: dict[str, Field], value: Json, path: str) -> Findings:
        found = Findings()
        found.missing += [
            _join(path, one.name) for one in fields.values() if one.required and one.name not in value
        ]
        for name, inner in value.items():
            if name not in fields:
                found.unknown.append(_join(path, name))
            elif inner is not None:
                found.take(self.check(fields[name].types, inner, _join(path, name)))
        return found

    def check(self, types: tuple[str, ...], value: Any, path: str) -> Findings:
        """The findings of the type that fits `value` best."""
        candidates = [
            self._check_one(one, value, path) for name in types for one in self._concrete(name, value)
        ]
        if not candidates:
            return Findings(mistyped=[f"{path}: {' or '.join(types)} expected"])
        return min(candidates, key=lambda one: (len(one.missing) + len(one.mistyped), len(one.unknown)))

    def _concrete(self, name: str, value: Any) -> list[str]:
        """The type itself, or those of its subtypes whose discriminating fields agree with the value."""
        if name not in self.subtypes:
            return [name]
        return [
            concrete
            for subtype in self.subtypes[name]
            for concrete in self._concrete(subtype, value)
            if is_object(value)
            and all(one.always == value.get(one.name) for one in self.types[concrete].values() if one.always)
        ]

    def _check_one(self, name: str, value: Any, path: str) -> Findings:
        if name in _SCALARS:
            is_wrong = not isinstance(value, _SCALARS[name]) or (
                isinstance(value, bool) and bool not in _SCALARS[name]
            )
            return Findings(mistyped=[f"{path}: {name} expected"] if is_wrong else [])
        if name.startswith("Array of "):
            if not is_array(value):
                return Findings(mistyped=[f"{path}: {name} expected"])
            found = Findings()
            for index, inner in enumerate(value):
                found.take(self.check((name.removeprefix("Array of "),), inner, f"{path}[{index}]"))
            return found
        if name == "InputFile" or (name in _ALSO_STRINGS and isinstance(value, str)):
            return Findings()
        if not is_object(value):
            return Findings(mistyped=[f"{path}: {name} expected"])
        return self.check_fields(self.types[name], value, path)


def _fields(described: Json) -> dict[str, Field]:
    return {
        one["name"]: Field(
            one["name"], tuple(one["types"]), one["required"], _always(one["name"], one["description"])
        )
        for one in described.get("fields", [])
    }


def _always(name: str, description: str) -> str:
    found = _ALWAYS.search(description) if name in {"type", "source", "status"} else None
    return found.group(1) if found else ""


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def default_path() -> Path:
    return Path(
        os.environ.get("TELEGRAM_SPEC") or REPOSITORY.parent / "shared" / "specs" / "telegram-bot-api.json"
    )


@cache
def load(path: Path | None = None) -> Specification | None:
    """None where the file is absent: then only the rules built in here are checked."""
    place = path or default_path()
    return Specification(json.loads(place.read_text())) if place.is_file() else None
