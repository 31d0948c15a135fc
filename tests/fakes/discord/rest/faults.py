"""Trouble on demand: the next requests that match go wrong."""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from tests.fakes.discord.payload import Payload
from tests.fakes.discord.rest.call import Answer


@dataclass(slots=True, eq=False)
class Fault:
    """Befalls the next `times` requests that match, after letting `skip` of them through.

    `path` is a template ("/channels/{channel_id}/messages") or a pattern ("/channels/*/messages"); `method`
    may be "*". With `accepted` the request is carried out first and only its answer goes wrong: the
    moment between Discord's acceptance and the bot's record. `stall` seconds pass before anything else.
    """

    method: str = "*"
    path: str = "*"
    times: int = 1
    skip: int = 0
    stall: float = 0.0
    drop: bool = False
    accepted: bool = False
    answer: Answer | None = None
    headers: dict[str, str] = field(default_factory=dict[str, str])

    def matches(self, method: str, path: str, template: str) -> bool:
        named = self.path == template or fnmatchcase(path, self.path)
        return self.method in ("*", method) and named

    def __str__(self) -> str:
        when = "after acceptance" if self.accepted else "before"
        parts = [f"stalled {self.stall:g} s"] if self.stall else []
        parts += ["connection dropped"] if self.drop else []
        parts += [f"answered {self.answer.status}"] if self.answer else []
        return f"{', '.join(parts)} {when}"


class Faults:
    """What is still to go wrong, in the order it was asked for."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        self.waiting.append(fault)
        return fault

    def clear(self) -> None:
        self.waiting.clear()

    def rate_limit(
        self, seconds: float, method: str = "*", path: str = "*", *, times: int = 1, everywhere: bool = False
    ) -> Fault:
        """429 with `retry_after`; `everywhere` is Discord's global limit."""
        return self.add(limited(Fault(method, path, times), seconds, everywhere=everywhere))

    def fail(
        self, status: int, method: str = "*", path: str = "*", *, times: int = 1, accepted: bool = False
    ) -> Fault:
        """500, 502, 503 and the like."""
        answer = Answer(status, {"message": f"{status}: Trouble made by a test", "code": 0})
        return self.add(Fault(method, path, times, accepted=accepted, answer=answer))

    def stall(
        self, seconds: float, method: str = "*", path: str = "*", *, times: int = 1, accepted: bool = False
    ) -> Fault:
        """The answer is late; with `accepted` the deed is done at once and only its answer is late."""
        return self.add(Fault(method, path, times, stall=seconds, accepted=accepted))

    def drop(self, method: str = "*", path: str = "*", *, times: int = 1, accepted: bool = False) -> Fault:
        """The connection breaks before (or, `accepted`, after) the request is carried out."""
        return self.add(Fault(method, path, times, drop=True, accepted=accepted))

    def take(self, method: str, path: str, template: str) -> Fault | None:
        """The fault that befalls this request; counts it."""
        for fault in self.waiting:
            if not fault.matches(method, path, template):
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.waiting.remove(fault)
            return fault
        return None


def limited(fault: Fault, seconds: float, *, everywhere: bool, scope: str = "user") -> Fault:
    """`fault` as an answer 429 in Discord's shape; discord.py believes it only with a `Via` header."""
    fault.answer = Answer(429, too_many(seconds, everywhere=everywhere))
    fault.headers = limit_headers(seconds, everywhere=everywhere, scope=scope)
    return fault


def too_many(seconds: float, *, everywhere: bool) -> Payload:
    return {"message": "You are being rate limited.", "retry_after": round(seconds, 3), "global": everywhere}


def limit_headers(seconds: float, *, everywhere: bool, scope: str = "user") -> dict[str, str]:
    headers = {"Retry-After": str(int(seconds) + 1), "Via": "1.1 google"}
    if everywhere:
        return headers | {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}
    return headers | {"X-RateLimit-Scope": scope}
