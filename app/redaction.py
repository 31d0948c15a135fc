"""Keeping secrets out of what is written down."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import cast
from urllib.parse import quote

HIDDEN = "[hidden]"

_SHORTEST = 6
_SECRET_NAME = re.compile(
    r"(?:(?:^|[_.\-\s])(?:api|access|private)?key|token|secret|password|passwd|authorization|cookie|credentials?)$",
    re.IGNORECASE,
)
_SHAPES = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        (r"\bsk-[\w-]{8,}", HIDDEN),
        (r"(?<!\d)\d{6,}:[\w-]{30,}", HIDDEN),
        (r"\b(bearer|basic|bot)\s+[\w.~+/=-]{16,}", rf"\1 {HIDDEN}"),
        (r"(://[^\s/:@]*):[^\s/@]+@", rf"\1:{HIDDEN}@"),
        (
            r"""((?:api[_-]?key|access[_-]?token|password|passwd|secret|authorization|cookie)["']?\s*[:=]\s*["']?)"""
            r"""(?!bearer\b|basic\b|bot\b|\[hidden\])[^\s"',;&})]+""",
            rf"\1{HIDDEN}",
        ),
    )
)


class Redactor:
    """Replaces the given secrets, however they are quoted, and whatever has the shape of one.

    A secret under six characters can't be told from other text and is left to the shapes.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = {form for secret in secrets if len(secret) >= _SHORTEST for form in _forms(secret)}
        longest_first = sorted(forms, key=len, reverse=True)
        self._values = re.compile("|".join(map(re.escape, longest_first))) if forms else None

    def __call__(self, text: str) -> str:
        if self._values is not None:
            text = self._values.sub(HIDDEN, text)
        for shape, replacement in _SHAPES:
            text = shape.sub(replacement, text)
        return text


def is_secret_name(name: str) -> bool:
    """Whether a variable, a field or a header of this name holds a secret."""
    return _SECRET_NAME.search(name) is not None


def hide_by_name(fields: Mapping[str, object]) -> dict[str, object]:
    """The same fields, with those hidden whose name says that they are secret, at any depth."""
    return {name: HIDDEN if is_secret_name(name) else _inside(value) for name, value in fields.items()}


def _inside(value: object) -> object:
    if isinstance(value, Mapping):
        fields = cast("Mapping[object, object]", value)
        return hide_by_name({str(name): held for name, held in fields.items()})
    if isinstance(value, list | tuple):
        return [_inside(item) for item in cast("Iterable[object]", value)]
    return value


def _forms(secret: str) -> set[str]:
    escaped = {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1]}
    return {secret, quote(secret), quote(secret, safe=""), *escaped}
