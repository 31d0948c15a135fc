"""The page's way in: everything over HTTP."""

import asyncio
import base64
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]


async def post(session, fake, action, **body):
    async with session.post(f"{fake.url}/control/{action}", json=body) as response:
        return await response.json()


async def test_the_page_is_served_whole(fake, session):
    async with session.get(fake.url) as response:
        page = await response.text()
    assert response.content_type == "text/html"
    assert "://" not in page.replace("http://www.w3.org/2000/svg", "")


async def test_a_person_writes_and_reads_over_http(fake, session, connect):
    bot = await connect()
    files = [{"name": "a.txt", "type": "text/plain", "base64": base64.b64encode(b"A").decode()}]
    said = await post(session, fake, "say", user="Alice", text="hello", files=files)
    assert await bot.line() == "hello"
    await bot.heard[0].channel.send("good day")
    async with session.get(f"{fake.url}/control/conversation/{said['channel']}") as response:
        assert "Concierge: good day" in await response.text()
    state = await (await session.get(f"{fake.url}/control/state")).json()
    assert state["connected"]
    place = next(one for one in state["channels"] if one["id"] == said["channel"])
    assert [one["content"] for one in place["messages"]] == ["hello", "good day"]
    requests = await (await session.get(f"{fake.url}/control/requests?method=POST")).json()
    assert [one["status"] for one in requests["requests"]] == [200]


async def test_state_waits_for_news(fake, session):
    state = await (await session.get(f"{fake.url}/control/state")).json()
    waiting = session.get(f"{fake.url}/control/state", params={"after": state["version"], "wait": 5})
    fake.person("Alice").say("news", fake.general)
    assert (await (await waiting).json())["version"] > state["version"]


async def test_commands_buttons_lists_and_forms_over_http(fake, session, rest):
    await rest("PUT", f"/applications/{fake.bot.id}/commands", [{"name": "ask", "description": "Asks"}])
    used = await post(session, fake, "slash", user="Alice", channel="general", command="ask")
    assert (used["state"], used["what"]) == ("pending", "used /ask")
    token = fake.world.interactions[used["id"]].token
    rows = [
        {"type": 1, "components": [{"type": 2, "style": 1, "label": "Yes", "custom_id": "y"}]},
        {"type": 1, "components": [{"type": 3, "custom_id": "l", "options": [{"label": "A", "value": "a"}]}]},
    ]
    await rest(
        "POST",
        f"/interactions/{used['id']}/{token}/callback",
        {"type": 4, "data": {"content": "?", "components": rows}},
    )
    message = fake.from_bot(fake.general)[0].id
    pressed = await post(session, fake, "press", user="Alice", message=message, button="Yes")
    assert pressed["kind"] == "component"
    assert (await post(session, fake, "pick", user="Alice", message=message, values=["A"]))[
        "what"
    ] == "picked A"
    assert (
        "no button"
        in (await post(session, fake, "press", user="Alice", message=message, button="No"))["error"]
    )


async def test_trouble_is_made_over_http(fake, session, rest, connect):
    bot = await connect()
    await post(session, fake, "fault", method="GET", path="/users/@me", status=429, retry_after=300)
    status, body = await rest("GET", "/users/@me")
    assert (status, body["retry_after"]) == (429, 300)
    await post(session, fake, "gateway", do="drop")
    await fake.world.changes.until(lambda: fake.gateway.resumed == 1, 5)
    await post(session, fake, "event", name="MADE_UP", data={})
    await fake.world.changes.until(lambda: "MADE_UP" in bot.events, 5)
    await post(session, fake, "settings", acknowledge_within=1.0, rate_limits=True, duplicates=0)
    assert (fake.settings.acknowledge_within, fake.limits.enabled) == (1.0, True)
    assert "no setting" in (await post(session, fake, "settings", nonsense=1))["error"]
    await post(session, fake, "forbid", channel="general", permissions=["SEND_MESSAGES"])
    assert (
        "bad request"
        in (await post(session, fake, "forbid", channel="general", permissions=["FLY"]))["error"]
    )


async def test_an_unknown_channel_is_named(fake, session):
    async with session.get(f"{fake.url}/control/conversation/nowhere") as response:
        assert (response.status, await response.json()) == (404, {"error": "no channel nowhere"})


async def test_the_command_line_says_how_to_start_the_bot(session):
    command = [sys.executable, "-m", "tests.fakes.discord", "--port", "0", "--token", "secret"]
    server = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert server.stdout
    said = (await server.stdout.readuntil(b"Ctrl+C")).decode()
    found = re.search(r"DISCORD_API_URL=(\S+/api/v10) DISCORD_BOT_TOKEN=secret", said)
    assert found, said
    async with session.get(found[1] + "/users/@me", headers={"Authorization": "Bot secret"}) as response:
        assert (await response.json())["username"] == "concierge"
    server.terminate()
    assert await asyncio.wait_for(server.wait(), 5) == 0
