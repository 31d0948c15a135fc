from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.pricing import total

PRICES = st.integers(min_value=0, max_value=10**12)
MINUTES = st.integers(min_value=0, max_value=60 * 24)


@pytest.mark.parametrize(
    ("per_hour", "minutes", "price"),
    [
        (12000, 120, 24000),
        (12000, 90, 18000),
        (10000, 15, 2500),
        (25055, 30, 12528),
        (1, 30, 1),
        (1, 29, 0),
        (0, 60, 0),
    ],
)
def test_an_hour_is_paid_by_the_minute(per_hour: int, minutes: int, price: int) -> None:
    assert total(per_hour, minutes) == price


@given(PRICES, MINUTES)
def test_a_price_is_exact_with_half_a_unit_rounded_up(per_hour: int, minutes: int) -> None:
    assert total(per_hour, minutes) == floor(Fraction(per_hour * minutes, 60) + Fraction(1, 2))


@given(PRICES, MINUTES, MINUTES)
def test_longer_is_never_cheaper(per_hour: int, one: int, other: int) -> None:
    assert total(per_hour, min(one, other)) <= total(per_hour, max(one, other))


@given(PRICES, st.integers(min_value=0, max_value=24))
def test_whole_hours_cost_the_price_times_the_hours(per_hour: int, hours: int) -> None:
    assert total(per_hour, hours * 60) == per_hour * hours
