"""Pages are in the reader's language, and every word of them is translated."""

from collections.abc import Callable
from typing import Any

import pytest

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
