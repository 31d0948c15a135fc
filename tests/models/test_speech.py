"""Who listens and who speaks, by models.toml."""

from pathlib import Path

import pytest

from models.entries import CatalogueError
from models.speech import load


def names(path: Path, mode: str = "auto", **settings: str) -> tuple[list[str], list[str]]:
    catalogue = load(path, settings)
    return [ear.name for ear in catalogue.ears_of(mode)], [one.name for one in catalogue.voices_of(mode)]


def test_with_a_key_openai_listens_and_speaks_and_without_one_whisper_listens(tmp_path: Path) -> None:
    path = tmp_path / "models.toml"
    assert names(path) == (["whisper"], [])
    assert names(path, OPENAI_API_KEY="k") == (["openai", "whisper"], ["openai"])
    assert (load(path, {}).asks_servers, load(path, {"OPENAI_API_KEY": "k"}).asks_servers) == (False, True)
    elsewhere = "http://127.0.0.1:8000/v1"
    assert names(path, OPENAI_API_KEY="k", OPENAI_BASE_URL=elsewhere) == (["whisper"], [])


def test_the_owner_says_who_listens_and_speaks_in_a_mode(tmp_path: Path) -> None:
    (tmp_path / "tiny").mkdir()
    path = tmp_path / "models.toml"
    path.write_text(
        """
        [hears]
        "voice notes" = ["gateway", "whisper"]
        [speaks]
        auto = ["ruslan", "nobody"]
        [hearing.whisper]
        model = "tiny"
        language = "person"
        [hearing.gateway]
        provider = "compatible"
        model = "large"
        url = "${GATEWAY}"
        [voices.ruslan]
        provider = "piper"
        path = "voices/ru.onnx"
        languages = ["ru"]
        [voices.nobody]
        provider = "compatible"
        """
    )
    assert names(path) == (["whisper"], ["ruslan"])
    assert names(path, "voice notes", GATEWAY="http://gateway/v1") == (["gateway", "whisper"], ["ruslan"])
    catalogue = load(path, {})
    assert catalogue.ears["whisper"].model == str(tmp_path / "tiny")
    assert catalogue.ears["whisper"].language == "person"
    assert catalogue.voices["ruslan"].path == str(tmp_path / "voices" / "ru.onnx")
    assert not catalogue.voices["ruslan"].speaks("en")


def test_openai_s_models_have_their_prices_and_others_the_owner_s(tmp_path: Path) -> None:
    path = tmp_path / "models.toml"
    key = {"OPENAI_API_KEY": "k"}
    assert load(path, key).ears["openai"].micros(60) == pytest.approx(6_000)
    assert load(path, key).voices["openai"].micros(1_000) == pytest.approx(18_000)
    path.write_text(
        """
        [hearing.openai]
        model = "gpt-4o-mini-transcribe"
        [hearing.whisper]
        price = 0.001
        [voices.openai]
        model = "tomorrow-tts"
        [voices.mine]
        provider = "openai"
        model = "tts-1"
        voice = "onyx"
        """
    )
    catalogue = load(path, key)
    assert (catalogue.ears["openai"].price, catalogue.ears["whisper"].price) == (0.003, 0.001)
    assert (catalogue.voices["openai"].price, catalogue.voices["mine"].price) == (None, 15)
    assert catalogue.voices["openai"].micros(1_000) == 0


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[hearing.mine]\nprovider = 'telepathy'\nmodel = 'x'", "provider of hearing.mine"),
        ("[hearing.whisper]\nmodle = 'x'", "modle of hearing.whisper"),
        ("[hearing.whisper]\nlongest = 0", "longest of hearing.whisper"),
        ("[hearing.whisper]\nprice = -1", "price of hearing.whisper"),
        ("[voices.openai]\nprice = inf", "price of voices.openai"),
        ("[voices.mine]\nprovider = 'openai'\nurl = 'nowhere'", "url of voices.mine"),
        ("[hears]\nauto = ['mine']", "hears.auto names mine"),
        ("[speaks]\nauto = 'openai'", r"each mode in \[speaks\]"),
        ("hearing = 1", r"\[hearing\] must be a table"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "models.toml"
    path.write_text(text)
    with pytest.raises(CatalogueError, match=complaint):
        load(path, {})
