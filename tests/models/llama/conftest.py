"""Tiny models with random weights in llama.cpp's own format, through llama.cpp itself."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel

from app.parts import tool_instructions
from models.card import Card
from models.llama.files import LlamaFiles
from tests.fakes.gguf import write_gguf

WORDS = {letter: 6.0 for letter in "abcdefgh "}
"""Leans towards words, and never ends."""
CALLS = {"{": 14.0, '"': 6.0, "}": 6.0, **{letter: 3.0 for letter in "abcdefgh"}}
"""Leans towards calling tools."""
BRIEF = {**CALLS, "{": 6.0, '"': 14.0}
"""Leans towards ending what it writes within a call."""

OpenModel = Callable[..., Awaitable[BaseChatModel]]


@pytest.fixture(scope="session", autouse=True)
def llama_cpp() -> None:
    pytest.importorskip(
        "llama_cpp", reason="llama-cpp-python is absent: .venv/bin/pip install 'concierge[local]'"
    )


@pytest.fixture
async def files() -> AsyncIterator[LlamaFiles]:
    files = LlamaFiles(tool_instructions)
    yield files
    async with asyncio.timeout(10):
        await files.close()


@pytest.fixture
def open_model(files: LlamaFiles, tmp_path: Path) -> OpenModel:
    """`open_model(leaning, card={...}, **file)`: a tiny model of its own, as `write_gguf` makes it."""

    numbers = count()

    async def open_model(
        leaning: dict[str, float] | None = None, card: dict[str, Any] | None = None, **file: Any
    ) -> BaseChatModel:
        path = tmp_path / f"tiny-{next(numbers)}.gguf"
        await asyncio.to_thread(write_gguf, path, WORDS if leaning is None else leaning, **file)
        wanted = Card("tiny", "llama", model="tiny", path=str(path), **(card or {}))
        _, model = await files.open(wanted)
        return model

    return open_model
