"""The chat page in a real browser."""

import asyncio
import itertools
import os
import shutil
from asyncio import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPTIONS = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking"
STICKS_OUT = """
[...document.querySelectorAll('body *')]
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('pre, #toast'))
  .map(one => one.tagName)
"""


class Page:
    """One tab, held by the DevTools protocol."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self.errors: list[str] = []

    async def command(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": params})
        while True:
            message = await self._socket.receive_json()
            if message.get("method") == "Runtime.exceptionThrown":
                self.errors.append(str(message["params"]))
            if message.get("id") == number:
                result: dict[str, Any] = message["result"]
                return result

    async def evaluate(self, code: str) -> Any:
        answer = await self.command(
            "Runtime.evaluate", expression=code, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    async def open(self, address: str, width: int = 1200) -> None:
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600}
        await self.command("Emulation.setDeviceMetricsOverride", **size)
        await self.command("Page.navigate", url=address)

    async def until(self, code: str) -> Any:
        """The first truthy value of an expression, an element being true. Raises TimeoutError after 5 s."""
        guarded = f"try {{ const v = ({code}); return v instanceof Node || v }} catch {{ return null }}"
        for _ in range(250):
            if value := await self.evaluate(f"(() => {{ {guarded} }})()"):
                return value
            await asyncio.sleep(0.02)
        raise TimeoutError(code, self.errors)

    async def write(self, text: str) -> None:
        await self.evaluate(f"document.querySelector('#text').value = {text!r}")
        await self.evaluate("document.querySelector('#composer').requestSubmit()")


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    options = (*OPTIONS.split(), f"--user-data-dir={tmp_path}", "--remote-debugging-port=0", "about:blank")
    browser = await asyncio.create_subprocess_exec(
        CHROMIUM,
        *options,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=os.environ | {"HOME": str(tmp_path)},
    )
    assert browser.stderr is not None
    line = ""
    while "DevTools listening on" not in line:
        line = (await browser.stderr.readline()).decode()
        assert line, "chromium did not start"
    base = "http://" + line.split("//")[1].split("/")[0]
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{base}/json") as response:
            tab = next(one for one in await response.json() if one["type"] == "page")
        async with session.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0) as socket:
            held = Page(socket)
            await held.command("Runtime.enable")
            yield held
    browser.terminate()
    await browser.communicate()
    assert held.errors == []


KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Hold it", callback_data="hold")]]
)


async def test_a_person_talks_to_the_bot_through_the_page(
    telegram: FakeTelegram, bot: Bot, anna: Chat, page: Page
) -> None:
    await page.open(f"{telegram.url}/#{anna.id}")
    await page.until("!document.querySelector('#chat').hidden")
    await page.write("Is the hall free?")
    asked = await telegram.wait_for(lambda: anna.standing)
    assert asked[0].text == "Is the hall free?"
    assert "has not fetched 1 update" in await page.until(
        "document.querySelector('#idle:not([hidden])')?.textContent"
    )

    await bot.send_chat_action(anna.id, "typing")
    await page.until("document.querySelector('#status').textContent.includes('typing')")
    sent = await bot.send_message(anna.id, "Let me see")
    text = "<b>Free</b> <code>18:00</code> <tg-spoiler>4711</tg-spoiler>\n<pre>x = 1</pre>"
    where: dict[str, Any] = {"chat_id": anna.id, "message_id": sent.message_id}
    await bot.edit_message_text(text, parse_mode="HTML", reply_markup=KEYBOARD, **where)
    await page.until(f"document.querySelector('#m{sent.message_id} b')?.textContent === 'Free'")
    shown = await page.evaluate(f"document.querySelector('#m{sent.message_id}').innerHTML")
    assert all(tag in shown for tag in ("<code", "spoiler", "<pre>", "edited"))

    await page.evaluate(f"document.querySelector('#m{sent.message_id} .buttons button').click()")
    query = await telegram.wait_for(lambda: next(iter(telegram.world.queries.values()), None))
    await bot.answer_callback_query(query.id, "Held for you", show_alert=True)
    await page.until("document.querySelector('dialog[open] p')?.textContent === 'Held for you'")


async def test_reactions_replies_and_edits_on_the_page(
    telegram: FakeTelegram, bot: Bot, anna: Chat, page: Page
) -> None:
    own = telegram.people.text(anna, "tommorow")
    sent = await bot.send_message(anna.id, "When?")
    await page.open(f"{telegram.url}/#{anna.id}", width=390)
    await page.until(f"document.querySelector('#m{sent.message_id}')")
    await page.evaluate(f"document.querySelector('#m{sent.message_id} [title=\"React 👍\"]').click()")
    await page.until("document.querySelector('.reactions button')?.textContent === '👍'")
    await page.evaluate(f"document.querySelector('#m{own.id} [title=Edit]').click()")
    await page.write("tomorrow")
    await telegram.wait_for(lambda: own.text == "tomorrow")
    await page.evaluate(f"document.querySelector('#m{sent.message_id} [title=Reply]').click()")
    await page.write("at six")
    reply = await telegram.wait_for(lambda: next((one for one in anna.standing if one.reply_to), None))
    assert (reply.text, reply.reply_to and reply.reply_to.id) == ("at six", sent.message_id)
    assert await page.evaluate(STICKS_OUT) == []


async def test_a_topic_of_a_forum_has_its_own_page(telegram: FakeTelegram, forum: Chat, page: Page) -> None:
    topic = next(iter(forum.topics.values()))
    telegram.people.text(forum, "in General")
    await page.open(f"{telegram.url}/#{forum.id}:{topic.id}")
    await page.until("document.querySelector('#name').textContent === 'Bookings · Community'")
    await page.write("in the topic")
    message = await telegram.wait_for(
        lambda: next((one for one in forum.standing if "topic" in one.text), None)
    )
    assert message.thread_id == topic.id
    await page.until("document.querySelector('#messages').textContent.includes('in the topic')")
    assert "in General" not in await page.evaluate("document.querySelector('#messages').textContent")
    await page.evaluate("document.querySelector('#by').selectedIndex = 1")
    await page.evaluate("document.querySelector('#by').onchange()")
    await page.write("and me")
    await telegram.wait_for(lambda: [one for one in forum.standing if one.sender.first_name == "Boris"])


async def test_hostile_text_stays_text(telegram: FakeTelegram, bot: Bot, anna: Chat, page: Page) -> None:
    await bot.send_message(anna.id, "<img src=x onerror=\"document.title='owned'\">")
    await page.open(f"{telegram.url}/#{anna.id}")
    await page.until("document.querySelector('#messages .text')?.textContent.includes('onerror')")
    assert await page.evaluate("document.title") == "Fake Telegram"
