"""Sums as people read them, Stars among them."""

from payments.money import STARS
from texts import money


def sum_of(minor: int, currency: str, locale: str) -> str:
    return f"{minor} ⭐" if currency == STARS else money(minor, currency, locale)
