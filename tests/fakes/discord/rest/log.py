"""What the bot asked of the REST API, in order."""

from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any

from tests.fakes.discord.rules.form import Problem


@dataclass(slots=True)
class Request:
    """One request. `status` is None while it runs and when its connection was dropped; `took` is seconds."""

    at: datetime
    method: str
    path: str
    template: str
    body: Any = None
    files: tuple[str, ...] = ()
    status: int | None = None
    answer: Any = None
    took: float = 0.0
    fault: str = ""

    def __str__(self) -> str:
        outcome = self.status if self.status is not None else "no answer"
        trouble = f" [{self.fault}]" if self.fault else ""
        return f"{self.at:%H:%M:%S.%f} {self.method} {self.path} → {outcome}{trouble}"


@dataclass(frozen=True, slots=True)
class Violation:
    """A request that Discord would have refused for its form."""

    request: str
    problems: tuple[Problem, ...]

    def __str__(self) -> str:
        return f"{self.request}: " + "; ".join(map(str, self.problems))


class Log:
    """`violations` should be empty at the end of a test; `untrue` are this server's own slips."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.violations: list[Violation] = []
        self.untrue: list[Violation] = []

    def of(self, method: str = "*", path: str = "*") -> list[Request]:
        """Requests by method and by template or pattern ("/channels/*/messages")."""
        return [
            request
            for request in self.requests
            if method in ("*", request.method)
            and (path == request.template or fnmatchcase(request.path, path))
        ]

    def clear(self) -> None:
        self.requests.clear()
        self.violations.clear()
