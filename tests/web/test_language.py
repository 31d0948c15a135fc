"""Pages are in the reader's language, and every word of them is translated."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

import texts
import web
from web.application import Site


@pytest.mark.parametrize(
    ("query", "header", "locale"),
    [
        ("", "", "en"),
        ("", "ru", "ru"),
        ("", "ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7", "ru"),
        ("", "de-DE,de;q=0.9,ru;q=0.5,en;q=0.3", "ru"),
        ("", "en;q=0.2, RU_ru ; q=0.9", "ru"),
        ("", "ru;q=0,en", "en"),
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("", "zh-Hans-CN, fr", "zh"),
        ("", "zh-TW", "zh"),
        ("", "*, ru;q=0.5", "en"),
        ("", ";;q=x,ru;q=abc,,=;", "en"),
        ("", "ru;q=nan, en;q=0.1", "en"),
        ("", "fr," * 5000 + "ru", "en"),
        ("?lang=ru", "en", "ru"),
        ("?lang=RU-ru", "en", "ru"),
        ("?lang=zh_Hans", "ru", "zh"),
        ("?lang=xx", "ru", "ru"),
        ("?lang=%22%3E%3Cscript%3E", "en", "en"),
    ],
)
async def test_the_language_is_the_one_asked_for(
    make_site: Callable[..., Site], open_client: Any, query: str, header: str, locale: str
) -> None:
    async with open_client(make_site()) as client:
        answer = await client.get(f"/{query}", headers={"Accept-Language": header})
    assert answer.headers["content-language"] == locale
    assert f'<html lang="{locale}">' in answer.text


def test_every_text_of_the_pages_is_translated_and_no_translation_is_left_over() -> None:
    folder = Path(web.__path__[0])
    used: set[str] = set()
    for path in folder.glob("*.py"):
        with path.open("rb") as source:
            used |= {str(message) for _, message, _, _ in extract("python", source, keywords={"_": None})}
    for path in folder.glob("templates/*.html"):
        with path.open("rb") as source:
            used |= {str(message) for _, _, message, _ in babel_extract(source, ["_"], [], {})}
    with (Path(texts.__path__[0]) / "ru" / "web.po").open("rb") as source:
        catalogue = read_po(source, locale="ru")
    translated = {str(message.id) for message in catalogue if message.id and message.string}
    assert used == translated
