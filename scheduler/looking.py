"""Payments that somebody has to look after: money that may have come unnoticed, money that is to go back."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from storage.payments import Payment, Payments

Look = Callable[[Payment], Awaitable[None]]
"""Does with one payment what is to be done, and says when to look again. Raises where that is not possible now."""

AT_ONCE = 8
LEASE = timedelta(minutes=2)
PATIENCE = 100.0
"""Seconds for one look; less than the lease, so that no two look at one payment."""
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=10)

_log = structlog.get_logger(__name__)


class Looking:
    """Providers may be slow, so the clock doesn't wait for them: looks go on beside it, `AT_ONCE` at most."""

    def __init__(
        self, payments: Payments, look: Look, now: Callable[[], datetime], done: Callable[[], None]
    ) -> None:
        """`done` is called when there is room for another look."""
        self._payments = payments
        self._look = look
        self._now = now
        self._done = done
        self._looks: set[asyncio.Task[None]] = set()
        self._out_of_reach: set[str] = set()

    @property
    def name(self) -> str:
        return "payments"

    async def due_at(self) -> datetime | None:
        return await self._payments.next_due() if len(self._looks) < AT_ONCE else None

    async def work(self, now: datetime) -> None:
        room = AT_ONCE - len(self._looks)
        for payment in await self._payments.claim_due(now, LEASE, room):
            look = asyncio.create_task(self._see_to(payment), name=f"payment {payment.id}")
            self._looks.add(look)
            look.add_done_callback(self._over)

    async def finish(self, seconds: float) -> None:
        """Waits for the looks under way, at most so long; the others are made when their lease is over."""
        if self._looks:
            await asyncio.wait(self._looks, timeout=seconds)
        for look in self._looks:
            look.cancel()

    def _over(self, look: asyncio.Task[None]) -> None:
        self._looks.discard(look)
        if not look.cancelled():
            self._done()

    async def _see_to(self, payment: Payment) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._look(payment)
        except Exception as error:
            if payment.provider not in self._out_of_reach:
                self._out_of_reach.add(payment.provider)
                _log.error(
                    "a payment can't be looked after; trying again", payment=payment.id, exc_info=error
                )
            await self._put_off(payment)
        else:
            self._out_of_reach.discard(payment.provider)

    async def _put_off(self, payment: Payment) -> None:
        """Where even that fails, the end of the lease brings it back."""
        pause = min(FIRST_PAUSE * 2 ** min(payment.tries - 1, 10), LONGEST_PAUSE)
        try:
            await self._payments.look_again(payment.id, self._now() + pause)
        except Exception:
            _log.warning("a payment can't be put off", payment=payment.id)
