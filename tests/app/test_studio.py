"""`langgraph dev` over the graphs of langgraph.json, and their drawings, with no network at all."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.program import CONCIERGE

ROOT = Path(__file__).resolve().parents[2]
LANGGRAPH = Path(sys.executable).with_name("langgraph")
CALLER = {"user_id": 1, "locale": "en", "time_zone": "UTC"}
DAY = f"{datetime.now(UTC).date() + timedelta(days=20)}"
SECONDS = 60


@pytest.fixture(scope="module")
def offline(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An empty home, and the way to the network barred."""
    barred = {
        name: "http://127.0.0.1:9" for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
    }
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path_factory.mktemp("person")),
        "CONCIERGE_HOME": str(tmp_path_factory.mktemp("home") / "data"),
        "NO_PROXY": "127.0.0.1",
        **barred,
    }


@pytest.fixture(scope="module")
def studio(offline: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    if not LANGGRAPH.exists():
        pytest.skip("langgraph-cli is absent: pip install 'langgraph-cli[inmem]'")
    folder = tmp_path_factory.mktemp("studio")
    port = _free_port()
    command = [LANGGRAPH, "dev", "--no-browser", "--no-reload", "--port", str(port)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [*command, "--config", ROOT / "langgraph.json"], env=offline, cwd=folder, stdout=log, stderr=log
        )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=SECONDS, trust_env=False) as client:
            _wait_for(client, server, folder / "log")
            yield client
    finally:
        server.terminate()
        server.wait(timeout=20)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def _wait_for(client: httpx.Client, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + SECONDS
    while True:
        assert server.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        try:
            client.get("/ok").raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.1)


def _assistants(studio: httpx.Client) -> dict[str, str]:
    found = studio.post("/assistants/search", json={}).raise_for_status().json()
    return {each["graph_id"]: each["assistant_id"] for each in found}


def _say(studio: httpx.Client, text: str, thread: str = "", context: dict[str, Any] | None = None) -> Any:
    given = {"messages": [{"role": "user", "content": text}]}
    return _run(studio, thread, {"input": given, **({"context": context} if context else {})})


def _run(studio: httpx.Client, thread: str, request: dict[str, Any]) -> Any:
    path = f"/threads/{thread}/runs/wait" if thread else "/runs/wait"
    return studio.post(path, json={"assistant_id": "assistant", **request}).raise_for_status().json()


def test_every_graph_of_langgraph_json_is_there_and_is_drawn(studio: httpx.Client) -> None:
    assistants = _assistants(studio)
    assert set(assistants) == {"assistant", "consultant"}
    nodes = {
        name: {
            node["id"] for node in studio.get(f"/assistants/{id_}/graph").raise_for_status().json()["nodes"]
        }
        for name, id_ in assistants.items()
    }
    assert nodes["assistant"] >= {"load", "route", "chat", "consultant", "close"}
    assert nodes["consultant"] >= {"model", "tools"}


def test_studio_knows_what_to_ask_for(studio: httpx.Client) -> None:
    id_ = _assistants(studio)["assistant"]
    schemas = studio.get(f"/assistants/{id_}/schemas").raise_for_status().json()
    assert "messages" in schemas["input_schema"]["properties"]
    assert "user_id" in schemas["context_schema"]["properties"]


def test_a_run_answers_for_its_caller(studio: httpx.Client) -> None:
    state = _say(studio, "What halls do you have?", context={**CALLER, "locale": "ru"})
    assert "Loft" in state["messages"][-1]["content"]
    assert "в час" in state["messages"][-1]["content"]


def test_a_run_that_is_told_of_no_caller_answers_too(studio: httpx.Client) -> None:
    assert "Hello" in _say(studio, "hello")["messages"][-1]["content"]
    assert "Loft" in _say(studio, "What halls do you have?")["messages"][-1]["content"]


def test_a_run_shows_where_the_message_went_who_answered_and_why(studio: httpx.Client) -> None:
    decision = _say(studio, "What halls do you have?")["decision"]
    assert (decision["mode"], decision["because"], decision["node"]) == ("consultant", "halls", "consultant")
    assert decision["answers"] == {"model": "builtin", "because": "alone", "order": ["builtin"], "passed": []}
    assert decision["told"] == "The built-in model answers: there is no other."
    decision = _say(studio, "translate into German: the hall")["decision"]
    assert (decision["mode"], decision["because"], decision["node"]) == ("translator", "asked_for", "chat")


def test_a_booking_stops_for_its_confirmation_and_goes_on(studio: httpx.Client) -> None:
    thread = studio.post("/threads", json={}).raise_for_status().json()["thread_id"]
    [question] = _say(studio, f"Book the Loft on {DAY} from 18 to 20", thread, CALLER)["__interrupt__"]
    assert "€120.00" in question["value"]["summary"]
    confirmed = {"decision": "confirm", "terms": question["value"]["terms"]}
    state = _run(studio, thread, {"command": {"resume": confirmed}, "context": CALLER})
    assert "http://127.0.0.1:8080/b/" in state["messages"][-1]["content"]


def test_a_graph_is_drawn_as_a_picture_and_as_text(offline: dict[str, str], tmp_path: Path) -> None:
    picture = tmp_path / "assistant.png"
    drawn = _concierge(offline, tmp_path, "graph", "assistant", "--png", str(picture), "--mermaid")
    assert drawn.returncode == 0, drawn.stderr
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert drawn.stdout.startswith("---\nconfig:")
    for name in ("load", "route", "chat", "consultant", "model", "tools", "close"):
        assert name in drawn.stdout
    assert "modes = chat, translator, summary, voice notes, small talk" in drawn.stdout


def _concierge(
    environment: dict[str, str], folder: Path, *arguments: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*CONCIERGE, *arguments], env=environment, cwd=folder, capture_output=True, text=True, timeout=SECONDS
    )
