"""What a model that runs here lacks is seen without opening it."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from models.card import Card
from models.lacking import Lack, lack_of


@pytest.mark.parametrize("provider", ["llama", "transformers"])
def test_a_path_where_nothing_is_is_noticed(tmp_path: Path, provider) -> None:
    assert lack_of(Card("mine", provider, path=str(tmp_path / "gone"))) is Lack.FILE


def test_a_library_that_is_absent_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "tiny.gguf"
    file.touch()
    monkeypatch.setattr(
        "models.lacking.find_spec", lambda name: None if name == "llama_cpp" else find_spec(name)
    )
    assert lack_of(Card("mine", "llama", path=str(file))) is Lack.LIBRARY


def test_a_server_lacks_nothing_here() -> None:
    assert lack_of(Card("far", "compatible", url="http://127.0.0.1:9/v1")) is None
