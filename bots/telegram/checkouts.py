"""Telegram's question before it takes money: may this invoice be paid now? It waits ten seconds for an answer."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import AnswerPreCheckoutQuery
from aiogram.types import PreCheckoutQuery

from bots.payment_words import being_paid, not_checked, not_taken
from bots.telegram.api import Api, Uncertain
from bots.telegram.spelling import clean
from bots.telegram.updates import sender_of, sum_of
from storage.payments import Objection
from texts import translator

LOOKED_UP = 4.0
"""Seconds for looking up the booking."""
SECONDS = 9.0
PAUSE = 0.3
UNDER_WAY = 30.0
"""Seconds within which the money comes that Telegram was told to take, if it comes."""

Check = Callable[[str, int, str], Awaitable[Objection]]
"""Why money would have to go back: for an invoice's payload, an amount in minor units, and its currency."""

_log = structlog.get_logger(__name__)


class Checkouts:
    """Answered at once and stored nowhere: nobody has paid yet. Without a `check` nothing can be paid."""

    def __init__(self, api: Api, check: Check | None) -> None:
        self._api = api
        self._check = check
        self._tasks: set[asyncio.Task[None]] = set()
        self._being_paid: dict[str, tuple[str, float]] = {}

    def take(self, query: PreCheckoutQuery) -> None:
        task = asyncio.create_task(self._answer(query), name=f"checkout {query.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _answer(self, query: PreCheckoutQuery) -> None:
        refusal = await self._refusal(query)
        answer = AnswerPreCheckoutQuery(
            pre_checkout_query_id=query.id, ok=not refusal, error_message=refusal or None
        )
        try:
            async with asyncio.timeout(SECONDS - LOOKED_UP):
                await self._insist(answer)
        except (TelegramAPIError, TimeoutError) as error:
            _log.warning("a checkout could not be answered in time", reason=str(error))

    async def _insist(self, answer: AnswerPreCheckoutQuery) -> None:
        while True:
            try:
                await self._api.ask(answer, int(SECONDS - LOOKED_UP))
                return
            except Uncertain:
                await asyncio.sleep(PAUSE)

    async def _refusal(self, query: PreCheckoutQuery) -> str:
        """In the person's language; empty where it can be paid."""
        _ = translator(sender_of(query.from_user).locale or "en")
        try:
            async with asyncio.timeout(LOOKED_UP):
                objection = await self._objection(query)
        except Exception:
            _log.exception("a checkout could not be looked up")
            return not_checked(_)
        if objection:
            return not_taken(objection, _)
        return "" if self._begins(query) else being_paid(_)

    def _begins(self, query: PreCheckoutQuery) -> bool:
        """False while another payment of the same invoice is under way, as where a crash has shown it twice."""
        now = asyncio.get_running_loop().time()
        under_way = {key: one for key, one in self._being_paid.items() if one[1] > now}
        first, _until = under_way.setdefault(query.invoice_payload, (query.id, now + UNDER_WAY))
        self._being_paid = under_way
        return first == query.id

    async def _objection(self, query: PreCheckoutQuery) -> Objection:
        if self._check is None:
            return "unknown"
        amount = sum_of(query.total_amount, query.currency)
        return await self._check(clean(query.invoice_payload), amount, query.currency)
