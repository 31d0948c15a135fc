"""Models on servers that misbehave."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from langchain_core.language_models import FakeListChatModel
from llmock.pytest_plugin import LLMock
from llmock.testing import LLMockServer
from pydantic import SecretStr

from models.catalogue import load
from models.policy import Policy
from models.provider import Models
from tests.fakes.openai import FakeOpenAI

QUICK = Policy(stall=10.0, backoff=0.02)
"""Quick to try again; tests of silence bring a shorter `stall` of their own."""


@pytest.fixture(scope="session")
def started_server() -> Iterator[FakeOpenAI]:
    with FakeOpenAI() as fake:
        yield fake


@pytest.fixture
def server(started_server: FakeOpenAI) -> FakeOpenAI:
    started_server.reset()
    return started_server


@pytest.fixture
def chaos(llmock_server: LLMockServer) -> LLMock:
    """llmock without its settings in the environment: ours must be enough."""
    return LLMock(llmock_server).reset()


@pytest.fixture
async def make_models(tmp_path: Path) -> AsyncIterator[Callable[..., Models]]:
    """Models as the settings and the owner's models.toml say; the built-in one says that it is."""
    made: list[Models] = []

    def make(
        url: str = "", *, model: str = "", key: str = "", toml: str = "", policy: Policy = QUICK
    ) -> Models:
        path = tmp_path / "models.toml"
        path.write_text(toml)
        catalogue = load(path, {"OPENAI_BASE_URL": url, "OPENAI_MODEL": model})
        keys = {"OPENAI_API_KEY": SecretStr(key)}
        made.append(Models(catalogue, keys, FakeListChatModel(responses=["the built-in model"]), policy))
        return made[-1]

    yield make
    for models in made:
        await models.close()
