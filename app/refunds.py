"""Money that the owner gives back by hand: what there is of it, and that it was done."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer

from app.settings import Settings
from storage.clock import utc_now
from storage.database import Database
from storage.migrate import upgrade
from storage.payments import Payment, Payments
from texts import money

T = TypeVar("T")

BY_HAND = "by hand"


def show_due(settings: Settings) -> int:
    """Prints a line for each; returns the exit code."""
    due = _work(settings, lambda payments: payments.refunds_due())
    for payment in due:
        typer.echo(_line(payment))
    if not due:
        typer.echo("No money has to go back.")
    return 0


def note_done(settings: Settings, payment_id: int) -> int:
    """Notes that the money went back, of which the customer is then told; returns the exit code."""
    if _work(settings, lambda payments: payments.refunded(payment_id, BY_HAND, utc_now())):
        typer.echo(f"Payment {payment_id} is noted as given back, and the customer will be told.")
        return 0
    typer.echo(f"No money has to go back for payment {payment_id}.", err=True)
    return 2


def _line(payment: Payment) -> str:
    currency = payment.received_currency or payment.currency
    return (
        f"{payment.id}: {money(payment.refund or 0, currency, 'en')} for booking {payment.booking_id},"
        f" paid with {payment.provider} as {payment.charge} ({payment.reason})"
    )


def _work(settings: Settings, ask: Callable[[Payments], Awaitable[T]]) -> T:
    async def work() -> T:
        database = Database.open(settings.database_url)
        try:
            return await ask(Payments(database))
        finally:
            await database.close()

    upgrade(settings.database_url)
    return asyncio.run(work())
