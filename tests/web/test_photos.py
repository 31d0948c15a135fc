"""Pictures of the halls: the owner's and the shipped ones, and nothing else of any folder."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.demo_halls import demo_halls
from storage.bookings import Booking
from storage.halls import Hall
from web.application import Site
from web.photos import SHIPPED


async def test_an_owners_picture_goes_before_a_shipped_one_of_its_name(
    make_site: Callable[..., Site], open_client: Any, tmp_path: Path
) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"jpeg")
    async with open_client(make_site(photos=tmp_path)) as client:
        own = await client.get("/photos/photo.jpg")
        shipped = await client.get("/photos/loft.svg")
        (tmp_path / "loft.svg").write_text("<svg/>")
        assert (await client.get("/photos/loft.svg")).text == "<svg/>"
    assert (own.content, own.headers["content-type"]) == (b"jpeg", "image/jpeg")
    assert shipped.headers["content-type"] == "image/svg+xml"
    for answer in (own, shipped):
        assert answer.headers["content-security-policy"].endswith("sandbox")
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "name",
    [
        "../secret.svg",
        "..%2fsecret.svg",
        "%2e%2e/secret.svg",
        "secret.txt",
        ".hidden.svg",
        "no.svg",
        "a/b.svg",
        "x" * 300 + ".svg",
        "loft.svg%00",
        "C:%5Cx.svg",
    ],
)
async def test_nothing_but_plain_names_of_pictures_is_served(
    make_site: Callable[..., Site], open_client: Any, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    for file in (tmp_path / "secret.svg", folder / "secret.txt", folder / ".hidden.svg"):
        file.write_text("secret")
    async with open_client(make_site(photos=folder)) as client:
        answer = await client.get(f"/photos/{name}")
    assert answer.status_code == 404
    assert answer.text != "secret"


async def test_pictures_stand_on_the_page_with_words_for_those_who_do_not_see_them(
    make_site: Callable[..., Site], open_client: Any, held: Booking, loft: Hall
) -> None:
    hall = replace(loft, photos=("a.jpg", "../b.jpg", "javascript:alert(1)", "c.svg"))
    async with open_client(make_site(hall=hall)) as client:
        page = (await client.get(f"/b/{held.key}")).text
    assert re.findall(r'src="([^"]*photos[^"]*)" alt="([^"]*)"', page) == [
        ("/photos/a.jpg", "Picture of The Loft, 1 of 2"),
        ("/photos/c.svg", "Picture of The Loft, 2 of 2"),
    ]


def test_every_demo_hall_has_a_drawing_that_runs_nothing_and_loads_nothing() -> None:
    for hall in demo_halls("UTC"):
        [name] = hall.photos
        drawing = (SHIPPED / name).read_text()
        assert "<title>" in drawing
        assert "prefers-color-scheme: dark" in drawing
        outside = drawing.replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not any(word in outside for word in ("script", "href", "http", "url(", "@import"))
