"""Alice in her direct messages with the bot on Discord."""

import re
import warnings
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bots.commands import COMMANDS
from bots.pacing import Limits, Pacer, Rate
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord.control.conversation import described
from tests.fakes.discord.control.person import Person
from tests.fakes.discord.payload import objects
from tests.fakes.discord.world.channels import Channel
from tests.fakes.discord.world.messages import Message
from tests.transcripts.player import Player, Watch, open_stage, running
from tests.transcripts.written import Written

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # discord.py imports audioop, deprecated since 3.11
    from bots.discord.platform import Discord, Memory

FREELY = Limits(Rate(1e5, 10_000), lambda _chat: Rate(1e5, 10_000))


@asynccontextmanager
async def on_discord(folder: Path, database_url: str, locale: str) -> AsyncGenerator[Player]:
    async with _open(folder, database_url, locale, server=False) as player:
        yield player


@asynccontextmanager
async def on_a_server(folder: Path, database_url: str, locale: str) -> AsyncGenerator[Player]:
    async with _open(folder, database_url, locale, server=True) as player:
        yield player


@asynccontextmanager
async def _open(folder: Path, database_url: str, locale: str, *, server: bool) -> AsyncGenerator[Player]:
    async with FakeDiscord() as fake, open_stage(folder, database_url, watch := Watch()) as house:
        stores = house.stores
        memory = Memory(stores.inbox, stores.deliveries, stores.visits, folder)
        discord = Discord(
            fake.token, memory, api_url=fake.api_url, pacer=Pacer(FREELY), suggest=house.suggest
        )
        async with running(house, discord):
            await fake.connected()
            await fake.world.changes.until(lambda: fake.world.commands.of(None), 10)
            spoken = "en-US" if locale == "en" else locale
            people = {"": fake.person("Alice", locale=spoken), "Boris": fake.person("Boris", locale=spoken)}
            channel = fake.general if server else people[""].dm
            yield DiscordPlayer(
                house=house, watch=watch, written=Written(), fake=fake, people=people, channel=channel
            )
        assert fake.violations == []


@dataclass(kw_only=True)
class DiscordPlayer(Player):
    fake: FakeDiscord
    people: Mapping[str, Person]
    channel: Channel

    @property
    def person(self) -> Person:
        return self.people[self.by]

    def screen(self) -> Mapping[str, str]:
        return {message.id: _drawn(message) for message in self.fake.from_bot(self.channel)}

    async def say(self, text: str, to_answer: str) -> None:
        name, _, words = text.removeprefix("/").partition(" ")
        parameters = next(
            (one.parameters for one in COMMANDS if text.startswith("/") and one.name == name), None
        )
        complete = parameters is not None and (words or not any(one.required for one in parameters))
        if parameters is not None and complete and not to_answer:
            self.person.slash(name, self.channel, **({parameters[0].name: words} if words else {}))
        else:
            named = text if self.channel.person or to_answer else f"<@{self.fake.bot.id}> {text}"
            self.person.say(named, self.channel, reply_to=self._answer(to_answer) if to_answer else None)

    async def press(self, label: str) -> None:
        try:
            message, button = self._component(label, "label")
        except LookupError:
            if not self.by:
                raise
            self.written.lines.append(f"  ({self.by} sees no such button)")
        else:
            self.person.press(message, button)

    async def pick(self, label: str) -> None:
        for message in reversed(self._answers()):
            selects = [
                one for row in message.components for one in objects(row, "components") if "options" in one
            ]
            for number, select in enumerate(selects):
                for option in objects(select, "options"):
                    if str(option["label"]).startswith(label):
                        self.person.pick(message, str(option["label"]), select=number)
                        return
        raise LookupError(label)

    async def fill(self, label: str, text: str) -> None:
        message, button = self._component(label, "label")
        opened = await self.fake.acknowledged(self.person.press(message, button))
        assert opened.modal is not None
        name = next(
            str(one["custom_id"])
            for row in objects(opened.modal, "components")
            for one in (objects(row, "components") or [row["component"]])
        )
        self.person.submit(opened, **{name: text})

    async def details(self, answer: str) -> None:
        self.person.menu("Session details", self._answer(answer))

    def _answers(self) -> list[Message]:
        """Those that the person of this step sees."""
        all_of_them = self.fake.from_bot(self.channel)
        return [one for one in all_of_them if one.seen_by is None or one.seen_by is self.person.user]

    def _answer(self, words: str) -> Message:
        return next(message for message in reversed(self._answers()) if words in message.content)

    def _component(self, label: str, key: str) -> tuple[Message, str]:
        for message in reversed(self._answers()):
            for row in message.components:
                for one in objects(row, "components"):
                    if str(one.get(key, "")).startswith(label) and not one.get("disabled"):
                        return message, str(one[key])
        raise LookupError(label)


def _drawn(message: Message) -> str:
    """Without the bot's name, what it replies to, and a count of how often it has grown."""
    first, *rest = (line for line in described(message) if not line.startswith("  ┌"))
    said = re.sub(r" \(edited \d+×\)$", "", "\n".join([first, *rest]).partition(": ")[2], flags=re.MULTILINE)
    return f"(only {message.seen_by.name} sees this) {said}" if message.seen_by else said
