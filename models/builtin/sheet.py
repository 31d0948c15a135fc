"""A message under the pencil: what has been understood is replaced by one private-use character each."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

_SIZE = 0x200


@dataclass(frozen=True, slots=True)
class Area(Generic[T]):
    """Which characters stand for things of one kind; `any` matches one of them in a pattern."""

    first: int
    kind: type[T]

    @property
    def any(self) -> str:
        return f"[{chr(self.first)}-{chr(self.first + _SIZE - 1)}]"


class Sheet:
    """The text so far, and what its marks stand for. An area takes 512 marks; more than that stays text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._values: dict[str, object] = {}
        self._used: dict[int, int] = {}

    def mark(
        self, pattern: re.Pattern[str], area: Area[T], read: Callable[[re.Match[str]], T | None]
    ) -> None:
        """Replaces every match that `read` makes something of."""

        def replace(match: re.Match[str]) -> str:
            value = read(match)
            return match[0] if value is None else self.put(area, value) or match[0]

        self.text = pattern.sub(replace, self.text)

    def put(self, area: Area[T], value: T) -> str:
        """A new mark for `value`, with room around it; empty when the area is full."""
        number = self._used.get(area.first, 0)
        if number >= _SIZE:
            return ""
        self._used[area.first] = number + 1
        mark = chr(area.first + number)
        self._values[mark] = value
        return f" {mark} "

    def value(self, area: Area[T], mark: str) -> T:
        value = self._values[mark]
        assert isinstance(value, area.kind)
        return value

    def values(self, area: Area[T], text: str | None = None) -> list[T]:
        """What the marks of `area` in `text` (all of it by default) stand for, in their order."""
        found = (self._values.get(character) for character in (self.text if text is None else text))
        return [value for value in found if isinstance(value, area.kind)]
