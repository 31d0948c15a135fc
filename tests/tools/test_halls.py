"""What people are told about halls; the house comes from conftest."""

from typing import Any

import pytest

from texts import translator
from tools.hall_card import in_locale, weekly_hours
from tools.markdown import one_of


async def test_all_halls_are_described_in_short_lines(house: Any) -> None:
    said = await (await house.person()).call("get_halls")

    assert said.startswith("We have 3 halls:\n\n### Loft\n\nA bright hall under the roof.\n\n")
    assert "- **Opening hours:** Mon–Fri 10:00–22:00, Sat 10:00–23:00, Sun closed\n" in said
    assert "- **Capacity:** up to 40 guests\n- **Price:** €120.00 per hour\n" in said
    assert "- **Refund:** in full until 48 hours before\n- **Rules:**\n  No confetti.\n" in said
    assert "\n  Music until 21:00.\n\n### Grand Hall\n\nGroß und hell.\n" in said
    assert "- **Opening hours:** every day 09:00–24:00\n" in said
    assert "- **Capacity:** up to 1 guest\n- **Price:** US$30.00 per hour\n" in said


async def test_halls_are_described_in_russian(house: Any) -> None:
    said = await (await house.person(locale="ru")).call("get_halls")

    assert said.startswith("У нас 3 зала:\n\n### Loft\n\nСветлый зал под крышей.\n\n")
    assert "- **Часы работы:** пн–пт 10:00–22:00, сб 10:00–23:00, вс закрыто\n" in said
    assert "- **Вместимость:** до 40 гостей\n- **Цена:** 120,00 € в час\n" in said
    assert "- **Возврат:** полностью, если отменить за 48 ч до начала\n- **Правила:** Без конфетти." in said
    assert "- **Вместимость:** до 1 гостя\n" in said


@pytest.mark.parametrize("hall", ["лофте", "the lof", "Loft hal"])
async def test_one_hall_is_found_by_a_misspelt_name(house: Any, hall: str) -> None:
    said = await (await house.person()).call("get_hall", hall=hall)

    assert said.startswith("### Loft\n")
    assert "Grand Hall" not in said


@pytest.mark.parametrize("name", ["get_hall", "get_hall_price"])
async def test_an_unknown_hall_gets_the_names_of_all(house: Any, name: str) -> None:
    ann, lena = await house.person(), await house.person("lena", "ru")

    assert await ann.call(name, hall="kit|chen\n") == (
        "There is no hall called “kit chen”. You can choose from: Loft, Grand Hall, Night Club."
    )
    assert await lena.call(name, hall="кухня") == (
        "Зала «кухня» у нас нет. Можно выбрать: Loft, Grand Hall, Night Club."
    )


async def test_a_doubtful_hall_is_asked_about(house: Any) -> None:
    ann, lena = await house.person(), await house.person("lena", "ru")

    assert await ann.call("get_hall", hall="the hall") == (
        "I am not sure which hall “the hall” is. Did you mean Loft, Grand Hall or Night Club?"
    )
    assert await lena.call("get_hall", hall="зал") == (
        "Не могу понять, какой зал имеется в виду: «зал». Может быть, Loft, Grand Hall или Night Club?"
    )


async def test_a_price_is_per_hour_or_for_the_given_times(house: Any) -> None:
    ann = await house.person()

    assert await ann.call("get_hall_price", hall="Grand") == "**Grand Hall**: €250.55 per hour."
    assert (
        await ann.call("get_hall_price", hall="Grand", date="2026-11-24")
        == "**Grand Hall**: €250.55 per hour."
    )
    assert await ann.call("get_hall_price", hall="Grand", start="18:00", end="20:30") == (
        "**Grand Hall**: €250.55 per hour.\n\n18:00–20:30 (2 h 30 min): **€626.38**"
    )
    assert await ann.call("get_hall_price", hall="Grand", date="2026-11-24", start="18:00", end="20:00") == (
        "**Grand Hall**: €250.55 per hour.\n\nTuesday, 24 November 2026, 18:00–20:00 (2 h): **€501.10**"
    )


async def test_a_price_is_told_even_when_the_hall_is_taken(house: Any) -> None:
    await house.booked("Loft", "2026-11-24T17:00", "2026-11-24T18:00")
    ann = await house.person()

    said = await ann.call("get_hall_price", hall="Loft", date="2026-11-24", start="18:00", end="20:00")

    assert said.startswith(
        "**Loft**: €120.00 per hour.\n\n18:00–20:00 (2 h): **€240.00**\n\nLoft is already taken 18:00–19:00"
    )


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"start": "20:00", "end": "18:00"}, "The end, 18:00, is not after the start, 20:00."),
        ({"start": "late", "end": "18:00"}, "I can't read the time “late”."),
        ({"date": "soon", "start": "late", "end": "18:00"}, "I can't read the date “soon”."),
    ],
)
async def test_a_price_for_wrong_times_says_what_is_wrong_once(
    house: Any, wish: dict[str, str], sentence: str
) -> None:
    said = await (await house.person()).call("get_hall_price", hall="Loft", **wish)

    assert said.startswith(f"**Loft**: €120.00 per hour.\n\n{sentence}")
    assert said.count("I can't read") + said.count("is not after") == 1


async def test_a_day_shows_busy_and_free_times_and_nobody(house: Any) -> None:
    await house.booked("Loft", "2026-11-24T11:00", "2026-11-24T13:00", by="secret visitor")
    await house.booked("Loft", "2026-11-24T13:00", "2026-11-24T14:00", by="another visitor")
    ann, lena = await house.person(), await house.person("lena", "ru")

    assert await ann.call("get_bookings_by_date", hall="Loft", date="2026-11-24") == (
        "**Loft, Tuesday, 24 November 2026**\n\n"
        "- **Opening hours:** 10:00–22:00\n"
        "- **Busy:** 12:00–15:00\n"
        "- **Free:** 10:00–12:00, 15:00–22:00"
    )
    assert await lena.call("get_bookings_by_date", hall="лофт", date="2026-11-24") == (
        "**Loft, вторник, 24 ноября 2026 г.**\n\n"
        "- **Часы работы:** 10:00–22:00\n"
        "- **Занято:** 12:00–15:00\n"
        "- **Свободно:** 10:00–12:00, 15:00–22:00"
    )


async def test_what_has_passed_of_today_is_not_free(house: Any) -> None:
    said = await (await house.person()).call("get_bookings_by_date", hall="Loft", date="2026-11-21")

    assert said.endswith("- **Busy:** none\n- **Free:** 10:15–23:00")


async def test_a_closed_day_shows_when_the_hall_opens(house: Any) -> None:
    said = await (await house.person()).call("get_bookings_by_date", hall="Loft", date="2026-11-22")

    assert said == (
        "**Loft, Sunday, 22 November 2026**\n\n"
        "Closed on this day. Opening hours: Mon–Fri 10:00–22:00, Sat 10:00–23:00, Sun closed"
    )


@pytest.mark.parametrize(
    ("date", "sentence"),
    [
        ("soon", "I can't read the date “soon”."),
        ("2026-11-20", "This day is in the past: Friday, 20 November 2026."),
        ("2030-01-01", "This day is too far ahead: Tuesday, 1 January 2030."),
    ],
)
async def test_a_day_that_cannot_be_shown_says_why(house: Any, date: str, sentence: str) -> None:
    said = await (await house.person()).call("get_bookings_by_date", hall="Loft", date=date)

    assert said.startswith(sentence)


async def test_an_hour_that_comes_twice_is_free_twice(house: Any) -> None:
    said = await (await house.person()).call("get_bookings_by_date", hall="club", date="2027-11-07")

    assert said.endswith("- **Free:** 00:00–24:00")


@pytest.mark.parametrize(
    ("texts", "locale", "text"),
    [
        ({"en": "Bright", "ru": "Светло"}, "ru", "Светло"),
        ({"en": "Bright", "ru": "Светло"}, "ru-RU", "Светло"),
        ({"en": "Bright", "ru": "Светло"}, "zh", "Bright"),
        ({"de": "Hell"}, "ru", "Hell"),
        ({"en": "Bright", "ru": "  "}, "ru", "Bright"),
        ({"en": "Bright", "zh": "明亮"}, "zh-CN", "明亮"),
        ({}, "ru", ""),
    ],
)
def test_the_owners_words_come_in_the_nearest_language(texts: dict[str, str], locale: str, text: str) -> None:
    assert in_locale(texts, locale) == text


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (((600, 1320),) * 7, "every day 10:00–22:00"),
        ((None,) * 7, "closed"),
        (
            ((600, 1320), *[(600, 1440)] * 4, None, None),
            "Mon 10:00–22:00, Tue–Fri 10:00–24:00, Sat–Sun closed",
        ),
    ],
)
def test_a_week_is_said_in_few_words(hours: tuple[tuple[int, int] | None, ...], said: str) -> None:
    assert weekly_hours(hours, translator("en")) == said


def test_a_week_and_a_choice_in_chinese() -> None:
    hours = ((600, 1320), *[(600, 1440)] * 4, None, None)

    assert (
        weekly_hours(hours, translator("zh")) == "周一 10:00–22:00，周二至周五 10:00–24:00，周六至周日 不开放"
    )
    assert one_of(("Loft", "Grand Hall", "Garden Room"), "zh") == "Loft、Grand Hall 还是 Garden Room"


async def test_halls_are_described_in_chinese(house: Any) -> None:
    person = await house.person(locale="zh")
    said = await person.call("get_halls")

    assert said.startswith("我们有 3 个场地：\n\n### Loft\n\nA bright hall under the roof.\n\n")
    assert "- **开放时间**：周一至周五 10:00–22:00，周六 10:00–23:00，周日 不开放\n" in said
    assert "- **容纳人数**：最多 40 人\n- **价格**：每小时 €120.00\n" in said
    assert "- **退款**：提前 48 小时取消可全额退款\n- **使用规则**：\n  No confetti." in said
    assert await person.call("get_hall", hall="场地") == (
        "我不确定“场地”是哪个场地。您指的是 Loft、Grand Hall 还是 Night Club 吗？"
    )
