"""How often somebody may do something, in bounded memory."""

import pytest

from web.rates import Pace, Rates


class Watch:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_and_then_one_at_a_time() -> None:
    watch = Watch()
    rates = Rates(Pace(3, 2.0), watch)
    assert [rates.wait("a") for _ in range(4)] == [0.0, 0.0, 0.0, pytest.approx(2.0)]
    watch.now += 1.5
    assert rates.wait("a") == pytest.approx(0.5)
    watch.now += 0.5
    assert rates.wait("a") == 0.0
    assert rates.wait("a") > 0


def test_who_waits_long_enough_has_the_whole_burst_again_and_no_more() -> None:
    watch = Watch()
    rates = Rates(Pace(3, 2.0), watch)
    for _ in range(3):
        rates.wait("a")
    watch.now += 1e6
    assert [rates.wait("a") > 0 for _ in range(4)] == [False, False, False, True]


def test_one_does_not_slow_down_another_and_memory_is_bounded() -> None:
    rates = Rates(Pace(1, 2.0), Watch(), most=100)
    assert all(rates.wait(str(number)) == 0.0 for number in range(1000))
    assert rates.wait("999") > 0
    assert rates.wait("1") == 0.0
