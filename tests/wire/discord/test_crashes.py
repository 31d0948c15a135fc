"""kill -9 at every stage between Discord and our records: nothing lost, nothing doubled, the order kept."""

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from app.bench.mortal import Death
from tests.fakes.discord import FakeDiscord, Fault
from tests.fakes.discord.world.interactions import Interaction
from tests.thorough import thorough
from tests.wire.discord.lives import STAGES, Life, answer_to, begin

SECONDS = 15.0
POST, EDIT = "/channels/{channel_id}/messages", "/channels/{channel_id}/messages/{message_id}"
CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
ORIGINAL = "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"


@dataclass
class Play:
    """Alice writes in direct messages and asks with commands on the server, whoever lives or dies."""

    fake: FakeDiscord
    life: Life
    kills: int = 0
    asked: list[str] = field(default_factory=list)
    used: list[tuple[str, Interaction]] = field(default_factory=list)

    @asynccontextmanager
    async def alive(self, death: Death | None = None) -> AsyncGenerator[BaseProcess]:
        process = begin(
            Life(self.life.home, self.life.database_url, self.life.api_url, self.life.token, death)
        )
        try:
            await self.fake.connected(SECONDS)
            yield process
        finally:
            if process.is_alive():
                process.kill()
            await asyncio.to_thread(process.join)
            self.kills += 1
            changes = self.fake.world.changes
            await changes.until(lambda: not self.fake.gateway.connected, SECONDS, "end of the connection")

    def write(self) -> None:
        text = f"message {len(self.asked)}"
        self.asked.append(text)
        self.fake.person("Alice").say(text)

    def use(self) -> None:
        text = f"command {len(self.used)}"
        self.used.append((text, self.fake.person("Alice").slash("ask", self.fake.general, question=text)))

    async def dies_at(self, stage: str, nth: int) -> None:
        async with self.alive(Death(stage, nth)) as process:
            self.write()
            if self.fake.world.commands.of(None):
                self.use()
            await asyncio.to_thread(process.join, SECONDS)
            assert not process.is_alive(), f"it never came to {stage}"
            self.write()

    async def dies_on_the_wire(self, method: str, path: str, *, accepted: bool) -> None:
        """Killed while a call is on its way, or carried out and not yet answered."""
        self.fake.faults.clear()
        async with self.alive():
            self.fake.faults.add(Fault(method, path, stall=60.0, accepted=accepted))
            self.write()
            self.use()
            await self.fake.world.changes.until(
                lambda: not self.fake.faults.waiting, SECONDS, f"{method} {path}"
            )
            await asyncio.sleep(0.02)
            self.write()

    async def dies_sometime(self, chance: random.Random) -> None:
        async with self.alive():
            self.write()
            self.use()
            await asyncio.sleep(chance.uniform(0.0, 0.4))

    async def ends_well(self) -> None:
        async with self.alive():
            try:
                await self.fake.world.changes.until(self._all_answered, SECONDS, "answer to everything")
            except TimeoutError:
                raise AssertionError(f"lost: {self.lost()}\n{self.told()}") from None
            await asyncio.sleep(0.3)

    def _all_answered(self) -> bool:
        return self.lost() == []

    def said(self) -> list[str]:
        return [message.content for message in self.fake.from_bot(self.fake.person("Alice").dm)]

    def told(self) -> list[str]:
        return [message.content for message in self.fake.from_bot(self.fake.general)]

    def lost(self) -> list[str]:
        return [text for text in self.asked if answer_to(text) not in self.said()] + [
            text for text, _used in self.used if answer_to(text) not in self.told()
        ]

    def check(self) -> None:
        assert self.said() == [answer_to(text) for text in self.asked]
        assert sorted(self.told()) == sorted(answer_to(text) for text, _used in self.used)
        assert not any(message.loading for message in self.fake.from_bot(self.fake.general))


@pytest.fixture
def play(fake: FakeDiscord, sqlite_url: str, tmp_path: Path) -> Play:
    return Play(fake, Life(tmp_path, sqlite_url, fake.api_url, fake.token))


async def commands_known(play: Play) -> None:
    async with play.alive():
        await play.fake.world.changes.until(lambda: play.fake.world.commands.of(None), SECONDS)
    play.kills = 0


@pytest.mark.crash
async def test_killed_at_every_step_of_our_own(play: Play) -> None:
    await commands_known(play)
    for stage in STAGES:
        for nth in thorough((1, 2), (1,)):
            await play.dies_at(stage, nth)
    await play.ends_well()
    play.check()
    assert play.kills >= thorough(14, 6)


@pytest.mark.crash
async def test_killed_while_a_call_is_on_its_way_or_accepted_and_not_recorded(play: Play) -> None:
    await commands_known(play)
    for method, path in (("POST", POST), ("PATCH", EDIT), ("POST", CALLBACK), ("PATCH", ORIGINAL)):
        for accepted in thorough((False, True), (True,)):
            await play.dies_on_the_wire(method, path, accepted=accepted)
    await play.ends_well()
    play.check()
    assert play.kills >= thorough(8, 4)


@pytest.mark.crash
async def test_killed_at_any_moment(play: Play) -> None:
    await commands_known(play)
    chance = random.Random(2026)
    for _life in range(thorough(8, 3)):
        await play.dies_sometime(chance)
    await play.ends_well()
    play.check()
