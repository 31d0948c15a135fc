"""The whole fake, as tests hold it."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from aiohttp import web

from tests.fakes.telegram import control, specification
from tests.fakes.telegram.calls import Call, CallLog
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.faults import Faults
from tests.fakes.telegram.flood import FloodControl
from tests.fakes.telegram.messages import Message
from tests.fakes.telegram.people.people import People
from tests.fakes.telegram.server import BODY_LIMIT, BotApi
from tests.fakes.telegram.transcript import transcript
from tests.fakes.telegram.updates import Update, UpdateQueue
from tests.fakes.telegram.users import Bot
from tests.fakes.telegram.world import World

TOKEN = "5000000042:fake-token-of-the-tests"
PATIENCE = 5.0
"""Seconds that the wait helpers wait unless told otherwise."""

Found = TypeVar("Found")
Text = str | Callable[[Message], bool] | None


class FakeTelegram:
    """A Telegram of one bot: `async with FakeTelegram() as telegram: telegram.url`.

    `world` has its chats, `people` acts in them, `faults` and `flood` make it difficult, `calls` is what the
    bot did, and `updates` what it was sent. `pace` scales the pauses between webhook attempts. `spec` is the
    path of telegram-bot-api.json, by default the one in the shared folder.
    """

    def __init__(
        self,
        token: str = TOKEN,
        username: str = "concierge_bot",
        name: str = "Concierge",
        host: str = "127.0.0.1",
        port: int = 0,
        pace: float = 1.0,
        spec: Path | None = None,
    ) -> None:
        self.world = World(Bot.of_token(token, username, name))
        self.people = People(self.world)
        self.faults = Faults()
        self.flood = FloodControl()
        self.api = BotApi(self.world, self.faults, self.flood, specification.load(spec), pace)
        self._host, self._port = host, port
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None

    @property
    def url(self) -> str:
        """For TELEGRAM_API_URL and `TelegramAPIServer.from_base`."""
        return f"http://{self._host}:{self._port}"

    @property
    def token(self) -> str:
        return self.world.bot.token

    @property
    def calls(self) -> CallLog:
        return self.api.calls

    @property
    def updates(self) -> UpdateQueue:
        return self.world.updates

    async def __aenter__(self) -> "FakeTelegram":
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def open(self) -> None:
        app = web.Application(client_max_size=BODY_LIMIT)
        self.api.add_routes(app.router)
        control.add_routes(app.router, self)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await self.come_back()

    async def close(self) -> None:
        self.faults.clear()
        self.api.polling.stop("the server goes down")
        await self.api.webhook.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def go_away(self) -> None:
        """Refuses connections and ends those that are open, as a server that is down. State stays."""
        assert self._runner is not None
        if self._site is not None:
            await self._site.stop()
            self._site = None
        if self._runner.server is not None:
            await self._runner.server.shutdown(0.05)

    async def come_back(self) -> None:
        """Listens again, at the same address."""
        assert self._runner is not None
        self._site = web.TCPSite(self._runner, self._host, self._port, reuse_address=True)
        await self._site.start()
        self._port = self._runner.addresses[0][1]

    async def wait_for(
        self, look: Callable[[], Found | None], within: float = PATIENCE, chat: Chat | None = None
    ) -> Found:
        """The first truthy value of `look`, asked after every change (of that chat, where given).

        Raises TimeoutError after `within` seconds, with the conversation in its text.
        """
        try:
            return await self.world.events.wait_for(look, within, chat.id if chat else None)
        except TimeoutError:
            raise TimeoutError(f"Not within {within} s. {self._report(chat)}") from None

    async def answer(
        self, chat: Chat, text: Text = None, *, after: Message | None = None, within: float = PATIENCE
    ) -> Message:
        """The bot's first standing message in the chat that contains `text` (in any version up to now its
        latest counts), or that `text` accepts; after a message where one is given."""

        def look() -> Message | None:
            said = [one for one in chat.said_by(self.world.bot.user) if after is None or one.id > after.id]
            return next((one for one in said if _matches(one, text)), None)

        return await self.wait_for(look, within, chat)

    async def call(
        self,
        method: str,
        chat: Chat | None = None,
        *,
        count: int = 1,
        since: int = 0,
        within: float = PATIENCE,
    ) -> Call:
        """The `count`th answered call of that method, in that chat; `since` skips the oldest calls of the
        log."""

        def look() -> Call | None:
            made = [one for one in self.calls.of(method, chat.id if chat else None, since) if one.answered_at]
            return made[count - 1] if len(made) >= count else None

        return await self.wait_for(look, within, chat)

    async def settled(self, chat: Chat, quiet: float = 0.3, within: float = PATIENCE) -> list[Message]:
        """What the bot has said in the chat, as soon as nothing happened there for `quiet` seconds after it
        spoke."""
        await self.answer(chat, within=within)
        while await self._stirs(chat, quiet):
            pass
        return chat.said_by(self.world.bot.user)

    async def _stirs(self, chat: Chat, within: float) -> bool:
        """Whether anything happens in the chat in that many seconds."""
        events = self.world.events
        seen = len(events.all)
        try:
            await events.wait_for(
                lambda: any(one.chat == chat.id for one in events.since(seen)), within, chat.id
            )
        except TimeoutError:
            return False
        return True

    async def confirmed(self, within: float = PATIENCE) -> None:
        """Until the bot has confirmed every update."""
        deadline = asyncio.get_running_loop().time() + within
        while self.updates.pending:
            if asyncio.get_running_loop().time() > deadline:
                raise TimeoutError(f"{len(self.updates.pending)} updates are not confirmed")
            await asyncio.sleep(0.01)

    def conversation(self, chat: Chat, with_deleted: bool = False) -> str:
        """The chat as one would read it aloud."""
        return transcript(chat, self.world.events.all, self.world.bot.user, with_deleted)

    def inject(self, body: Any) -> Update:
        """An update of any JSON at all, such as one of a kind that does not exist yet."""
        return self.updates.add_raw(body)

    def _report(self, chat: Chat | None) -> str:
        refused = [f"{call.method}: {call.error}" for call in self.calls if call.status not in {None, 200}][
            -5:
        ]
        said = self.conversation(chat) if chat is not None else ""
        return f"Conversation:\n{said or '(nothing)'}\nRefused calls: {refused or 'none'}"


def _matches(message: Message, text: Text) -> bool:
    if text is None:
        return True
    return text in message.text if isinstance(text, str) else text(message)
