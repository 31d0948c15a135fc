"""What Stripe tells us by itself: events that it has signed, about sessions that we have made."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, cast

from payments.cashier import Cashier
from payments.stripe import NAME, charge_of

OLDEST = 300
"""Seconds that an event may be old; a copy that somebody kept is worth nothing after that."""

Take = Callable[[bytes, str], Awaitable[None]]
"""Returns once what an event says is durable; takes the body as it came and the header Stripe-Signature."""


class Forged(Exception):
    """Stripe has not sent this, or not just now."""


class StripeEvents:
    """Raises ValueError without a `secret`: anybody could say that they have paid."""

    def __init__(self, cashier: Cashier, secret: str) -> None:
        if not secret:
            raise ValueError("a webhook without a secret would take payments from anybody")
        self._cashier = cashier
        self._secret = secret

    async def take(self, body: bytes, signature: str) -> None:
        """Raises `Forged`, or what counting the money raises: then Stripe sends it again."""
        event = self._verified(body, signature)
        kind, session = event.get("type"), event.get("data", {}).get("object", {})
        key = session.get("client_reference_id")
        if not isinstance(key, str) or session.get("object") != "checkout.session":
            return
        if kind in ("checkout.session.completed", "checkout.session.async_payment_succeeded"):
            charge = charge_of(session)
            if charge is not None:
                await self._cashier.took(key, charge, NAME)
        elif kind in ("checkout.session.expired", "checkout.session.async_payment_failed"):
            await self._cashier.ended(key, NAME)

    def _verified(self, body: bytes, signature: str) -> dict[str, Any]:
        from stripe import SignatureVerificationError, WebhookSignature

        try:
            WebhookSignature.verify_header(body.decode(), signature, self._secret, OLDEST)
            event = json.loads(body)
        except (SignatureVerificationError, ValueError, TypeError, RecursionError) as error:
            raise Forged(type(error).__name__) from None
        if not isinstance(event, dict):
            raise Forged("no object")
        return cast("dict[str, Any]", event)
