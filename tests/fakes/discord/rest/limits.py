"""Rate limits per route and place, as Discord announces them in its headers."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import md5

from tests.fakes.discord.rest.faults import limit_headers
from tests.fakes.discord.world.clock import Clock

MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token")
EVERYWHERE_PER_SECOND = 50


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many requests in so many seconds."""

    requests: int
    seconds: float


@dataclass(slots=True)
class Window:
    """What is left of an allowance until `ends` (the clock's seconds)."""

    left: int
    ends: float


ORDINARY = Allowance(50, 1.0)
ALLOWANCES: dict[tuple[str, str], Allowance] = {
    ("POST", "/channels/{channel_id}/messages"): Allowance(5, 5.0),
    ("PATCH", "/channels/{channel_id}/messages/{message_id}"): Allowance(5, 5.0),
    ("DELETE", "/channels/{channel_id}/messages/{message_id}"): Allowance(5, 1.0),
    ("POST", "/channels/{channel_id}/typing"): Allowance(5, 5.0),
    ("PUT", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me"): Allowance(1, 0.25),
    ("DELETE", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me"): Allowance(1, 0.25),
    ("POST", "/webhooks/{webhook_id}/{webhook_token}"): Allowance(5, 2.0),
    ("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"): Allowance(5, 2.0),
    ("PUT", "/applications/{application_id}/commands"): Allowance(2, 20.0),
}


class Limits:
    """Counts requests once `enabled`; `allowances` may be changed by a test."""

    def __init__(self, clock: Clock, *, enabled: bool) -> None:
        self.enabled = enabled
        self.allowances = dict(ALLOWANCES)
        self.refused = 0
        self._clock = clock
        self._windows: dict[str, Window] = {}

    def take(self, method: str, template: str, params: Mapping[str, str]) -> tuple[float, dict[str, str]]:
        """Seconds to wait (0: go on) and the headers that tell the bot how much it has left."""
        if not self.enabled or template.startswith("/interactions"):
            return 0.0, {}
        everywhere = self._count("everywhere", Allowance(EVERYWHERE_PER_SECOND, 1.0))
        if everywhere.left < 0:
            return self._refuse(everywhere), limit_headers(self._wait(everywhere), everywhere=True)
        allowance = self.allowances.get((method, template), ORDINARY)
        place = "+".join(params[name] for name in MAJOR if name in params)
        window = self._count(f"{method} {template} {place}", allowance)
        headers = self._headers(method, template, allowance, window)
        if window.left < 0:
            return self._refuse(window), headers | limit_headers(self._wait(window), everywhere=False)
        return 0.0, headers

    def _count(self, name: str, allowance: Allowance) -> Window:
        now = self._clock.now()
        window = self._windows.get(name)
        if window is None or window.ends <= now:
            window = self._windows[name] = Window(allowance.requests, now + allowance.seconds)
        window.left -= 1
        return window

    def _refuse(self, window: Window) -> float:
        self.refused += 1
        return self._wait(window)

    def _wait(self, window: Window) -> float:
        return max(window.ends - self._clock.now(), 0.001)

    def _headers(self, method: str, template: str, allowance: Allowance, window: Window) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(allowance.requests),
            "X-RateLimit-Remaining": str(max(window.left, 0)),
            "X-RateLimit-Reset": f"{window.ends:.3f}",
            "X-RateLimit-Reset-After": f"{self._wait(window):.3f}",
            "X-RateLimit-Bucket": md5(f"{method} {template}".encode(), usedforsecurity=False).hexdigest(),
        }
