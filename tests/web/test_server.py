"""The web server is a guest in our event loop."""

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI

from storage.bookings import Booking
from web.application import Site, create_application
from web.server import AddressInUse, CannotListen, listen, serving


async def test_it_serves_on_a_free_port_and_leaves_signals_alone(
    make_site: Callable[..., Site], held: Booking
) -> None:
    handlers = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]
    listener = await listen("127.0.0.1", 0)
    assert listener.port > 0
    assert listener.url == f"http://127.0.0.1:{listener.port}"
    async with serving(create_application(make_site()), listener), httpx.AsyncClient() as client:
        assert [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)] == handlers
        page = await client.get(f"{listener.url}/b/{held.key}")
        head = await client.head(f"{listener.url}/b/{held.key}")
        assert page.status_code == head.status_code == 200
        assert head.content == b""
        assert head.headers["content-length"] == str(len(page.content))
        assert "server" not in page.headers
        assert len(page.headers.get_list("date")) == 1
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", listener.port)


async def test_an_answer_under_way_is_let_out_before_it_stops(make_site: Callable[..., Site]) -> None:
    asked = asyncio.Event()

    async def slow() -> None:
        asked.set()
        await asyncio.sleep(0.4)

    listener = await listen("127.0.0.1", 0)
    async with httpx.AsyncClient() as client:
        async with serving(create_application(make_site(checks={"database": slow})), listener):
            answer = asyncio.create_task(client.get(f"{listener.url}/health"))
            await asked.wait()
        assert (await answer).status_code == 200


async def test_a_taken_port_is_named() -> None:
    first = await listen("127.0.0.1", 0)
    try:
        with pytest.raises(AddressInUse) as refusal:
            await listen("127.0.0.1", first.port)
        assert (refusal.value.host, refusal.value.port) == ("127.0.0.1", first.port)
    finally:
        first.close()
    (await listen("127.0.0.1", first.port)).close()


@pytest.mark.parametrize("host", ["203.0.113.7", "x" * 70 + ".example"])
async def test_an_address_that_is_not_ours_is_refused_with_a_reason(host: str) -> None:
    with pytest.raises(CannotListen, match=f"cannot listen on {host}:8080: .+") as refusal:
        await listen(host, 8080)
    assert not isinstance(refusal.value, AddressInUse)


@pytest.mark.parametrize(
    ("host", "seen"), [("0.0.0.0", "127.0.0.1"), ("", "127.0.0.1"), ("localhost", "localhost")]
)
async def test_the_url_is_one_that_a_browser_here_can_open(host: str, seen: str) -> None:
    listener = await listen(host, 0)
    assert listener.url == f"http://{seen}:{listener.port}"
    listener.close()


async def test_an_application_that_cannot_start_says_so_and_frees_the_port() -> None:
    @asynccontextmanager
    async def lifespan(application: FastAPI) -> AsyncGenerator[None]:
        if application is not None:
            raise ValueError("no")
        yield

    listener = await listen("127.0.0.1", 0)
    with pytest.raises(RuntimeError, match="did not start"):
        async with serving(FastAPI(lifespan=lifespan), listener):
            pass
    (await listen("127.0.0.1", listener.port)).close()


async def test_an_idle_server_costs_next_to_nothing(make_site: Callable[..., Site]) -> None:
    listener = await listen("127.0.0.1", 0)
    async with serving(create_application(make_site()), listener):
        await asyncio.sleep(0.1)
        before = time.process_time()
        await asyncio.sleep(1.2)
        used = time.process_time() - before
    assert used < 1.2 * 0.005


def test_uvicorn_is_loaded_only_to_serve() -> None:
    loaded = "import sys, web.server; sys.exit('uvicorn' in sys.modules or 'fastapi' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0
