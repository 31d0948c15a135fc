"""Nobody changes a booking from elsewhere, floods a page, or finds out anything by guessing."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest

from tests.web.conftest import NEW_LOFT, NOW
from tests.web.reception import Reception, form_of, open_reception
from web.networks import networks

START = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)
PATHS = ("", "/cancel", "/reminders")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://other.site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://site.evil.example"},
        {"Origin": "http://site@evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_a_form_from_another_site_changes_nothing(
    small_reception: Reception, path: str, headers: dict[str, str]
) -> None:
    booking = await small_reception.hold(START)
    answer = await small_reception.send(booking, path, headers, guests="7", reminders="off")
    assert answer.status_code == 403
    assert "not sent from the booking&#39;s own page" in answer.text
    assert await small_reception.now(booking) == booking


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin", "Origin": "http://site"}, {"Origin": "http://site"}, {}]
)
async def test_a_form_from_the_page_itself_is_taken(
    small_reception: Reception, headers: dict[str, str]
) -> None:
    booking = await small_reception.hold(START)
    assert (await small_reception.send(booking, "", headers, guests="7")).status_code == 303


@pytest.mark.parametrize("path", PATHS)
async def test_a_form_needs_the_token_of_its_own_booking(small_reception: Reception, path: str) -> None:
    booking = await small_reception.hold(START)
    other = await small_reception.hold(START.replace(day=27))
    foreign = form_of(await small_reception.look(other), "")["token"]
    own = form_of(await small_reception.look(booking), "")["token"]
    for token in ("", "x", foreign, own[:-1], f"9{own}", "1.99." + own[-24:], "é" * 30):
        answer = await small_reception.send(booking, path, token=token, guests="7", reminders="off")
        assert answer.status_code == 403, token
    assert await small_reception.now(booking) == booking


async def test_every_address_of_a_key_that_opens_nothing_answers_the_same(
    small_reception: Reception,
) -> None:
    booking = await small_reception.hold(START)
    right = small_reception.address(booking)
    answers: set[str] = set()
    for key in (right[:-1] + ("0" if right[-1] != "0" else "1"), "/b/unknown", f"/b/{booking.key}"):
        for path in ("", "/check", "/cancel", "/booking.ics", "/code.svg"):
            answer = await small_reception.client.get(key + path)
            assert answer.status_code == 404
            answers.add(answer.text)
        for path in PATHS:
            answer = await small_reception.client.post(key + path, data={"token": "x"})
            assert answer.status_code == 404
            answers.add(answer.text)
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"x" * 20_000, {}, 413),
        (b"", {"Content-Length": "99999999"}, 413),
        (b"{}", {"Content-Type": "application/json"}, 400),
        (b"&".join(b"a%d=1" % number for number in range(500)), {}, 400),
        (b"\xff\xfe=%00%ff&token=%ff", {}, 403),
    ],
)
async def test_what_is_no_form_of_ours_is_refused_with_a_page(
    small_reception: Reception, content: bytes, headers: dict[str, str], status: int
) -> None:
    booking = await small_reception.hold(START)
    answer = await small_reception.client.post(
        small_reception.address(booking),
        content=content,
        headers={"Content-Type": "application/x-www-form-urlencoded", **headers},
    )
    assert answer.status_code == status
    assert "Nothing was changed" in answer.text
    assert "content-security-policy" in answer.headers


async def test_a_body_that_never_says_how_long_it_is_is_read_no_further_than_needed(
    small_reception: Reception,
) -> None:
    booking = await small_reception.hold(START)
    read = 0

    async def endless() -> AsyncGenerator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b"a" * 1024

    answer = await small_reception.client.post(small_reception.address(booking), content=endless())
    assert answer.status_code == 413
    assert read < 30


@pytest.fixture
async def open_to_proxies(sqlite_url: str) -> AsyncGenerator[Reception]:
    async with open_reception(
        sqlite_url, NEW_LOFT, NOW, proxies=networks("127.0.0.1, 10.0.0.0/8"), seconds=lambda: 0.0
    ) as opened:
        yield opened


async def asked(reception: Reception, times: int, path: str = "/b/unknown", **headers: str) -> list[int]:
    return [
        (
            await reception.client.get(path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        ).status_code
        for _ in range(times)
    ]


async def test_who_asks_too_often_is_told_when_to_come_back_in_their_language(
    open_to_proxies: Reception,
) -> None:
    assert 429 not in await asked(open_to_proxies, 120, x_forwarded_for="198.51.100.7")
    answer = await open_to_proxies.client.get(
        "/b/unknown", headers={"X-Forwarded-For": "198.51.100.7", "Accept-Language": "ru"}
    )
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) == 1
    assert "Слишком много запросов сразу" in answer.text
    assert await asked(open_to_proxies, 1, x_forwarded_for="198.51.100.8") == [404]


async def test_nobody_gets_around_it_with_a_header_of_their_own(open_to_proxies: Reception) -> None:
    seen: list[int] = []
    for number in range(121):
        seen += await asked(open_to_proxies, 1, x_forwarded_for=f"203.0.113.{number}, 198.51.100.7, 10.1.1.1")
    assert seen.count(429) == 1


async def test_without_a_proxy_nobody_is_believed(sqlite_url: str) -> None:
    seen: list[int] = []
    async with open_reception(sqlite_url, NEW_LOFT, NOW, seconds=lambda: 0.0) as reception:
        for number in range(121):
            seen += await asked(reception, 1, x_forwarded_for=f"203.0.113.{number}")
    assert seen.count(429) == 1


async def test_one_booking_can_be_changed_only_so_often_whoever_asks(open_to_proxies: Reception) -> None:
    booking = await open_to_proxies.hold(START)
    address = open_to_proxies.address(booking)
    seen: list[httpx.Response] = []
    for number in range(31):
        seen.append(
            await open_to_proxies.client.post(
                address, data={"token": "x"}, headers={"X-Forwarded-For": f"203.0.113.{number}"}
            )
        )
    assert [answer.status_code for answer in seen].count(429) == 1
    assert seen[-1].headers["retry-after"] == "4"


async def test_under_a_public_address_that_is_where_forms_come_from(sqlite_url: str) -> None:
    async with open_reception(
        sqlite_url, replace(NEW_LOFT), NOW, public_url="https://halls.example/desk"
    ) as reception:
        booking = await reception.hold(START)
        page = await reception.look(booking)
        assert f'action="/desk{reception.address(booking)}"' in page
        for origin, status in (("https://halls.example", 303), ("https://halls.example.evil", 403)):
            answer = await reception.send(booking, "", {"Origin": origin}, guests="8")
            assert answer.status_code == status
