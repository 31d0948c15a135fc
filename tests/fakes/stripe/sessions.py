"""Checkout Sessions, which localstripe doesn't have, on top of its payment intents and in its own idiom."""

import time
from typing import Any

from localstripe.errors import UserError
from localstripe.resources import (
    Event,
    PaymentIntent,
    PaymentMethod,
    StripeObject,
    extra_apis,
    try_convert_to_int,
)

from tests.fakes.stripe.hooks import hooks

CARD = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040, "cvc": "123"}
SHORTEST, LONGEST = 30 * 60, 24 * 60 * 60
BASE = {"url": ""}
"""Where the hosted pages are; set when the server has its port."""


class CheckoutSession(StripeObject):
    object = "checkout.session"
    _id_prefix = "cs_test_"

    def __init__(
        self,
        mode: Any = None,
        line_items: Any = None,
        client_reference_id: Any = None,
        metadata: Any = None,
        payment_intent_data: Any = None,
        success_url: Any = None,
        cancel_url: Any = None,
        expires_at: Any = None,
        locale: Any = None,
        **kwargs: Any,
    ) -> None:
        if kwargs:
            raise UserError(400, "Unexpected " + ", ".join(kwargs.keys()))
        expires_at = try_convert_to_int(expires_at)
        try:
            assert mode == "payment"
            (item,) = line_items
            price, quantity = item["price_data"], try_convert_to_int(item["quantity"])
            amount = try_convert_to_int(price["unit_amount"]) * quantity
            assert isinstance(amount, int)
            assert amount > 0
            assert price["currency"].islower()
            assert price["product_data"]["name"]
            assert success_url.startswith("http")
            assert cancel_url.startswith("http")
            assert SHORTEST <= expires_at - int(time.time()) <= LONGEST
        except (AssertionError, KeyError, TypeError, ValueError, AttributeError):
            raise UserError(400, "Bad request") from None

        # All exceptions must be raised before this point.
        super().__init__()

        self.mode = mode
        self.client_reference_id = client_reference_id
        self.metadata = metadata or {}
        self.amount_total = amount
        self.currency = price["currency"]
        self.success_url, self.cancel_url = success_url, cancel_url
        self.expires_at = expires_at
        self.locale = locale
        self.payment_intent: str | None = None
        self.payment_status = "unpaid"
        self.title = price["product_data"]["name"]
        self._complete = self._ended = False

    @property
    def status(self) -> str:
        if self._complete:
            return "complete"
        return "expired" if self._ended or time.time() > self.expires_at else "open"

    @property
    def url(self) -> str | None:
        return f"{BASE['url']}/c/pay/{self.id}" if self.status == "open" else None

    @classmethod
    def _api_expire(cls, id: str) -> "CheckoutSession":
        session: CheckoutSession = cls._api_retrieve(id)
        if session.status != "open":
            raise UserError(400, "Only Checkout Sessions with a status of open can be expired.")
        session._ended = True
        hooks.tell(Event("checkout.session.expired", session))
        return session

    def _pay(self, *, later: bool = False) -> None:
        """`later` as a bank debit does: complete now, and paid or not some days after."""
        if self.status != "open":
            raise UserError(400, "This session can't be paid.")
        self._complete = True
        if later:
            hooks.tell(Event("checkout.session.completed", self))
        else:
            self._charge("checkout.session.completed")

    def _settle(self, *, well: bool) -> None:
        if well:
            self._charge("checkout.session.async_payment_succeeded")
        else:
            hooks.tell(Event("checkout.session.async_payment_failed", self))

    def _charge(self, event: str) -> None:
        method = PaymentMethod(type="card", card=dict(CARD))
        intent = PaymentIntent(amount=self.amount_total, currency=self.currency, payment_method=method.id)
        intent._confirm(on_failure_now=intent._report_failure)
        self.payment_intent, self.payment_status = intent.id, "paid"
        hooks.tell(Event(event, self))


extra_apis.extend(
    (
        ("POST", "/v1/checkout/sessions", CheckoutSession._api_create),
        ("GET", "/v1/checkout/sessions/{id}", CheckoutSession._api_retrieve),
        ("POST", "/v1/checkout/sessions/{id}/expire", CheckoutSession._api_expire),
    )
)
