import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from models.card import Card
from models.catalogue import load
from models.entries import CatalogueError

IMPORT = """
import dataclasses, pathlib, sys, time  # what the program has loaded by then in any case
began = time.process_time()
import models.catalogue
print((time.process_time() - began) * 1000)
assert not [name for name in sys.modules if name.startswith(("langchain", "openai", "pydantic"))]
"""


def own(path: Path, text: str) -> Path:
    file = path / "models.toml"
    file.write_text(text)
    return file


def test_without_settings_the_default_is_an_openai_model_with_window_and_prices() -> None:
    card = load(None, {}).of("chat")[0]
    assert (card.provider, card.key) == ("openai", "OPENAI_API_KEY")
    assert card.window
    assert card.cost(1_000_000, 1_000_000) == Decimal("0.60")


def test_every_shipped_model_has_a_window_and_prices() -> None:
    openai = [card for card in load(None, {}).cards.values() if card.provider == "openai"]
    assert len(openai) >= 3
    assert all(card.window and card.cost(1, 1) for card in openai)


def test_openai_model_names_another_one_of_the_catalogue() -> None:
    assert load(None, {"OPENAI_MODEL": "gpt-6.1-terra"}).of("chat")[0].output_price == Decimal("5")


def test_an_unknown_model_name_has_unknown_window_and_price() -> None:
    card = load(None, {"OPENAI_MODEL": "gpt-99-nova"}).of("chat")[0]
    assert (card.name, card.model, card.provider) == ("gpt-99-nova", "gpt-99-nova", "openai")
    assert (card.window, card.cost(1, 1)) == (None, None)


def test_a_base_url_makes_it_a_compatible_server_and_leaves_openai_out() -> None:
    catalogue = load(None, {"OPENAI_BASE_URL": "http://127.0.0.1:8080/v1/", "OPENAI_MODEL": "qwen"})
    card = catalogue.of("consultant")[0]
    assert (card.name, card.model, card.provider) == ("qwen", "qwen", "compatible")
    assert (card.address, card.title) == ("http://127.0.0.1:8080/v1", "qwen")
    assert not [card for card in catalogue.cards.values() if card.provider == "openai"]


def test_a_server_that_has_not_named_its_model_is_called_by_its_address() -> None:
    card = load(None, {"OPENAI_BASE_URL": "http://box:8080/v1"}).of("auto")[0]
    assert (card.model, card.title) == ("", "http://box:8080/v1")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("http://box:11434", "http://box:11434/v1"),
        ("http://box:8000/", "http://box:8000/v1"),
        ("http://box:8000/v1/chat/completions", "http://box:8000/v1"),
        ("http://box:8000/chat/completions", "http://box:8000/v1"),
        ("https://box/llm/api", "https://box/llm/api"),
    ],
)
def test_an_address_is_taken_as_it_is_meant(written: str, meant: str) -> None:
    assert load(None, {"OPENAI_BASE_URL": written}).of("auto")[0].address == meant


def test_openai_by_its_own_address_is_still_openai() -> None:
    card = load(None, {"OPENAI_BASE_URL": "https://eu.api.openai.com/v1"}).of("chat")[0]
    assert (card.provider, card.address) == ("openai", "https://eu.api.openai.com/v1")


def test_the_built_in_model_stands_last_in_every_mode_known_or_not() -> None:
    catalogue = load(None, {})
    for mode in ("auto", "chat", "consultant", "a mode that came later"):
        assert [card.name for card in catalogue.of(mode)][-1] == "builtin"


def test_the_owner_changes_fields_adds_models_and_orders_modes(tmp_path: Path) -> None:
    path = own(
        tmp_path,
        """
        [models.compatible]
        window = 8192
        [models.spare]
        provider = "compatible"
        url = "${SPARE_URL}"
        key = "SPARE_KEY"
        input_price = 0.5
        output_price = 1
        stall = 120
        [modes]
        chat = ["default", "spare"]
        """,
    )
    settings = {"OPENAI_BASE_URL": "http://one/v1", "OPENAI_MODEL": "m", "SPARE_URL": "http://two/v1"}
    catalogue = load(path, settings)
    first, spare, builtin = catalogue.of("chat")
    assert (first.name, first.window) == ("m", 8192)
    assert (spare.model, spare.address, spare.stall) == ("spare", "http://two/v1", 120)
    assert spare.cost(2_000_000, 1_000_000) == 2
    assert builtin.name == "builtin"
    assert catalogue.keys == {"OPENAI_API_KEY", "SPARE_KEY"}
    assert len(catalogue.of("consultant")) == 2


def test_a_server_whose_address_is_not_set_is_passed_over(tmp_path: Path) -> None:
    path = own(
        tmp_path,
        '[models.spare]\nprovider = "compatible"\nurl = "${SPARE_URL}"\n[modes]\nchat = ["spare", "default"]',
    )
    assert [card.name for card in load(path, {}).of("chat")] == ["gpt-6-luna", "builtin"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[models.x]\nwindow = 1", "provider of model x"),
        ('[models.x]\nprovider = "openai"\nwindw = 1', "windw"),
        ('[models.x]\nprovider = "openai"\nwindow = "big"', "window of model x"),
        ('[models.x]\nprovider = "openai"\nwindow = true', "window of model x"),
        ('[models.x]\nprovider = "openai"\ninput_price = -1', "below zero"),
        ('[models.x]\nprovider = "compatible"\nurl = "box:8080"', "url of model x"),
        ('[modes]\nchat = "gpt"', "mode chat"),
        ('[modes]\nchat = ["gpt-0"]', "gpt-0"),
        ("models = 3", "[models]"),
        ("[models]\nx = 3", "model x"),
        ("][", "can't be read"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        load(own(tmp_path, text), {})
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["localhost:8080", "ftp://s3cret@box/v1", "http://", "http://box:99999/v1", "http://box/v1?key=s3cret"],
)
def test_a_wrong_base_url_is_named_but_not_repeated(url: str) -> None:
    with pytest.raises(CatalogueError, match="OPENAI_BASE_URL") as caught:
        load(None, {"OPENAI_BASE_URL": url})
    assert "s3cret" not in str(caught.value)


def test_a_login_in_the_address_is_not_shown() -> None:
    card = load(None, {"OPENAI_BASE_URL": "https://bob:s3cret@box:8080/v1"}).of("chat")[0]
    assert card.address == "https://box:8080/v1"
    assert "s3cret" not in f"{card!r} {card.title} {card.address}"


def test_a_card_without_a_server_has_no_address() -> None:
    assert Card("builtin", "builtin").address == ""


def test_a_small_talk_model_is_a_folder_or_a_name_on_the_hub_and_never_has_tools(tmp_path: Path) -> None:
    text = """
    [models.mine]
    provider = "transformers"
    path = "my-talk"
    device = "cpu"
    [models.theirs]
    provider = "transformers"
    model = "somebody/talks"
    [modes]
    "small talk" = ["mine", "theirs"]
    """
    mine, theirs, builtin = load(own(tmp_path, text), {}).of("small talk")
    assert (mine.path, mine.device, mine.tools) == (str(tmp_path / "my-talk"), "cpu", False)
    assert (theirs.path, theirs.model, theirs.tools) == ("", "somebody/talks", False)
    assert (mine.cost(1_000, 1_000), builtin.name) == (0, "builtin")


def test_reading_the_catalogue_needs_no_model_library_and_no_time() -> None:
    milliseconds: list[float] = []
    while len(milliseconds) < 5 and (not milliseconds or min(milliseconds) > 30):
        run = subprocess.run([sys.executable, "-c", IMPORT], check=True, capture_output=True, text=True)
        milliseconds.append(float(run.stdout))
    assert min(milliseconds) < 30
