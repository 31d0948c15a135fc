"""llama_cpp.server itself, with a tiny file: the ways of its own that `compatible` has to bear."""

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from models.provider import Models
from models.usage import tokens_used

if find_spec("llama_cpp") is None or find_spec("starlette_context") is None:
    pytest.skip("the extra local, or llama_cpp.server's own, is not installed", allow_module_level=True)

from tests.fakes.gguf import write_gguf

Make = Callable[..., Models]
PATIENCE = 60.0


@pytest.fixture(scope="module")
def llama_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address. The file never ends an answer: only a bound or the window does."""
    folder = tmp_path_factory.mktemp("llama-server")
    file = write_gguf(folder / "tiny.gguf", {"a": 6.0, " ": 5.0}, end=-50.0)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "llama_cpp.server",
        "--model",
        str(file),
        "--n_ctx",
        "2048",
    ]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([*command, "--port", str(port)], stdout=log, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}/v1/models", server, folder / "log")
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.kill()
            server.wait()


def _wait(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                json.load(answer)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(log.read_text(errors="replace")[-2_000:])


async def test_it_heeds_the_bound_on_an_answer(make_models: Make, llama_server: str) -> None:
    model = await make_models(llama_server).candidates("chat")[0].model()
    message = await model.ainvoke("Say something", max_tokens=5)
    assert message.response_metadata["finish_reason"] == "length"
    assert 0 < len(message.text) <= 20


async def test_what_it_does_not_count_is_estimated(make_models: Make, llama_server: str) -> None:
    model = await make_models(llama_server).candidates("chat")[0].model()
    message = await model.ainvoke("Say something", max_tokens=5)
    assert tokens_used(message).output > 0
