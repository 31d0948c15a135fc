"""Which mode people mean by what they write after /mode, and when nobody can say which."""

import pytest

from bots.commands.mode_meant import Meant, mode_meant
from graphs.modes import MODES


def meant(words: str) -> tuple[str, str, str] | None:
    found: Meant | None = mode_meant(words, MODES)
    return (found.mode.name, found.choice, found.unknown) if found else None


@pytest.mark.parametrize(
    ("words", "mode", "choice"),
    [
        ("translator", "translator", ""),
        ("translator: fr", "translator", "fr"),
        ("translator into German, please", "translator", "de"),
        ("translator Deutsch", "translator", "de"),
        ("translater germna", "translator", "de"),
        ("translator pt-BR", "translator", "pt"),
        ("Переводчик на немецком", "translator", "de"),
        ("переводчик по-немецки", "translator", "de"),
        ("翻译 德语", "translator", "de"),
        ("翻译成德语", "translator", "de"),
        ("翻译：中文", "translator", "zh"),
        ("summary points", "summary", "bullets"),
        ("summarise long", "summary", "long"),
        ("краткое изложение по пунктам", "summary", "bullets"),
        ("摘要要点", "summary", "bullets"),
        ("voice", "voice notes", ""),
        ("small talk", "small talk", ""),
        ("hall", "consultant", ""),
        ("авто", "auto", ""),
    ],
)
def test_a_mode_is_known_by_its_names_in_every_language_and_with_a_slip(
    words: str, mode: str, choice: str
) -> None:
    assert meant(words) == (mode, choice, "")


@pytest.mark.parametrize(
    ("words", "unknown"),
    [
        ("translator klingon", "klingon"),
        ("translator Danish", "Danish"),  # not Spanish
        ("translator belarusian", "belarusian"),  # not Russian
        ("переводчик финский", "финский"),
        ("翻译成克林贡语", "克林贡语"),
        ("summary haiku", "haiku"),
        ("chat how are you", "how are you"),
        ("voice notes short", "short"),
    ],
)
def test_words_that_are_no_choice_of_the_mode_are_given_back(words: str, unknown: str) -> None:
    found = meant(words)
    assert found is not None
    assert found[1:] == ("", unknown)


@pytest.mark.parametrize("words", ["", ":", "xyzzy", "poetry", "klingon", "诗"])
def test_no_mode_is_guessed_from_words_that_name_none(words: str) -> None:
    assert meant(words) is None
