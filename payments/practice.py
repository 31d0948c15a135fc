"""`test`: a way to pay that moves no money and says so, for as long as no other is set up."""

from payments.provider import Amount, Checkout, Found, Order
from storage.payments import Charge, Payment

NAME = "test"


class Practice:
    """Its page is one of ours, below `public_url`."""

    name = NAME
    answers = False
    origin = ""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url

    def asks(self, price: Amount) -> Amount:
        return price

    async def open(self, order: Order) -> Checkout:
        key = order.payment.key
        return Checkout(key, f"{self._public_url}/pay/{key}")

    async def look(self, payment: Payment) -> Found:
        return "open" if payment.status == "open" else "gone"

    async def close(self, payment: Payment) -> None: ...

    async def refund(self, payment: Payment, key: str) -> str:
        return f"test-{key}"

    async def aclose(self) -> None: ...


def charge_of(payment: Payment) -> Charge:
    """The money that pressing "Pay" stands for."""
    return Charge(f"test-{payment.key}", payment.amount, payment.currency)
