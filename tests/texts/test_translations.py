"""Every text that people read stands in each of our languages, with the same fields."""

import re

import pytest

from tests.texts.catalogues import Entry, catalogues, fields, words
from tests.texts.sources import unmarked, used
from texts import LOCALES

OTHERS = [locale for locale in LOCALES if locale != "en"]
ALIKE = {"Concierge {version}."}
"""Texts whose translation may be the text itself, though it has letters."""

_LETTER = re.compile(r"[^\W\d_]")
_CHINESE = r"[\u3400-\u9fff]"
_CROWDED = re.compile(rf"{_CHINESE}[A-Za-z0-9]|[A-Za-z0-9]{_CHINESE}")
_ADDRESS = re.compile(r"\S+://\S+")
_HALF_WIDTH = re.compile(
    rf"{_CHINESE}[,.;:?!(]|[,;:?!)]{_CHINESE}|[，。；：？！（）、] | [，。；：？！（）、]"
)


def _entries(locale: str) -> list[Entry]:
    return [entry for entries in catalogues(locale).values() for entry in entries]


@pytest.mark.parametrize("locale", OTHERS)
def test_every_text_is_translated_and_no_translation_is_left_over(locale: str) -> None:
    have, wanted = {entry.sources for entry in _entries(locale)}, used()
    assert sorted(wanted - have) == [], f"not in the catalogues of {locale}"
    assert sorted(have - wanted) == [], f"in the catalogues of {locale}, and no longer in the code"


@pytest.mark.parametrize("locale", OTHERS)
def test_no_translation_is_empty_unsure_or_still_english(locale: str) -> None:
    entries = _entries(locale)
    assert [entry for entry in entries if not all(map(str.strip, entry.translations)) or entry.fuzzy] == []
    english = [
        entry
        for entry in entries
        if set(entry.translations) & set(entry.sources)
        and _LETTER.search(words(entry.sources[0]))
        and entry.sources[0] not in ALIKE
    ]
    assert english == []


@pytest.mark.parametrize("locale", OTHERS)
def test_a_translation_has_the_fields_of_its_text(locale: str) -> None:
    wrong = [
        entry
        for entry in _entries(locale)
        if any(fields(text) != fields(entry.sources[-1]) for text in entry.translations)
    ]
    assert wrong == []


@pytest.mark.parametrize("locale", OTHERS)
def test_a_text_of_several_packages_has_one_translation(locale: str) -> None:
    translations: dict[tuple[str, ...], tuple[str, ...]] = {}
    for entry in _entries(locale):
        assert translations.setdefault(entry.sources, entry.translations) == entry.translations


def test_all_languages_have_the_same_catalogues() -> None:
    first, *rest = (
        {package: {entry.sources for entry in entries} for package, entries in catalogues(locale).items()}
        for locale in OTHERS
    )
    assert all(others == first for others in rest)


def test_chinese_stands_apart_from_latin_and_has_its_own_punctuation() -> None:
    wrong = [
        text
        for entry in _entries("zh")
        for text in (_ADDRESS.sub("", translation) for translation in entry.translations)
        if _CROWDED.search(text) or _HALF_WIDTH.search(text)
    ]
    assert wrong == []


def test_no_sentence_that_people_read_is_left_out_of_the_catalogues() -> None:
    assert list(unmarked()) == []
