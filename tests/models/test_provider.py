from collections.abc import Callable

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage

from models.candidate import Candidate
from models.failover import first_answer
from models.provider import Models
from tests.fakes.openai import FakeOpenAI

Make = Callable[..., Models]
SPARE = """
[models.spare]
provider = "compatible"
url = "{url}"
[modes]
chat = ["default", "spare"]
"""


async def greet(model: BaseChatModel) -> AIMessage:
    return await model.ainvoke("Hi")


def names(candidates: tuple[Candidate, ...]) -> list[str]:
    return [candidate.card.name for candidate in candidates]


def test_with_nothing_set_only_the_built_in_model_answers(make_models: Make) -> None:
    models = make_models()
    assert names(models.candidates("chat")) == ["builtin"]
    assert models.answering("chat").provider == "builtin"
    assert [card.name for card in models.cards] == ["builtin"]


def test_a_key_alone_means_openai_with_the_default_model(make_models: Make) -> None:
    assert names(make_models(key="sk-1").candidates("chat")) == ["gpt-6-luna", "builtin"]


def test_a_model_without_a_key_is_not_openai(make_models: Make) -> None:
    assert names(make_models(model="gpt-6.1-terra").candidates("chat")) == ["builtin"]


def test_what_a_person_chose_is_tried_first(make_models: Make) -> None:
    models = make_models(key="sk-1")
    assert names(models.candidates("chat", "gpt-6.1-sol")) == ["gpt-6.1-sol", "gpt-6-luna", "builtin"]
    assert names(models.candidates("chat", "builtin")) == ["builtin"]
    assert names(models.candidates("chat", "gone-by-now")) == ["gpt-6-luna", "builtin"]


async def test_a_server_is_asked_for_its_model_once_and_only_when_needed(make_models: Make) -> None:
    with FakeOpenAI(models=("text-embedding-x", "llama-9", "llama-10")) as server:
        models = make_models(server.url)
        assert models.answering("chat").title == server.url
        assert not server.requests
        for _ in range(2):
            answer = await first_answer(models.candidates("chat"), greet, models.policy)
            assert (answer.card.name, answer.message.text) == ("llama-9", "You said: Hi")
    assert models.answering("chat").title == "llama-9"
    assert [request.path for request in server.requests] == ["/v1/models", *["/v1/chat/completions"] * 2]
    assert [request.body["model"] for request in server.chats] == ["llama-9"] * 2


async def test_a_server_without_models_is_left_for_the_next(make_models: Make) -> None:
    with FakeOpenAI(models=()) as server:
        models = make_models(server.url)
        answer = await first_answer(models.candidates("chat"), greet, models.policy)
    assert answer.card.name == "builtin"
    assert [str(failure.reason) for failure in answer.failed] == ["rejected"]


async def test_the_key_goes_to_its_own_server_and_to_no_other(make_models: Make, server: FakeOpenAI) -> None:
    with FakeOpenAI() as other:
        models = make_models(server.url, key="sk-mine", model="m", toml=SPARE.format(url=other.url))
        for candidate in models.candidates("chat")[:2]:
            await (await candidate.model()).ainvoke([HumanMessage("Hi")])
        assert server.chats[0].headers["authorization"] == "Bearer sk-mine"
        assert "sk-mine" not in str(other.chats[0].headers)


async def test_a_login_in_the_address_is_sent_as_basic_authentication(
    make_models: Make, server: FakeOpenAI
) -> None:
    models = make_models(server.url.replace("://", "://bob:pass%20word@"), model="m")
    await (await models.candidates("chat")[0].model()).ainvoke("Hi")
    assert server.chats[0].headers["authorization"] == "Basic Ym9iOnBhc3Mgd29yZA=="


async def test_what_a_card_says_of_reasoning_is_sent(make_models: Make, server: FakeOpenAI) -> None:
    toml = f'[models.m]\nprovider = "openai"\nurl = "{server.url}"\nreasoning_effort = "none"'
    models = make_models(key="sk-1", model="m", toml=toml)
    await (await models.candidates("chat")[0].model()).ainvoke("Hi")
    assert server.chats[0].body["reasoning_effort"] == "none"


@pytest.mark.parametrize(
    ("toml", "asks"),
    [
        ("", False),
        ('[models.m]\nprovider = "compatible"\nurl = "http://127.0.0.1:9/v1"', True),
        ('[models.m]\nprovider = "community"\nchat_class = "ChatTongyi"', True),
    ],
    ids=["nobody", "a server", "a class"],
)
def test_it_is_known_whether_servers_will_be_asked(make_models: Make, toml: str, asks: bool) -> None:
    assert make_models(toml=toml).asks_servers is asks
