"""A transcript as it is written down: what the person did, and what then stood there new or changed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_CHANGING = (
    (re.compile(r"\b[0-9a-f]{32}\b"), "ID"),
    (re.compile(r"/b/[\w-]{20,}"), "/b/KEY"),
    (re.compile(r"(?:/[\w.-]+)+/exports/\S+/"), "HOME/exports/"),
    (re.compile(r"\b\d{15,20}\b"), "ACCOUNT"),
    (re.compile(r"\b6\d{9}\b"), "ACCOUNT"),
)
"""What is another one each time."""


@dataclass(slots=True)
class Written:
    """`seen` is what stood there at the last look, by message."""

    lines: list[str] = field(default_factory=list[str])
    seen: dict[str, str] = field(default_factory=dict[str, str])

    def did(self, what: str, by: str = "") -> None:
        self.lines.append(f"{by}› {what}")

    def shows(self, now: Mapping[str, str]) -> None:
        """What is new or different; a message that went is told, too."""
        for message, text in now.items():
            before = self.seen.get(message)
            if before == text:
                continue
            self.lines += _marked("~ " if before else "  ", text)
        self.lines += ["~ (a message is gone)" for message in self.seen if message not in now]
        self.seen = dict(now)
        self.lines.append("")

    @property
    def text(self) -> str:
        text = "\n".join(self.lines).rstrip() + "\n"
        for pattern, name in _CHANGING:
            text = pattern.sub(name, text)
        return text


def _marked(mark: str, text: str) -> Iterable[str]:
    first, *rest = text.splitlines() or [""]
    return [f"{mark}{first}".rstrip(), *(f"  {line}".rstrip() for line in rest)]
