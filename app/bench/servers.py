"""What an answer from a server costs here, beside OpenAI's own client and beside bare HTTP."""

import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from app.bench.house import InstantModel
from app.bench.measure import Figure
from app.bench.needs import absent
from app.bench.pairs import in_turns
from app.bench.waiting import QUESTION
from models.catalogue import load
from models.provider import Models, load_client

PIECES = 200
_MODEL = "fake-model"
_TEXT = "word " * PIECES
_ASKED: Any = {
    "model": _MODEL,
    "messages": [{"role": "user", "content": QUESTION}],
    "stream": True,
    "stream_options": {"include_usage": True},
}


async def figures(rounds: int) -> AsyncIterator[Figure]:
    """The server answers at once, in a process of its own; what is measured is the processor's time here."""
    if line := absent("a server", "tests.fakes.openai"):
        yield line
        return
    await asyncio.to_thread(load_client)
    with TemporaryDirectory(prefix="concierge-servers-") as folder:
        async with _server() as url, httpx.AsyncClient() as http, _client(url) as client:
            models = _models(Path(folder), url)
            model = await models.candidates("chat")[0].model()
            ours = _taken(lambda: _ask(model))
            to_http = await in_turns(rounds, ours, _taken(lambda: _ask_bare(http, url)))
            to_client = await in_turns(rounds, ours, _taken(lambda: _ask_client(client)))
            await models.close()
    note = "CPU time here; floor: OpenAI's own client"
    yield to_client.waits(f"an answer of {PIECES} pieces", note)
    yield to_client.beside("it")
    yield to_http.beside("httpx and json alone")


def _taken(ask: Callable[[], Awaitable[int]]) -> Callable[[], Awaitable[float]]:
    """Seconds of the processor, which waiting for the server doesn't count in."""

    async def once() -> float:
        began = time.process_time()
        pieces = await ask()
        taken = time.process_time() - began
        if pieces < PIECES:
            raise RuntimeError(f"an answer of {PIECES} pieces had {pieces}")
        return taken

    return once


async def _ask(model: Any) -> int:
    return len([piece async for piece in model.astream(QUESTION) if piece.text])


async def _ask_client(client: Any) -> int:
    stream = await client.chat.completions.create(**_ASKED)
    return len([chunk async for chunk in stream if chunk.choices and chunk.choices[0].delta.content])


async def _ask_bare(http: httpx.AsyncClient, url: str) -> int:
    pieces = 0
    async with http.stream("POST", f"{url}/chat/completions", json=_ASKED, timeout=60.0) as answer:
        async for line in answer.aiter_lines():
            data = line.removeprefix("data: ")
            if data and data != "[DONE]":
                choices = json.loads(data)["choices"]
                pieces += bool(choices and choices[0]["delta"].get("content"))
    return pieces


def _client(url: str) -> Any:
    """OpenAI's own."""
    return import_module("openai").AsyncOpenAI(base_url=url, api_key="none")


def _models(folder: Path, url: str) -> Models:
    file = folder / "models.toml"
    file.write_text(
        f'[models.bench]\nprovider = "compatible"\nurl = "{url}"\nmodel = "{_MODEL}"\n[modes]\nchat = ["bench"]\n'
    )
    return Models(load(file, {}), {}, InstantModel(metadata={"card": "builtin"}))


@asynccontextmanager
async def _server() -> AsyncGenerator[str]:
    """Its URL."""
    command = ("-m", "tests.fakes.openai", "--port", "0", "--text", _TEXT)
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=PIPE)
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.kill()
        await process.wait()
