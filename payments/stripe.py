"""Stripe's own payment pages: Checkout Sessions, and refunds of what was paid there."""

import json
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from payments.money import NotExact, from_stripe, payable_at_stripe, to_stripe
from payments.provider import Amount, Checkout, Found, Order, Refused, Unreachable
from storage.clock import Clock, utc_now
from storage.payments import Charge, Payment

if TYPE_CHECKING:
    from stripe import HTTPXClient, Refund, StripeClient
    from stripe._base_address import BaseAddresses
    from stripe.params.checkout import SessionCreateParams

NAME = "stripe"
PAGES = "https://checkout.stripe.com"
SHORTEST, LONGEST = timedelta(minutes=36), timedelta(hours=23)
"""A session lasts at least half an hour and at most a day."""
_STEP = 300
"""Seconds that a session's end is rounded down to, so that a second try soon after is the same request."""
SECONDS = 20.0
_LOCALES = {"en": "en", "ru": "ru", "zh": "zh"}

T = TypeVar("T")


class StripeCheckout:
    """`api_url` is that of a server in place of Stripe's, for tests; empty for the real one."""

    name = NAME
    answers = True

    def __init__(self, api_key: str, api_url: str = "", now: Clock = utc_now) -> None:
        self.origin = _origin(api_url) if api_url else PAGES
        self._now = now
        self._http, self._client = _client(api_key, api_url)

    def asks(self, price: Amount) -> Amount:
        return Amount(payable_at_stripe(price.minor, price.currency), price.currency)

    async def open(self, order: Order) -> Checkout:
        """Stripe refuses a known key with other words; what is asked in another language is another session, whose
        earlier one nobody has seen.
        """
        params = _session(order, self._lasts_until(order.expires_at))
        digest = sha256(json.dumps(params, sort_keys=True).encode()).hexdigest()[:16]
        create = self._client.v1.checkout.sessions.create_async
        session = await _asked(create(params, {"idempotency_key": f"{order.payment.key}-{digest}"}))
        if not session.url:
            raise Refused("Stripe made a session without a page")
        return Checkout(session.id, session.url)

    async def look(self, payment: Payment) -> Found:
        if payment.reference is None:
            return "gone"
        session = await _asked(self._client.v1.checkout.sessions.retrieve_async(payment.reference))
        charge = charge_of(session.to_dict())
        if charge is not None:
            return charge
        return "gone" if session.status == "expired" else "open"

    async def close(self, payment: Payment) -> None:
        """Stripe refuses for a session that is complete or expired: `look` tells which."""
        if payment.reference is not None:
            with suppress(Refused):
                await _asked(self._client.v1.checkout.sessions.expire_async(payment.reference))

    async def refund(self, payment: Payment, key: str) -> str:
        assert payment.charge is not None
        assert payment.refund is not None
        assert payment.received_currency is not None
        earlier = await self._earlier_refund(payment.charge, key)
        if earlier is not None:
            return earlier
        refund = await _asked(
            self._client.v1.refunds.create_async(
                {
                    "payment_intent": payment.charge,
                    "amount": to_stripe(payment.refund, payment.received_currency),
                    "metadata": {"payment": key},
                },
                {"idempotency_key": f"{key}-refund"},
            )
        )
        if refund.status in ("failed", "canceled"):
            raise Refused(f"the refund {refund.id} has {refund.status}")
        return refund.id

    async def aclose(self) -> None:
        await self._http.close_async()  # type: ignore[no-untyped-call]  # it has no annotations

    async def _earlier_refund(self, intent: str, key: str) -> str | None:
        """Stripe forgets idempotency keys after a day; what it did stays."""
        refunds = await _asked(self._client.v1.refunds.list_async({"payment_intent": intent}))
        standing = [one for one in refunds.data if one.status not in ("failed", "canceled")]
        return next((one.id for one in standing if _metadata(one).get("payment") == key), None)

    def _lasts_until(self, expires_at: datetime | None) -> int:
        now = self._now()
        wanted = (expires_at or now + LONGEST) - now
        return int((now + min(max(wanted, SHORTEST), LONGEST)).timestamp()) // _STEP * _STEP


def charge_of(session: Mapping[str, Any]) -> Charge | None:
    """The money of a Checkout Session (its JSON); None while none has come.

    Raises `Refused` for a session that we can't have made.
    """
    if session.get("payment_status") != "paid":
        return None
    currency = str(session["currency"]).upper()
    try:
        return Charge(
            str(session["payment_intent"]), from_stripe(int(session["amount_total"]), currency), currency
        )
    except NotExact as error:
        raise Refused(f"Stripe took a fraction: {error}") from None


def _session(order: Order, expires_at: int) -> "SessionCreateParams":
    payment = order.payment
    return {
        "mode": "payment",
        "client_reference_id": payment.key,
        "metadata": {"payment": payment.key},
        "payment_intent_data": {"metadata": {"payment": payment.key}, "description": order.description},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": payment.currency.lower(),
                    "unit_amount": _units(payment),
                    "product_data": {"name": order.title, "description": order.description},
                },
            }
        ],
        "success_url": order.return_url,
        "cancel_url": order.cancel_url,
        "expires_at": expires_at,
        "locale": _LOCALES.get(order.locale, "auto"),
    }


def _metadata(refund: "Refund") -> Mapping[str, Any]:
    return refund.to_dict().get("metadata") or {}


def _units(payment: Payment) -> int:
    try:
        return to_stripe(payment.amount, payment.currency)
    except NotExact as error:
        raise Refused(f"Stripe can't be asked for {error}") from None


async def _asked(call: Awaitable[T]) -> T:
    """Stripe's errors by ours: a wrong key is the owner's to mend, and until then like no connection."""
    from stripe import InvalidRequestError, StripeError

    try:
        return await call
    except InvalidRequestError as error:
        raise Refused(error.user_message or str(error)) from error
    except StripeError as error:
        raise Unreachable(f"{type(error).__name__}: {error.user_message or error}") from error


def _client(api_key: str, api_url: str) -> "tuple[HTTPXClient, StripeClient]":
    from stripe import HTTPXClient, StripeClient

    http = HTTPXClient(timeout=SECONDS)
    addresses: BaseAddresses = {"api": api_url} if api_url else {}
    return http, StripeClient(api_key, base_addresses=addresses, http_client=http, max_network_retries=1)


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
