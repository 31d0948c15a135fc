"""Sums in each provider's own units: exact both ways, never rounded down."""

from decimal import Decimal

import pytest
from babel.numbers import list_currencies
from hypothesis import given
from hypothesis import strategies as st

from payments.money import (
    NotExact,
    digits,
    from_stripe,
    from_telegram,
    payable_at_stripe,
    payable_at_telegram,
    stars,
    to_stripe,
    to_telegram,
)

CURRENCIES = st.sampled_from(sorted(list_currencies()))
SUMS = st.integers(0, 10**12)
RATES = st.decimals(Decimal("0.0001"), Decimal(1_000_000), allow_nan=False, allow_infinity=False, places=4)


@pytest.mark.parametrize(
    ("minor", "currency", "units"),
    [
        (12_000, "EUR", 12_000),
        (500, "JPY", 500),
        (5_120, "KWD", 5_120),
        (7, "ISK", 700),
        (7, "UGX", 700),
        (90, "HUF", 90),
        (3, "RSD", 300),
    ],
)
def test_stripe_counts_each_currency_its_own_way(minor: int, currency: str, units: int) -> None:
    assert to_stripe(minor, currency) == units
    assert from_stripe(units, currency) == minor


def test_stripe_takes_no_thousandths_but_tens_of_them() -> None:
    assert payable_at_stripe(5_124, "KWD") == 5_130
    with pytest.raises(NotExact):
        to_stripe(5_124, "KWD")


@pytest.mark.parametrize(
    ("minor", "currency", "units"), [(12_000, "EUR", 12_000), (500, "JPY", 500), (3, "RSD", 300)]
)
def test_telegram_counts_each_currency_its_own_way(minor: int, currency: str, units: int) -> None:
    assert to_telegram(minor, currency) == units
    assert from_telegram(units, currency) == minor


@given(SUMS, CURRENCIES)
def test_what_stripe_is_asked_for_pays_the_price_and_comes_back_the_same(minor: int, currency: str) -> None:
    asked = payable_at_stripe(minor, currency)
    assert minor <= asked < minor + 1_000
    assert from_stripe(to_stripe(asked, currency), currency) == asked


@given(SUMS, CURRENCIES)
def test_what_telegram_is_asked_for_pays_the_price_and_comes_back_the_same(minor: int, currency: str) -> None:
    asked = payable_at_telegram(minor, currency)
    assert minor <= asked < minor + 1_000
    assert from_telegram(to_telegram(asked, currency), currency) == asked


@given(SUMS, CURRENCIES, RATES)
def test_stars_pay_the_price_and_less_than_a_star_more(minor: int, currency: str, rate: Decimal) -> None:
    exact = Decimal(minor).scaleb(-digits(currency)) * rate
    assert 0 <= stars(minor, currency, rate) - exact < 1


@given(CURRENCIES, RATES)
def test_nothing_costs_no_stars_and_anything_costs_one(currency: str, rate: Decimal) -> None:
    assert stars(0, currency, rate) == 0
    assert stars(1, currency, rate) >= 1
