"""Files: opened once and shared, and a sentence to the owner where something is missing."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import AIMessage
from structlog.testing import capture_logs

from models.card import Card
from models.catalogue import load
from models.failover import ModelUnavailable, first_answer
from models.llama.files import LlamaFiles
from models.provider import Models
from models.trouble import Reason, Trouble
from tests.fakes.gguf import write_gguf
from tests.models.llama.conftest import WORDS


def make_models(folder: Path, toml: str, files: LlamaFiles) -> Models:
    (folder / "models.toml").write_text(toml)
    builtin = FakeListChatModel(responses=["the built-in model"])
    return Models(load(folder / "models.toml", {}), {}, builtin, local={"llama": files.open})


async def ask(model: Any) -> AIMessage:
    answer = await model.ainvoke("hello", max_tokens=8)
    assert isinstance(answer, AIMessage)
    return answer


async def test_a_model_is_named_by_its_file_beside_the_catalogue(files: LlamaFiles, tmp_path: Path) -> None:
    write_gguf(tmp_path / "tiny.gguf", WORDS, window=700)
    toml = '[models.tiny]\nprovider = "llama"\npath = "tiny.gguf"\n[modes]\nchat = ["tiny"]\n'
    models = make_models(tmp_path, toml, files)
    answer = await first_answer(models.candidates("chat"), ask)
    assert answer.card.name == "tiny"
    assert answer.message.text != "the built-in model"
    card = models.answering("chat")
    assert (card.window, card.cost(1_000, 1_000)) == (700, 0)


async def test_cards_of_one_file_share_what_is_loaded(files: LlamaFiles, tmp_path: Path) -> None:
    path = write_gguf(tmp_path / "tiny.gguf", WORDS)
    cards = [Card(name, "llama", model=name, path=str(path)) for name in ("a", "b")]
    (_, first), (_, second) = await asyncio.gather(*(files.open(card) for card in cards))
    assert first.loaded is second.loaded
    assert [model.metadata["card"] for model in (first, second)] == ["a", "b"]


async def test_who_leaves_while_it_loads_does_not_have_it_loaded_twice(
    files: LlamaFiles, tmp_path: Path
) -> None:
    card = Card("tiny", "llama", path=str(write_gguf(tmp_path / "tiny.gguf", WORDS)))
    opening = asyncio.create_task(files.open(card))
    await asyncio.sleep(0)
    opening.cancel()
    await asyncio.gather(opening, return_exceptions=True)
    (_, first), (_, second) = await asyncio.gather(files.open(card), files.open(card))
    assert first.loaded is second.loaded


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (lambda path: None, "is not there"),
        (lambda path: path.write_bytes(b"GGUF is what this is not"), "is no model that llama.cpp can load"),
    ],
)
async def test_a_file_that_is_none_is_named_to_the_owner_and_the_next_model_answers(
    files: LlamaFiles, tmp_path: Path, write: Callable[[Path], Any], said: str
) -> None:
    write(tmp_path / "tiny.gguf")
    toml = '[models.tiny]\nprovider = "llama"\npath = "tiny.gguf"\n[modes]\nchat = ["tiny"]\n'
    models = make_models(tmp_path, toml, files)
    with capture_logs() as logs:
        answer = await first_answer(models.candidates("chat"), ask)
        await first_answer(models.candidates("chat"), ask)
    assert answer.message.text == "the built-in model"
    assert [failure.reason for failure in answer.failed] == [Reason.NOT_THERE]
    [told] = [entry for entry in logs if said in entry["event"]]
    assert told["log_level"] == "error"
    assert told["file"] == str(tmp_path / "tiny.gguf")


async def test_a_file_that_comes_later_is_opened_then(files: LlamaFiles, tmp_path: Path) -> None:
    card = Card("tiny", "llama", path=str(tmp_path / "tiny.gguf"))
    with pytest.raises(Trouble):
        await files.open(card)
    write_gguf(tmp_path / "tiny.gguf", WORDS)
    _, model = await files.open(card)
    assert (await ask(model)).text


async def test_the_owner_is_told_at_the_start_where_models_run_and_what_is_missing(
    files: LlamaFiles, tmp_path: Path
) -> None:
    with capture_logs() as logs:
        await files.announce([Card("builtin", "builtin")])
    assert logs == []
    with capture_logs() as logs:
        await files.announce([Card("tiny", "llama", path=str(tmp_path / "tiny.gguf"))])
    events = [entry["event"] for entry in logs]
    assert "The model's file is not there" in events
    assert any(event.startswith("Local models run on the ") for event in events)


async def test_when_nobody_else_is_there_people_are_told_why(files: LlamaFiles, tmp_path: Path) -> None:
    models = make_models(tmp_path, '[models.tiny]\nprovider = "llama"\npath = "no.gguf"\n', files)
    tiny = models.candidates("chat", "tiny")[:1]
    with pytest.raises(ModelUnavailable) as unavailable:
        await first_answer(tiny, ask)
    assert unavailable.value.reason is Reason.NOT_THERE
