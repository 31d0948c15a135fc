"""Anna in her private chat on Telegram."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.wiring import House
from bots.pacing import Pacer
from bots.telegram.opening import Access, open_telegram
from bots.telegram.platform import Telegram
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.messages import Message
from tests.fakes.telegram.users import User
from tests.transcripts.player import Player, Watch, open_stage, running
from tests.transcripts.written import Written
from tests.wire.telegram.stage import FREELY, QUICKLY


@asynccontextmanager
async def on_telegram(folder: Path, database_url: str, locale: str) -> AsyncGenerator[Player]:
    async with FakeTelegram(pace=0.01) as fake, open_stage(folder, database_url, watch := Watch()) as house:
        anna = fake.world.private(fake.world.user("Anna", "Weber", language_code=locale))
        async with running(house, _telegram(fake, house)):
            yield TelegramPlayer(house=house, watch=watch, written=Written(), fake=fake, chat=anna)
        assert fake.calls.warnings == []


@asynccontextmanager
async def in_a_group(folder: Path, database_url: str, locale: str) -> AsyncGenerator[Player]:
    async with FakeTelegram(pace=0.01) as fake, open_stage(folder, database_url, watch := Watch()) as house:
        anna = fake.world.user("Anna", "Weber", language_code=locale)
        boris = fake.world.user("Boris", "Orlov", language_code=locale)
        group = fake.world.supergroup("Neighbours", anna, boris)
        async with running(house, _telegram(fake, house)):
            yield TelegramPlayer(
                house=house,
                watch=watch,
                written=Written(),
                fake=fake,
                chat=group,
                people={"": anna, "Boris": boris},
            )
        assert fake.calls.warnings == []


def _telegram(fake: FakeTelegram, house: House) -> Telegram:
    stores = house.stores
    return open_telegram(
        Access(fake.token, fake.url), stores.inbox, stores.deliveries, Pacer(FREELY), QUICKLY
    )


@dataclass(kw_only=True)
class TelegramPlayer(Player):
    """`people` are those of a group, by what a step calls them."""

    fake: FakeTelegram
    chat: Chat
    people: Mapping[str, User] = field(default_factory=dict[str, User])

    def screen(self) -> Mapping[str, str]:
        shown = {str(message.id): self._drawn(message) for message in self._answers()}
        events = self.fake.world.events.all
        popups = {
            f"event {number}": f"(pop-up: {event.detail['text']})"
            for number, event in enumerate(events)
            if event.kind == "answer" and event.detail["text"]
        }
        return {**shown, **popups}

    async def say(self, text: str, to_answer: str) -> None:
        replied = self._answer(to_answer) if to_answer else None
        if self.people and not text.startswith("/") and not to_answer:
            text = f"@{self.fake.world.bot.user.username} {text}"
        self.fake.people.text(self.chat, text, by=self.people.get(self.by), reply_to=replied)

    async def press(self, label: str) -> None:
        message, button = self._button(label)
        self.fake.people.press(message, button, by=self.people.get(self.by))

    async def pick(self, label: str) -> None:
        """A list that is one of several has to be opened first."""
        for closed in ("", *self._closed()):
            if closed:
                await self._press_first(closed)
            try:
                return await self.press(label)
            except LookupError:
                continue
        raise LookupError(label)

    async def _press_first(self, label: str) -> None:
        """And wait for what it brings."""
        before = self.screen()
        await self.press(label)
        await self._answered(before)

    async def fill(self, label: str, text: str) -> None:
        await self._press_first(label)
        self.fake.people.text(self.chat, text)

    async def details(self, answer: str) -> None:
        await self.say("/session", answer)

    def _closed(self) -> list[str]:
        keyboards = (message.inline_keyboard for message in reversed(self._answers()))
        newest = next((rows for rows in keyboards if rows), [])
        return [str(button["text"]) for row in newest for button in row if button["text"].endswith("▾")]

    def _answers(self) -> list[Message]:
        return self.chat.said_by(self.fake.world.bot.user)

    def _answer(self, words: str) -> Message:
        return next(message for message in reversed(self._answers()) if words in message.text)

    def _button(self, label: str) -> tuple[Message, str]:
        for message in reversed(self._answers()):
            for row in message.inline_keyboard:
                for button in row:
                    if button["text"].removeprefix("✓ ").removeprefix("✎ ").startswith(label):
                        return message, str(button.get("callback_data") or button["text"])
        raise LookupError(label)

    def _drawn(self, message: Message) -> str:
        content = message.content
        what = content.text if content.kind == "text" else f"<{content.kind}> {content.text}".rstrip()
        rows = [" ".join(f"[{button['text']}]" for button in row) for row in message.inline_keyboard]
        return "\n".join([what, *rows])
