"""GET /health: whether the parts answer and the event loop keeps up."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from web.lag import LoopLag

log = logging.getLogger(__name__)

Check = Callable[[], Awaitable[None]]
Verdict = Literal["ok", "stuck", "failed"]

PATIENCE = 2.0
"""Seconds that a check, or the event loop, may take before it counts as stuck."""


@dataclass(frozen=True, slots=True)
class Report:
    """A verdict on each part, and on each connection to a platform; `lag` is in seconds."""

    checks: Mapping[str, Verdict]
    connections: Mapping[str, Verdict]
    lag: float

    @property
    def healthy(self) -> bool:
        return all(verdict == "ok" for verdict in self.checks.values())

    @property
    def status(self) -> Literal["ok", "degraded", "failing"]:
        """A connection that is lost comes back by itself, so it is no reason to start the program again."""
        if not self.healthy:
            return "failing"
        return "ok" if all(verdict == "ok" for verdict in self.connections.values()) else "degraded"


class Health:
    """Asks all parts at once and waits `PATIENCE` for them, whatever they do."""

    def __init__(
        self, checks: Mapping[str, Check], lag: LoopLag, connections: Mapping[str, Check] | None = None
    ) -> None:
        self._checks = checks
        self._connections = connections or {}
        self._lag = lag
        self._running: dict[str, asyncio.Task[Verdict]] = {}

    async def examine(self) -> Report:
        """A report within `PATIENCE`. A check that is still stuck from the last time is not started again."""
        everything = {**self._checks, **self._connections}
        tasks = {name: self._task(name, check) for name, check in everything.items()}
        if tasks:
            await asyncio.wait(tasks.values(), timeout=PATIENCE)
        verdicts: dict[str, Verdict] = {name: _verdict(task) for name, task in tasks.items()}
        await asyncio.sleep(0)  # lets what was cancelled end, so that the next look starts afresh
        lag = self._lag.worst()
        connections: dict[str, Verdict] = {name: verdicts.pop(name) for name in self._connections}
        verdicts["event_loop"] = "ok" if lag <= PATIENCE else "stuck"
        return Report(verdicts, connections, lag)

    def _task(self, name: str, check: Check) -> asyncio.Task[Verdict]:
        running = self._running.get(name)
        if running is None or running.done():
            asking = _ask(name, check, tells=name in self._checks)
            running = self._running[name] = asyncio.create_task(asking, name=f"check {name}")
        return running


async def _ask(name: str, check: Check, *, tells: bool) -> Verdict:
    """A platform that is out of reach has said so in the log itself."""
    try:
        await check()
    except Exception:
        if tells:
            log.exception("The check of %s failed", name)
        return "failed"
    return "ok"


def _verdict(task: asyncio.Task[Verdict]) -> Verdict:
    if not task.done():
        task.cancel()
        return "stuck"
    return "stuck" if task.cancelled() else task.result()


def health_endpoint(health: Health) -> APIRouter:
    """200 while the program itself is well, else 503; the body names each part and each connection."""
    router = APIRouter()

    @router.api_route("/health", methods=["GET", "HEAD"])
    async def report() -> Response:
        found = await health.examine()
        body = {
            "status": found.status,
            "checks": dict(found.checks),
            "connections": dict(found.connections),
            "loop_lag_ms": round(found.lag * 1000),
        }
        return JSONResponse(body, 200 if found.healthy else 503)

    return router
