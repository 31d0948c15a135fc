"""The Telegram platform in front of the fake Telegram, with people in its chats."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bots.pacing import Limits, Pacer, Rate
from bots.platform import Platform
from bots.telegram.api import Patience
from bots.telegram.inline_queries import Quick
from bots.telegram.keyboards import CHOSEN, FILL_IN
from bots.telegram.opening import Access, open_telegram
from bots.telegram.platform import Telegram
from graphs.dialogue import Incoming, dump
from storage.database import Database
from storage.deliveries import Deliveries
from storage.inbox import Inbox, answer
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.messages import Message
from tests.fakes.telegram.wire import Json

SECONDS = 5
FREELY = Limits(Rate(10_000, 10_000), lambda _chat: Rate(10_000, 10_000))
"""As if there were no budget."""
QUICKLY = Patience(answer=1, draft=1, handover=0.2, first_pause=0.01, longest_pause=0.1, look=0.05)


class Stage:
    """Anna and the bot. What is handed in is stored in a real inbox, so that turns are counted from 1.

    Telegram has no forms: what an input asks for is written as a message.
    """

    changes = True
    forms = False

    def __init__(self, fake: FakeTelegram, chat: Chat, telegram: Telegram, database: Database) -> None:
        self.fake = fake
        self.chat = chat
        self.telegram = telegram
        self.platform: Platform = telegram
        self.database = database
        self.inbox = Inbox(database)
        self.accepted: list[Incoming] = []
        self.disk_full = False
        self._arrived: asyncio.Queue[Incoming] = asyncio.Queue()

    async def accept(self, incoming: Incoming) -> bool:
        if self.disk_full:
            raise OSError("No space left on device")
        turn = await self.inbox.accept(
            incoming.platform, incoming.update_id, incoming.place.key, dump(incoming)
        )
        if turn is None:
            return False
        self.accepted.append(incoming)
        self._arrived.put_nowait(incoming)
        return True

    async def write(self, text: str) -> Incoming:
        self.fake.people.text(self.chat, text)
        return await self.next()

    async def press(self, label: str) -> Incoming:
        self.fake.people.press(self._with(label), label)
        return await self.next()

    async def press_again(self, label: str) -> Incoming | None:
        """From a client that still shows the keyboard, once it is gone: the last press, once more."""
        (*_, last) = (event for event in self.fake.world.events.all if event.kind == "press")
        message = self.chat.messages[last.message or 0]
        await self.fake.wait_for(lambda: label not in _labels(message))
        query = self.fake.people.press_data(message, str(last.detail["data"]))
        await self.fake.wait_for(lambda: query.answer)
        return None if self._arrived.empty() else self._arrived.get_nowait()

    async def fill(self, label: str, words: str) -> Incoming:
        return await self.press(FILL_IN + label)

    async def pick(self, label: str) -> Incoming:
        (found,) = (
            one for one in _labels(self.said()[-1]) if one.startswith((f"{label} — ", f"{CHOSEN}{label} — "))
        )
        return await self.press(found)

    async def reply(self, text: str) -> Incoming:
        self.fake.people.text(self.chat, text, reply_to=self.said()[-1])
        return await self.next()

    async def shown(self) -> str:
        said = [(message.text, _file_name(message)) for message in self.said()]
        return "\n\n".join(words for both in said for words in both if words)

    async def marked(self) -> list[str]:
        labels = [label for label in _labels(self.said()[-1]) if label.startswith(CHOSEN)]
        return [label.removeprefix(CHOSEN).rpartition(" — ")[0] for label in labels]

    async def turn_of(self, ref: str) -> int | None:
        return await Deliveries(self.database).turn_of(ref)

    def said(self) -> list[Message]:
        """What stands of the bot in the chat."""
        return self.chat.said_by(self.fake.world.bot.user)

    async def settle(self, turn_id: int, reply: str) -> None:
        """Stores the reply of a turn, as settling it does."""
        await self.database.write(lambda tx: answer(tx, turn_id, reply))

    def _with(self, label: str) -> Message:
        """The newest message that has this button."""
        (*_, found) = (message for message in self.said() if label in _labels(message))
        return found

    async def next(self) -> Incoming:
        async with asyncio.timeout(SECONDS):
            return await self._arrived.get()


def _labels(message: Message) -> list[str]:
    return [str(button["text"]) for row in message.inline_keyboard for button in row]


def _file_name(message: Message) -> str:
    document: Json = message.content.payload.get("document", {})
    return str(document.get("file_name", ""))


@asynccontextmanager
async def open_stage(
    fake: FakeTelegram,
    chat: Chat,
    url: str,
    limits: Limits = FREELY,
    patience: Patience = QUICKLY,
    access: Access | None = None,
    quick: Quick | None = None,
) -> AsyncIterator[Stage]:
    """The platform over a migrated database at `url`, fetching updates where `access` names no webhook."""
    database = Database.open(url)
    access = access or Access(fake.token, fake.url)
    telegram = open_telegram(access, Inbox(database), Deliveries(database), Pacer(limits), patience, quick)
    stage = Stage(fake, chat, telegram, database)
    running = asyncio.create_task(telegram.run(stage.accept))
    try:
        yield stage
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await telegram.close()
        await database.close()
