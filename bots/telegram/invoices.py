"""Invoices and refunds by the Bot API."""

from typing import TypeVar

import structlog
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramRetryAfter
from aiogram.methods import CreateInvoiceLink, RefundStarPayment, SendInvoice, TelegramMethod
from aiogram.types import LabeledPrice, Message

from bots.telegram.api import Api, Uncertain
from graphs.dialogue import Invoice, Place
from payments.money import STARS, NotExact, to_telegram
from payments.provider import Refused, Unreachable

T = TypeVar("T")

_REFUNDED = "charge_already_refunded"

_log = structlog.get_logger(__name__)


class Invoices:
    """`token` is that of the payment provider behind the bot, empty where only Stars are taken."""

    def __init__(self, api: Api, token: str) -> None:
        self._api = api
        self._token = token

    def message(self, chat: int, place: Place, invoice: Invoice) -> TelegramMethod[Message]:
        """Forwarded copies open a chat with the bot: one invoice is for one customer. Raises `Refused`."""
        return SendInvoice(
            chat_id=chat,
            message_thread_id=int(place.topic) if place.topic else None,
            title=invoice.title,
            description=invoice.description,
            payload=invoice.payload,
            provider_token=self._token_for(invoice),
            currency=invoice.currency,
            prices=_prices(invoice),
            start_parameter="pay",
        )

    async def link(self, invoice: Invoice) -> str:
        link = CreateInvoiceLink(
            title=invoice.title,
            description=invoice.description,
            payload=invoice.payload,
            provider_token=self._token_for(invoice),
            currency=invoice.currency,
            prices=_prices(invoice),
        )
        return await self._ask(link)

    async def refund_stars(self, payer: str, charge: str) -> None:
        """Telegram knows the charge, so that the same refund twice is one."""
        refund = RefundStarPayment(user_id=int(payer), telegram_payment_charge_id=charge)
        try:
            await self._ask(refund)
        except Refused as refusal:
            if _REFUNDED not in str(refusal).casefold():
                raise
            _log.info("these Stars had gone back already", charge=charge)

    async def _ask(self, method: TelegramMethod[T]) -> T:
        try:
            return await self._api.ask(method)
        except TelegramBadRequest as refusal:
            raise Refused(refusal.message) from refusal
        except (TelegramRetryAfter, TelegramAPIError, Uncertain) as error:
            raise Unreachable(str(error)) from error

    def _token_for(self, invoice: Invoice) -> str:
        return "" if invoice.currency == STARS else self._token


def _prices(invoice: Invoice) -> list[LabeledPrice]:
    try:
        units = to_telegram(invoice.amount, invoice.currency)
    except NotExact as error:
        raise Refused(f"Telegram can't be asked for {error}") from None
    return [LabeledPrice(label=invoice.title, amount=units)]
