"""Chat classes of other packages, by their names."""

import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import SecretStr
from structlog.testing import capture_logs

from models.card import Card
from models.community import build
from models.entries import CatalogueError
from models.policy import Policy
from models.provider import Models
from models.trouble import Reason, Trouble

Make = Callable[..., Models]
KEY = "t1-topsecret"
QUICK = Policy(stall=5.0)


class Unauthorized(Exception):
    """As many libraries have it: with a status, and a key in its words."""

    status_code = 401


class Refusing(FakeListChatModel):
    api_key: str

    async def _astream(self, *_args: Any, **_kwargs: Any) -> AsyncIterator[ChatGenerationChunk]:
        raise Unauthorized(self.api_key)
        yield


class Silent(FakeListChatModel):
    def _generate(self, *_args: Any, **_kwargs: Any) -> ChatResult:
        time.sleep(1)
        raise AssertionError

    async def _astream(self, *_args: Any, **_kwargs: Any) -> AsyncIterator[ChatGenerationChunk]:
        await self._agenerate(list[BaseMessage]())
        yield


def own(name: str) -> Card:
    return Card("own", "community", model="own", chat_class=name, arguments={"responses": ["It is blue."]})


async def test_a_class_of_the_package_streams_through_the_catalogue(make_models: Make) -> None:
    pytest.importorskip("langchain_community", reason="the extra community is not installed")
    toml = (
        '[models.own]\nprovider = "community"\nchat_class = "FakeListChatModel"\n'
        'arguments = { responses = ["It is blue."] }\n[modes]\nchat = ["own"]\n'
    )
    candidate = make_models(toml=toml).candidates("chat")[0]
    assert (candidate.card.name, candidate.card.tools) == ("own", False)
    model = await candidate.model()
    parts = [part.text async for part in model.astream("What colour is the sky?") if part.text]
    assert "".join(parts) == "It is blue."
    assert len(parts) > 1


@pytest.mark.parametrize(
    ("name", "detail"),
    [
        ("langchain_communities.ChatNothing", "needs a package that is not installed"),
        ("langchain_core.language_models.ChatNothing", "is in no such package"),
        ("collections.Counter", "is no chat class"),
        ("tests.models.test_community.Refusing", "can't be made of its arguments"),
    ],
)
def test_a_class_that_can_t_be_had_is_a_sentence(name: str, detail: str) -> None:
    with capture_logs() as logs, pytest.raises(Trouble) as caught:
        build(own(name), {}, QUICK)
    assert caught.value.reason is Reason.NOT_THERE
    assert caught.value.detail == detail or "pip install" in caught.value.detail
    assert [entry["chat_class"] for entry in logs] == [name]


def test_the_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "langchain_community.chat_models", None)
    with pytest.raises(Trouble) as caught:
        build(own("ChatYandexGPT"), {}, QUICK)
    assert caught.value.detail == ".venv/bin/pip install 'concierge[community]'"


async def test_a_secret_comes_from_its_setting_and_shows_nowhere() -> None:
    name = f"{__name__}.Refusing"
    card = Card(
        "own", "community", chat_class=name, arguments={"responses": ["x"]}, secrets={"api_key": "OWN_KEY"}
    )
    model = build(card, {"OWN_KEY": SecretStr(KEY)}, QUICK)
    with pytest.raises(Trouble) as caught:
        [part async for part in model.astream("Hi")]
    assert (caught.value.reason, caught.value.status) == (Reason.REFUSED, 401)
    assert KEY not in repr(model) + repr(caught.value) + repr(vars(caught.value)) + repr(card)


async def test_a_class_that_is_silent_for_too_long_is_left() -> None:
    model = build(own(f"{__name__}.Silent"), {}, Policy(stall=0.1))
    with pytest.raises(Trouble) as caught:
        await model.ainvoke("Hi")
    assert (caught.value.reason, caught.value.retry) == (Reason.UNREACHABLE, True)


def test_without_its_secrets_it_is_left_out(make_models: Make) -> None:
    toml = '[models.own]\nprovider = "community"\nchat_class = "A"\nsecrets = { api_key = "OWN_KEY" }\n'
    assert "own" not in [card.name for card in make_models(toml=toml).cards]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('arguments = { api_key = "t1-topsecret" }', "belongs into its secrets"),
        ('secrets = { api_key = "t1-topsecret" }', "must be the name of a setting"),
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(
    make_models: Make, line: str, complaint: str
) -> None:
    with pytest.raises(CatalogueError, match=complaint) as caught:
        make_models(toml=f'[models.own]\nprovider = "community"\nchat_class = "A"\n{line}\n')
    assert KEY not in str(caught.value)
