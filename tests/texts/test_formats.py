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
        (12000, "EUR", "zh", "€120.00"),
        (123450, "CNY", "zh", "¥1,234.50"),
        (1234567, "RUB", "zh", "RUB 12,345.67"),
        (500, "XTR", "en", "500 ⭐"),
        (500, "XTR", "zh", "500 ⭐"),
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
    assert (
        texts.date(date(2026, 11, 24), "zh")
        == texts.date(date(2026, 11, 24), "zh-CN")
        == "2026年11月24日星期二"
    )
    start = datetime(2026, 11, 21, 18)
    assert texts.clock_range(start, start + timedelta(hours=2)) == "18:00–20:00"
    assert texts.clock_range(start, datetime(2026, 11, 22)) == "18:00–24:00"
    assert texts.duration(150, "en") == "2 h 30 min"
    assert texts.duration(0, "ru") == "0 мин"
    assert texts.duration(150, "zh") == "2 小时 30 分钟"


@pytest.mark.parametrize(
    ("locale", "written", "without_the_year"),
    [
        ("en", "Tue, 24 Nov 2026, 08:05", "24 November, 08:05"),
        ("ru", "вт, 24 нояб. 2026, 08:05", "24 ноября, 08:05"),
        ("zh", "2026年11月24日周二 08:05", "11月24日 08:05"),
    ],
)
def test_moments(locale: str, written: str, without_the_year: str) -> None:
    moment = datetime(2026, 11, 24, 8, 5)
    assert texts.date_time(moment, locale) == written
    assert texts.near_date_time(moment, locale) == without_the_year


def test_a_share_has_a_space_before_its_sign_except_in_chinese() -> None:
    assert [texts.share(0.124, locale) for locale in ("en", "ru", "zh")] == ["12 %", "12 %", "12%"]


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
        ("帮我预订 Loft", "zh"),
        ("明天 18:00 预订 Grand Hall 可以吗？", "zh"),
        ("Grand Hall 有空吗", "zh"),
        ("請問有場地嗎", "zh"),
        ("Is 阁楼 free on Friday?", "en"),
        ("Is the 花园厅 free?", "en"),
        ("забронируй 阁楼", "ru"),
        ("Зал 阁楼 на завтра", "ru"),
        ("123", "xx"),
    ],
)
def test_the_script_with_most_letters_tells_the_language(text: str, locale: str) -> None:
    assert texts.detect(text, default="xx") == locale


def test_an_unknown_locale_reads_english_and_a_region_makes_no_difference() -> None:
    assert texts.translator("fr")("Confirm") == "Confirm"
    assert texts.translator("ru-RU")("Confirm") == texts.translator("ru")("Confirm") == "Подтвердить"
