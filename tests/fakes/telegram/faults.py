"""What goes wrong on demand, and to which calls."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from tests.fakes.telegram.calls import Call
from tests.fakes.telegram.errors import Refused, too_many_requests
from tests.fakes.telegram.wire import Json

Kind = Literal["refuse", "stall", "drop", "garble", "hold"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to go wrong. Where `accepted` is true the call takes effect first, and only its answer is lost,
    late or wrong. `seconds` is how long a stall lasts."""

    kind: Kind
    accepted: bool = False
    seconds: float = 0
    refusal: Refused | None = None


def too_many(retry_after: int = 1, accepted: bool = False) -> Fault:
    """429, with `retry_after` in seconds."""
    return Fault("refuse", accepted, refusal=too_many_requests(retry_after))


def server_error(code: int = 500, accepted: bool = False) -> Fault:
    texts = {
        500: "Internal Server Error",
        502: "Bad Gateway",
        503: "Service Unavailable",
        504: "Gateway Timeout",
    }
    return Fault("refuse", accepted, refusal=Refused(code, texts.get(code, "Internal Server Error")))


def refuse(code: int, description: str, parameters: Json | None = None, accepted: bool = False) -> Fault:
    """Any refusal, such as `refuse(403, "Forbidden: bot was blocked by the user")`."""
    return Fault("refuse", accepted, refusal=Refused(code, description, parameters))


def stall(seconds: float, accepted: bool = False) -> Fault:
    """The answer comes after `seconds`."""
    return Fault("stall", accepted, seconds)


def drop(accepted: bool = False) -> Fault:
    """The connection is cut. With `accepted` this is a lost acknowledgement."""
    return Fault("drop", accepted)


def garble(accepted: bool = True) -> Fault:
    """200 with half of a JSON object in it."""
    return Fault("garble", accepted)


def from_json(body: Json) -> Fault:
    """A fault as the control address takes it: {"kind": "too_many" | "server_error" | ..., its arguments}."""
    makers = {one.__name__: one for one in (too_many, server_error, refuse, stall, drop, garble)}
    arguments = {name: value for name, value in body.items() if name != "kind"}
    return makers[body["kind"]](**arguments)


@dataclass(slots=True, eq=False)
class Rule:
    """A fault and the calls it meets: the next `times` (None is all) of these methods, in this chat.

    `hits` are the calls it met. A rule of kind hold keeps their answers back until `release`.
    """

    fault: Fault
    times: int | None = 1
    methods: frozenset[str] = frozenset()
    chat: int | None = None
    hits: list[Call] = field(default_factory=list[Call])
    _met: asyncio.Event = field(default_factory=asyncio.Event)
    _released: asyncio.Event = field(default_factory=asyncio.Event)

    def takes(self, call: Call) -> bool:
        return (
            (self.times is None or len(self.hits) < self.times)
            and (not self.methods or call.method.lower() in self.methods)
            and (self.chat is None or call.chat == self.chat)
        )

    def hit(self, call: Call) -> None:
        self.hits.append(call)

    def met(self) -> None:
        self._met.set()

    async def reached(self, within: float = 10) -> Call:
        """The first call it met, as soon as the fault is in force: with `accepted`, after the call took
        effect.

        Raises TimeoutError after `within` seconds.
        """
        async with asyncio.timeout(within):
            await self._met.wait()
        return self.hits[0]

    def release(self) -> None:
        self._released.set()

    async def wait(self) -> None:
        """As long as the fault keeps an answer back."""
        if self.fault.kind == "hold":
            await self._released.wait()
        elif self.fault.seconds:
            try:
                async with asyncio.timeout(self.fault.seconds):
                    await self._released.wait()
            except TimeoutError:
                pass


class Faults:
    """The rules in force, oldest first. getUpdates is met only by rules that name it; "file" stands for
    downloads."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def next(
        self,
        fault: Fault,
        times: int | None = 1,
        method: str | Iterable[str] = (),
        chat: int | None = None,
    ) -> Rule:
        """The next `times` matching calls meet this fault; None means until `clear`."""
        names = [method] if isinstance(method, str) else method
        rule = Rule(fault, times, frozenset(name.lower() for name in names), chat)
        self.rules.append(rule)
        return rule

    def hold(self, method: str | Iterable[str] = (), accepted: bool = True, chat: int | None = None) -> Rule:
        """Keeps the next matching answer back until `release`: `await rule.reached()`, then kill."""
        return self.next(Fault("hold", accepted), 1, method, chat)

    def take(self, call: Call) -> Rule | None:
        """The rule that this call meets, counted."""
        for rule in self.rules:
            if rule.takes(call) and (rule.methods or call.method.lower() not in {"getupdates", "file"}):
                rule.hit(call)
                return rule
        return None

    def clear(self) -> None:
        """Ends all rules and lets go of what they hold."""
        for rule in self.rules:
            rule.release()
        self.rules.clear()
