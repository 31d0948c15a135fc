from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import texts


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "written"),
    [
        (12000, "EUR", "en", "€120.00"),
        (12000, "EUR", "ru", "120,00 €"),
        (1234567, "RUB", "ru", "12 345,67 ₽"),
        (500, "JPY", "en", "JP¥500"),
    ],
)
def test_money_is_written_as_the_locale_does(minor: int, currency: str, locale: str, written: str) -> None:
    assert texts.money(minor, currency, locale) == written


@given(st.integers(0, 10**15))
def test_no_cent_is_lost_in_writing(minor: int) -> None:
    written = texts.money(minor, "EUR", "en")
    assert int("".join(filter(str.isdigit, written))) == minor


def test_days_and_times() -> None:
    assert texts.date(date(2026, 11, 21), "en") == "Saturday, 21 November 2026"
    assert texts.date(date(2026, 11, 21), "ru") == "суббота, 21 ноября 2026 г."
    start = datetime(2026, 11, 21, 18)
    assert texts.clock_range(start, start + timedelta(hours=2)) == "18:00–20:00"
    assert texts.clock_range(start, datetime(2026, 11, 22)) == "18:00–24:00"
    assert texts.duration(150, "en") == "2 h 30 min"
    assert texts.duration(0, "ru") == "0 мин"


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("Привет", "ru"),
        ("Book the Лофт please", "en"),
        ("забронируй Loft", "ru"),
        ("Grand Hall завтра?", "ru"),
        ("Loft", "en"),
        ("Зал", "ru"),
        ("你好", "zh"),
        ("123", "xx"),
    ],
)
def test_the_script_with_most_letters_tells_the_language(text: str, locale: str) -> None:
    assert texts.detect(text, default="xx") == locale


def test_an_unknown_locale_reads_english_and_a_region_makes_no_difference() -> None:
    assert texts.translator("fr")("Confirm") == "Confirm"
    assert texts.translator("ru-RU")("Confirm") == texts.translator("ru")("Confirm") == "Подтвердить"
