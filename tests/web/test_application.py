"""What holds for every address of the site."""

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import web
from storage.bookings import Booking
from web.application import Site


@pytest.mark.parametrize(
    "address",
    ["/", "/health", "/metrics", "/b/unknown", "/b/q1w2e3r4t5y6u7i8o9p0Aa", "/nowhere", "/static/style.css"],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_every_answer_carries_the_security_headers(
    make_site: Callable[..., Site], open_client: Any, address: str, method: str
) -> None:
    async with open_client(make_site()) as client:
        headers = (await client.request(method, address)).headers
    assert headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "cache-control" in headers
    assert "date" in headers


@pytest.mark.parametrize(
    "address",
    [
        "/docs",
        "/redoc",
        "/openapi.json",
        "/nowhere",
        "/b/",
        "/b/a/b",
        "/static/",
        "/static/../pages.py",
        "/static/no",
    ],
)
async def test_an_address_that_leads_nowhere_gets_a_friendly_page(
    make_site: Callable[..., Site], open_client: Any, address: str
) -> None:
    async with open_client(make_site()) as client:
        answer = await client.get(address)
    assert answer.status_code == 404
    assert "There is no page here" in answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


async def test_the_front_page_says_whether_all_is_well(
    make_site: Callable[..., Site], open_client: Any
) -> None:
    async def broken() -> None:
        raise OSError("postgresql://user:secret@host")

    async with open_client(make_site()) as client:
        assert "Everything is working" in (await client.get("/")).text
    async with open_client(make_site(checks={"database": broken})) as client:
        page = (await client.get("/?lang=ru")).text
    assert "Что-то не работает" in page
    assert "secret" not in page


class BrokenBookings:
    async def by_key(self, key: str, /) -> Booking | None:
        raise ValueError(f"the secret of {key} is 42")


async def test_an_unexpected_error_shows_an_id_that_is_in_the_log_and_nothing_else(
    make_site: Callable[..., Site], open_client: Any, held: Booking, caplog: pytest.LogCaptureFixture
) -> None:
    site = make_site()
    site = replace(site, desk=replace(site.desk, bookings=BrokenBookings()))
    with caplog.at_level(logging.ERROR, "web.failures"):
        async with open_client(site) as client:
            answer = await client.get(f"/b/{held.key}")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "content-security-policy" in answer.headers
    [record] = caplog.records
    assert isinstance(record.args, tuple)
    assert f"mention error {record.args[0]}." in answer.text
    assert "the secret of" in str(record.exc_info)


async def test_the_site_may_live_under_a_path(
    make_site: Callable[..., Site], open_client: Any, held: Booking
) -> None:
    async with open_client(make_site(public_url="https://example.org/desk/")) as client:
        for prefix in ("/desk", ""):
            page = await client.get(f"{prefix}/b/{held.key}")
            assert page.status_code == 200
            assert '<a href="/desk/">' in page.text
            assert 'href="/desk/static/style.css?' in page.text
            assert (await client.get(f"{prefix}/static/style.css")).status_code == 200


async def test_the_stylesheet_may_be_kept_and_is_asked_for_again_when_it_changed(
    make_site: Callable[..., Site], open_client: Any
) -> None:
    async with open_client(make_site()) as client:
        first = await client.get("/static/style.css")
        again = await client.get("/static/style.css", headers={"If-None-Match": first.headers["etag"]})
    assert first.headers["cache-control"] == "public, max-age=86400"
    assert first.headers["content-type"] == "text/css; charset=utf-8"
    assert again.status_code == 304


async def test_nothing_is_loaded_from_elsewhere_or_written_into_the_page(
    make_site: Callable[..., Site], open_client: Any, held: Booking
) -> None:
    async with open_client(make_site()) as client:
        for address in ("/", f"/b/{held.key}", "/nowhere"):
            page = (await client.get(address)).text
            assert "//" not in page.replace("<!doctype html>", "")
            assert not re.search(r"<script>|<style|style=|\bon\w+=", page)
    sheet = (Path(web.__path__[0]) / "static" / "style.css").read_text()
    assert "http" not in sheet
    assert "@import" not in sheet
