"""/health tells the truth within a few seconds, whatever is stuck."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx

from web.application import Site, create_application
from web.server import listen, serving


async def fine() -> None:
    await asyncio.sleep(0)


async def test_all_is_well(make_site: Callable[..., Site], open_client: Any) -> None:
    async with open_client(make_site(checks={"database": fine})) as client:
        answer = await client.get("/health")
    body = answer.json()
    assert answer.status_code == 200
    assert body["status"] == "ok"
    assert body["checks"] == {"database": "ok", "event_loop": "ok"}
    assert 0 <= body["loop_lag_ms"] < 2000
    assert answer.headers["cache-control"] == "no-store"


async def test_a_stuck_check_is_named_in_time_and_never_piled_up(
    make_site: Callable[..., Site], open_client: Any
) -> None:
    release = asyncio.Event()
    asked = {"database": 0, "disk": 0}

    async def database() -> None:
        asked["database"] += 1
        await release.wait()

    async def disk() -> None:
        asked["disk"] += 1
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue

    checks = {"database": database, "disk": disk, "clock": fine}
    try:
        async with open_client(make_site(checks=checks)) as client:
            for _ in range(2):
                began = time.monotonic()
                answer = await client.get("/health")
                assert time.monotonic() - began < 2.5
                assert answer.status_code == 503
                assert answer.json()["status"] == "failing"
                assert answer.json()["checks"] == {
                    "database": "stuck",
                    "disk": "stuck",
                    "clock": "ok",
                    "event_loop": "ok",
                }
            assert asked == {"database": 2, "disk": 1}
            release.set()
            await asyncio.sleep(0)
            assert (await client.get("/health")).status_code == 200
    finally:
        release.set()


async def test_a_failing_check_is_named_without_its_words(
    make_site: Callable[..., Site], open_client: Any
) -> None:
    async def broken() -> None:
        raise OSError("postgresql://user:secret@host refused")

    async with open_client(make_site(checks={"database": broken})) as client:
        answer = await client.get("/health")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "failed"
    assert "secret" not in answer.text


def test_a_loop_that_stood_still_is_reported_afterwards(make_site: Callable[..., Site]) -> None:
    started, stop = threading.Event(), threading.Event()
    reached: list[Any] = []

    async def serve() -> None:
        listener = await listen("127.0.0.1", 0)
        async with serving(create_application(make_site()), listener):
            reached.extend((asyncio.get_running_loop(), listener.url))
            started.set()
            await asyncio.to_thread(stop.wait)

    server = threading.Thread(target=asyncio.run, args=(serve(),))
    server.start()
    try:
        assert started.wait(10)
        loop, url = reached
        assert httpx.get(f"{url}/health").status_code == 200
        loop.call_soon_threadsafe(time.sleep, 2.4)
        for pause in (0, 0.4):
            time.sleep(pause)
            answer = httpx.get(f"{url}/health", timeout=10)
            assert answer.status_code == 503
            assert answer.json()["checks"] == {"event_loop": "stuck"}
            assert answer.json()["loop_lag_ms"] > 2000
    finally:
        stop.set()
        server.join(10)
    assert not server.is_alive()
