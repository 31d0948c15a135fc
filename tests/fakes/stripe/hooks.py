"""Events on their way to a webhook: signed, repeated until they are taken, in the order and number one is told."""

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp

TRIES = 40
PAUSE = 0.05
"""Seconds between tries; Stripe has hours."""


@dataclass
class Hooks:
    """`copies` of each event go out. While `held`, events gather until `release`."""

    url: str = ""
    secret: str = ""
    copies: int = 1
    held: bool = False
    waiting: list[dict[str, Any]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    _sending: set[asyncio.Task[None]] = field(default_factory=set)

    def tell(self, event: Any) -> None:
        body = event._export()
        if self.held:
            self.waiting.append(body)
        else:
            self._send([body] * self.copies)

    def release(self, *, backwards: bool = False) -> None:
        self.held = False
        waiting, self.waiting = self.waiting, []
        self._send(
            [body for body in (reversed(waiting) if backwards else waiting) for _ in range(self.copies)]
        )

    def _send(self, bodies: list[dict[str, Any]]) -> None:
        if self.url:
            task = asyncio.ensure_future(self._deliver(bodies))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def _deliver(self, bodies: list[dict[str, Any]]) -> None:
        async with aiohttp.ClientSession() as session:
            for body in bodies:
                await self._insist(session, json.dumps(body).encode())

    async def _insist(self, session: aiohttp.ClientSession, body: bytes) -> None:
        for _attempt in range(TRIES):
            headers = {"Stripe-Signature": signature(body, self.secret, int(time.time()))}
            try:
                async with session.post(self.url, data=body, headers=headers) as answer:
                    self.answers.append(answer.status)
                    if answer.status < 300:
                        return
            except aiohttp.ClientError:
                self.answers.append(0)
            await asyncio.sleep(PAUSE)


def signature(body: bytes, secret: str, at: int) -> str:
    signed = hmac.new(secret.encode(), b"%d.%s" % (at, body), hashlib.sha256).hexdigest()
    return f"t={at},v1={signed}"


hooks = Hooks()
