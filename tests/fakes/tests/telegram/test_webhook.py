"""Updates pushed to the bot."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import SendMessage
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat


@dataclass
class Receiver:
    """A bot's own web server. It answers with the scripted statuses, then with 200 and `reply`."""

    url: str = ""
    statuses: list[int] = field(default_factory=list[int])
    headers: dict[str, str] = field(default_factory=dict[str, str])
    reply: object = None
    got: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.got.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""), body["update_id"]))
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200 and self.reply is not None:
            return web.json_response(self.reply)
        return web.Response(status=status, headers=self.headers)


Serve = Callable[[web.Application], Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    runners = list[web.AppRunner]()

    async def start(app: web.Application) -> str:
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}/hook"

    yield start
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
async def receiver(serve: Serve) -> Receiver:
    made = Receiver()
    app = web.Application()
    app.router.add_post("/hook", made.handle)
    made.url = await serve(app)
    return made


async def test_updates_arrive_with_the_secret(
    telegram: FakeTelegram, bot: Bot, anna: Chat, receiver: Receiver
) -> None:
    await bot.set_webhook(receiver.url, secret_token="s3cret")
    telegram.people.text(anna, "hi")
    await telegram.confirmed()
    assert [secret for secret, _ in receiver.got] == ["s3cret"]
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == (receiver.url, 0)


async def test_an_update_comes_again_until_2xx_and_later_ones_of_the_chat_wait(
    telegram: FakeTelegram, bot: Bot, anna: Chat, receiver: Receiver
) -> None:
    receiver.statuses = [500, 403, 502]
    await bot.set_webhook(receiver.url)
    telegram.people.text(anna, "one")
    telegram.people.text(anna, "two")
    await telegram.confirmed()
    first, second = telegram.updates.all
    assert [update for _, update in receiver.got] == [first, first, first, first, second]
    assert [one.status for one in telegram.api.webhook.attempts] == [500, 403, 502, 200, 200]
    assert (
        await bot.get_webhook_info()
    ).last_error_message == "Wrong response from the webhook: 502 Bad Gateway"


async def test_another_chat_does_not_wait_for_a_failing_one(
    telegram: FakeTelegram, bot: Bot, anna: Chat, group: Chat, receiver: Receiver
) -> None:
    receiver.statuses, receiver.headers = [503], {"Retry-After": "30"}
    await bot.set_webhook(receiver.url)
    telegram.people.text(anna, "one")
    failing = next(iter(telegram.updates.all))
    await telegram.wait_for(lambda: receiver.got)
    telegram.people.text(group, "two")
    await telegram.confirmed()
    assert [update for _, update in receiver.got] == [failing, failing + 1, failing]


async def test_what_was_pending_is_delivered_once_the_bot_listens(
    telegram: FakeTelegram, bot: Bot, anna: Chat, receiver: Receiver
) -> None:
    telegram.people.text(anna, "while nobody listened")
    await bot.set_webhook(receiver.url)
    await telegram.confirmed()
    assert len(receiver.got) == 1


async def test_a_bot_that_is_down_gets_the_update_when_it_is_back(
    telegram: FakeTelegram, bot: Bot, anna: Chat, serve: Serve
) -> None:
    await bot.set_webhook("http://127.0.0.1:9/hook")
    telegram.people.text(anna, "hi")
    await telegram.wait_for(lambda: [one for one in telegram.api.webhook.attempts if one.status is None])
    made = Receiver()
    app = web.Application()
    app.router.add_post("/hook", made.handle)
    await bot.set_webhook(await serve(app))
    await telegram.confirmed()
    assert len(made.got) == 1


async def test_a_duplicate_is_pushed_as_often_as_asked(
    telegram: FakeTelegram, bot: Bot, anna: Chat, receiver: Receiver
) -> None:
    await bot.set_webhook(receiver.url)
    telegram.people.text(anna, "hi")
    await telegram.confirmed()
    (update,) = telegram.updates.all.values()
    telegram.updates.repeat(update, 2)
    await telegram.confirmed()
    assert [number for _, number in receiver.got] == [update.id] * 3


async def test_a_method_in_the_answer_is_performed(
    telegram: FakeTelegram, bot: Bot, anna: Chat, receiver: Receiver
) -> None:
    receiver.reply = {"method": "sendMessage", "chat_id": anna.id, "text": "at once"}
    await bot.set_webhook(receiver.url)
    telegram.people.text(anna, "hi")
    await telegram.answer(anna, "at once")
    assert telegram.calls.of("sendMessage")[0].source == "webhook"


async def test_aiograms_own_webhook_handler_and_its_answer(
    telegram: FakeTelegram, bot: Bot, anna: Chat, serve: Serve
) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Message) -> SendMessage:
        return message.answer(f"You said {message.text}")

    app = web.Application()
    handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token="right")
    handler.register(app, "/hook")
    url = await serve(app)
    await bot.set_webhook(url, secret_token="wrong")
    telegram.people.text(anna, "Hello")
    await telegram.wait_for(lambda: [one for one in telegram.api.webhook.attempts if one.status == 401])
    await bot.set_webhook(url, secret_token="right")
    await telegram.answer(anna, "You said Hello")


@pytest.mark.parametrize(
    ("url", "secret", "text"),
    [
        ("ftp://example.com", "", "invalid webhook URL specified"),
        ("https://example.com/hook", "ключ", "secret token contains unallowed characters"),
        ("https://example.com/hook", "x" * 257, "secret token is too long"),
    ],
)
async def test_a_wrong_webhook_is_refused(bot: Bot, url: str, secret: str, text: str) -> None:
    with pytest.raises(TelegramBadRequest, match=text):
        await bot.set_webhook(url, secret_token=secret)


async def test_pending_updates_can_be_dropped(telegram: FakeTelegram, bot: Bot, anna: Chat) -> None:
    telegram.people.text(anna, "old")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == []
    assert json.loads(telegram.calls.all[0].text("drop_pending_updates")) is True
