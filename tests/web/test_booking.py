"""The booking's page says what was booked and nothing about who booked it."""

import asyncio
import html
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from storage.bookings import Booking
from storage.halls import Hall
from web.application import Site

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> {{ 7*7 }} {% raw %}"


def reading(page: str) -> str:
    """The text of a page, as one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


class TestWhatItSays:
    async def test_a_held_booking_in_english(
        self, make_site: Callable[..., Site], open_client: Any, held: Booking
    ) -> None:
        async with open_client(make_site()) as client:
            answer = await client.get(f"/b/{held.key}")
        text = reading(answer.text)
        assert answer.status_code == 200
        for words in (
            "Booking No. 12",
            "The Loft",
            "Held until 24 November, 10:00",
            "Sunday, 22 November 2026",
            "18:00–20:30",
            "Local time: Berlin, UTC+1",
            "Guests 24",
            "Length 2 h 30 min",
            "To be paid by Tue, 24 Nov 2026, 10:00",
            "€60.00 per hour × 2 h 30 min",
            "Total €150.00",
            "Brick walls",
            "Music until 22:00",
        ):
            assert words in text

    async def test_the_same_in_russian(
        self, make_site: Callable[..., Site], open_client: Any, held: Booking
    ) -> None:
        async with open_client(make_site()) as client:
            answer = await client.get(
                f"/b/{held.key}", headers={"Accept-Language": "ru-RU,ru;q=0.9,en;q=0.8"}
            )
        text = reading(answer.text)
        assert '<html lang="ru">' in answer.text
        assert answer.headers["content-language"] == "ru"
        for words in (
            "Бронь № 12",
            "Ждёт оплаты до 24 ноября, 10:00",
            "воскресенье, 22 ноября 2026 г.",
            "Местное время: Берлин, UTC+1",
            "60,00 € в час × 2 ч 30 мин",
            "Итого 150,00 €",
            "Кирпичные стены",
        ):
            assert words in text

    @pytest.mark.parametrize(
        ("status", "badge", "advice"),
        [
            ("paid", "Paid", "Questions? Write to the assistant."),
            ("cancelled", "Cancelled", "To book again"),
            ("expired", "Expired", "To book again"),
        ],
    )
    async def test_each_status_has_its_badge_and_no_deadline(
        self,
        make_site: Callable[..., Site],
        open_client: Any,
        held: Booking,
        status: Any,
        badge: str,
        advice: str,
    ) -> None:
        async with open_client(make_site(replace(held, status=status))) as client:
            page = (await client.get(f"/b/{held.key}")).text
        assert f'<p class="badge {status}">{badge}</p>' in page
        assert advice in page
        assert "To be paid by" not in page

    async def test_a_booking_whose_time_has_passed_says_so(
        self, make_site: Callable[..., Site], open_client: Any, held: Booking
    ) -> None:
        past = make_site(replace(held, status="paid"), now=held.end)
        async with open_client(past) as client:
            text = reading((await client.get(f"/b/{held.key}")).text)
        assert "The time of this booking has passed." in text
        assert "To book again" in text

    async def test_a_price_that_the_hall_no_longer_has_is_not_multiplied(
        self, make_site: Callable[..., Site], open_client: Any, held: Booking, loft: Hall
    ) -> None:
        async with open_client(make_site(hall=replace(loft, price_per_hour=9900))) as client:
            text = reading((await client.get(f"/b/{held.key}")).text)
        assert "Total €150.00" in text
        assert "per hour" not in text

    async def test_what_is_unknown_is_left_out(
        self, make_site: Callable[..., Site], open_client: Any, held: Booking, loft: Hall
    ) -> None:
        bare = make_site(replace(held, guests=None), replace(loft, description={}, rules={"en": " \n"}))
        async with open_client(bare) as client:
            page = (await client.get(f"/b/{held.key}")).text
        ticket = page[page.index("<dl>") : page.index("</dl>")]
        assert not any(words in ticket for words in ("Guests", "Name", "Contact"))
        assert not any(words in page for words in (">The hall<", "House rules", "None", "<img"))

    async def test_an_owners_text_in_another_language_is_marked_as_such(
        self, make_site: Callable[..., Site], open_client: Any, held: Booking, loft: Hall
    ) -> None:
        async with open_client(make_site(hall=replace(loft, rules={"de": "Bitte leise."}))) as client:
            page = (await client.get(f"/b/{held.key}?lang=ru")).text
        assert '<p lang="de">Bitte leise.</p>' in page

    @pytest.mark.parametrize(
        ("start", "minutes", "zone", "date", "hours", "length"),
        [
            ("2026-11-22T22:00+00:00", 60, "Europe/Berlin", "22 November", "23:00–24:00", "1 h"),
            ("2026-11-22T22:00+00:00", 180, "Europe/Berlin", "Monday, 23 November", "23:00–02:00", "3 h"),
            ("2026-10-24T23:00+00:00", 180, "Europe/Berlin", "25 October", "01:00–03:00", "3 h"),
            ("2026-11-22T15:00+00:00", 45, "America/St_Johns", "UTC−3:30", "11:30–12:15", "45 min"),
            ("2026-11-22T15:00+00:00", 60, "UTC", "Local time: UTC ", "15:00–16:00", "1 h"),
        ],
    )
    async def test_times_are_the_halls(
        self,
        make_site: Callable[..., Site],
        open_client: Any,
        held: Booking,
        loft: Hall,
        start: str,
        minutes: int,
        zone: str,
        date: str,
        hours: str,
        length: str,
    ) -> None:
        begins = datetime.fromisoformat(start)
        booking = replace(held, start=begins, end=begins + timedelta(minutes=minutes))
        async with open_client(make_site(booking, replace(loft, time_zone=zone))) as client:
            text = reading((await client.get(f"/b/{held.key}")).text)
        assert date in text
        assert hours in text
        assert f"Length {length} " in text


class TestWhatItKeepsToItself:
    async def test_who_booked_stands_nowhere(
        self, make_site: Callable[..., Site], open_client: Any, held: Booking
    ) -> None:
        async with open_client(make_site(replace(held, user_id=987654321))) as client:
            assert "987654321" not in (await client.get(f"/b/{held.key}")).text

    @pytest.mark.parametrize("field", ["name", "description", "rules"])
    async def test_hostile_texts_stay_texts(
        self, make_site: Callable[..., Site], open_client: Any, held: Booking, loft: Hall, field: str
    ) -> None:
        text: Any = HOSTILE if field == "name" else {"en": HOSTILE}
        async with open_client(make_site(hall=replace(loft, **{field: text}))) as client:
            page = (await client.get(f"/b/{held.key}")).text
        assert "<script>" not in page
        assert "<img" not in page
        assert HOSTILE in html.unescape(page)

    async def test_a_hostile_locale_of_a_text_stays_inside_its_attribute(
        self, make_site: Callable[..., Site], open_client: Any, held: Booking, loft: Hall
    ) -> None:
        async with open_client(make_site(hall=replace(loft, rules={'"><script>': "x"}))) as client:
            assert "<script>" not in (await client.get(f"/b/{held.key}")).text

    @pytest.mark.parametrize(
        "key",
        [
            "q1w2e3r4t5y6u7i8o9p0Ab",
            "Q1W2E3R4T5Y6U7I8O9P0AA",
            "q1w2e3r4t5y6u7i8o9p0A",
            "q1w2e3r4t5y6u7i8o9p0Aa%0A",
            "%00",
            "'%20OR%201=1--",
            "%F0%9F%97%9D",
            "%FF%FE",
            "x" * 5000,
            "12",
            "----------------------",
        ],
    )
    async def test_every_key_that_opens_nothing_gets_the_same_answer_after_one_look(
        self,
        make_site: Callable[..., Site],
        make_shelf: Any,
        open_client: Any,
        held: Booking,
        loft: Hall,
        key: str,
    ) -> None:
        shelf = make_shelf([held], [loft])
        async with open_client(make_site(shelf=shelf)) as client:
            answer = await client.get(f"/b/{key}")
            other = await client.get("/b/AAAAAAAAAAAAAAAAAAAAAA")
        assert answer.status_code == 404
        assert answer.text == other.text
        assert "There is no booking here" in answer.text
        assert len(shelf.sought) == 2
        assert all(re.fullmatch(r"[A-Za-z0-9_-]{16,64}", sought) for sought in shelf.sought)

    async def test_the_page_of_a_booking_is_kept_by_no_cache_and_no_search_engine(
        self, make_site: Callable[..., Site], open_client: Any, held: Booking
    ) -> None:
        async with open_client(make_site()) as client:
            for address in (f"/b/{held.key}", "/b/unknown"):
                headers = (await client.get(address)).headers
                assert headers["cache-control"] == "private, no-store"
                assert headers["x-robots-tag"] == "noindex, nofollow"
                assert headers["vary"] == "Accept-Language"

    async def test_it_knows_no_other_verbs(
        self, make_site: Callable[..., Site], open_client: Any, held: Booking
    ) -> None:
        async with open_client(make_site()) as client:
            for method in ("PUT", "PATCH", "DELETE"):
                answer = await client.request(method, f"/b/{held.key}")
                assert answer.status_code == 405
                assert "Nothing was changed." in answer.text
            assert (await client.head(f"/b/{held.key}")).status_code == 200
            assert (await client.head("/b/unknown")).status_code == 404


class StuckBookings:
    async def by_key(self, key: str, /) -> Booking | None:
        await asyncio.Event().wait()
        raise AssertionError(f"{key} was waited for")


async def test_a_stuck_database_gives_an_apology_in_time(
    make_site: Callable[..., Site], open_client: Any, held: Booking
) -> None:
    site = make_site()
    site = replace(site, desk=replace(site.desk, bookings=StuckBookings()))
    async with open_client(site) as client, asyncio.timeout(4):
        answer = await client.get(f"/b/{held.key}")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "60"
    assert "One moment, please" in answer.text
