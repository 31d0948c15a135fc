"""Many people in private chats and groups: nobody ever sees, and no model is ever told, what isn't theirs to see.

Everything that somebody says holds a canary of its own. The model repeats all that it is told, so that a canary
that reaches a prompt reaches an answer too.
"""

import asyncio
import re
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from langchain_core.messages import AIMessage, BaseMessage
from pydantic import SecretStr

from app.settings import Settings
from app.wiring import open_house
from graphs.dialogue import Reply, dump
from storage.migrate import upgrade
from tests.bots.conftest import NOW, FakePlatform, Town
from tests.graphs.scripted import ScriptedModel
from tests.thorough import thorough

PEOPLE = st.sampled_from(["ann", "bob", "eve"])
GROUPS = ("-1", "-2")
WHERE = st.sampled_from(["home", "home", *GROUPS])
OFTEN = ("/session", "/sessions", "/user", "/export", "/system")
SELDOM = (
    "/new",
    "/clear",
    "/settings",
    "/model",
    "/mode",
    "/t",
    "/info",
    "/budget",
    "/retry",
    "/halls",
    "/book",
    "/bookings",
)
COMMANDS = st.sampled_from(OFTEN * 3 + SELDOM)
CANARY = re.compile(r"canary[0-9]+x")


@dataclass(frozen=True)
class Said:
    """Where a canary was let out, and by whom; `session` is None for what is a person's own."""

    by: str
    session: str | None


def parrot(messages: list[BaseMessage]) -> AIMessage:
    return AIMessage("You said " + " ".join(CANARY.findall(" ".join(message.text for message in messages))))


class People(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.opened = AsyncExitStack()
        self.said: dict[str, Said] = {}
        self.panels: list[tuple[Reply, str, str, bool]] = []
        self.town = self.run(self._open())

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    async def _open(self) -> Town:
        folder = self.opened.enter_context(TemporaryDirectory())
        url = f"sqlite:///{folder}/concierge.db"
        await asyncio.to_thread(upgrade, url)
        chosen = Settings(
            concierge_home=Path(folder),
            database_url=url,
            openai_api_key=SecretStr(""),
            openai_base_url="",
            openai_model="",
        )
        model = ScriptedModel(lines=[parrot], metadata={"card": "builtin"})
        house = await self.opened.enter_async_context(
            open_house(chosen, "http://example.org", now=lambda: NOW, builtin=model)
        )
        platform = house.platforms["fake"] = FakePlatform(house.stores.deliveries)
        working = asyncio.create_task(house.queue.run())

        async def end() -> None:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)

        self.opened.push_async_callback(end)
        return Town(house, model, platform)

    def teardown(self) -> None:
        self.run(self.opened.aclose())
        self.runner.close()

    @initialize()
    def all_have_said_something(self) -> None:
        for by in ("ann", "bob"):
            self.say(by, "home")
            self.say(by, GROUPS[0])

    @rule(by=PEOPLE, where=st.sampled_from(GROUPS), command=st.sampled_from(OFTEN))
    def look_where_others_read_along(self, by: str, where: str, command: str) -> None:
        self._send(by, where, command)

    @rule(data=st.data(), where=st.sampled_from(GROUPS))
    def press_where_others_read_along(self, data: st.DataObject, where: str) -> None:
        """What a person was shown somewhere, pressed by them in a group."""
        if self.panels:
            reply, owner, *_ = data.draw(st.sampled_from(self.panels))
            assert reply.panel is not None
            values = [button.value for button in reply.panel.buttons if not button.url]
            if values:
                self._send(owner, where, "x", pressed=data.draw(st.sampled_from(values)))

    @rule(by=PEOPLE, where=WHERE)
    def say(self, by: str, where: str) -> None:
        self._send(by, where, f"hello {self._canary(by, None)}", said=True)

    @rule(by=PEOPLE, where=WHERE, command=COMMANDS, aside=st.booleans())
    def command(self, by: str, where: str, command: str, aside: bool) -> None:
        self._send(by, where, command, aside=aside and where != "home")

    @rule(by=PEOPLE, where=WHERE, sought=st.sampled_from(["hello", "canary"]))
    def search(self, by: str, where: str, sought: str) -> None:
        self._send(by, where, f"/search {sought}")

    @rule(by=PEOPLE, where=WHERE)
    def tell_the_model(self, by: str, where: str) -> None:
        self._send(by, where, f"/system Be kind {self._canary(by, None)}", said=True)

    @rule(by=PEOPLE, text=st.sampled_from(["system", "name"]))
    def set_up(self, by: str, text: str) -> None:
        """At home: a person's own system message, or a session's name."""
        if text == "system":
            user = self.run(self.town.user(by))
            canary = self._canary(by, None)
            self._send(by, "home", "x", pressed=f"p:u:{user.id}:system", filled=canary)
        else:
            session = self.run(self.town.session(by, by))
            canary = self._canary(by, session.id)
            self._send(by, "home", "x", pressed=f"p:s:{session.id}:name", filled=canary)

    @rule(data=st.data(), where=WHERE, aside=st.booleans(), filled=st.booleans())
    def press(self, data: st.DataObject, where: str, aside: bool, filled: bool) -> None:
        """Anything that was ever shown to anybody, by anybody, anywhere."""
        if not self.panels:
            return
        reply, owner, *_ = data.draw(st.sampled_from(self.panels))
        by = data.draw(st.one_of(st.just(owner), PEOPLE))
        assert reply.panel is not None
        values = [button.value for button in reply.panel.buttons if not button.url]
        values += [option.value for select in reply.panel.selects for option in select.options]
        values += [one.value for one in reply.panel.inputs]
        value = data.draw(st.sampled_from(values)) if values else "p:x:y:z"
        words = self._canary(by, value.split(":")[2] if value.startswith(("p:s", "p:y")) else None)
        self._send(
            by, where, "x", aside=aside and where != "home", pressed=value, filled=words if filled else None
        )

    @rule(data=st.data(), by=PEOPLE, where=WHERE, command=st.booleans())
    def reply(self, data: st.DataObject, by: str, where: str, command: bool) -> None:
        """To any message of the bot's, wherever it stands."""
        if self.town.platform.shown:
            turn = data.draw(st.sampled_from(sorted(self.town.platform.shown)))
            text = "/session" if command else f"hello {self._canary(by, None)}"
            self._send(by, where, text, about=str(turn), said=not command)

    @rule(data=st.data(), by=PEOPLE)
    def follow_a_link(self, data: st.DataObject, by: str) -> None:
        links = [button.url for panel, *_ in self.panels for button in panel.panel.buttons if button.url]
        if links:
            self._send(by, "home", "/start " + data.draw(st.sampled_from(links)).partition("start=")[2])

    @invariant()
    def panels_are_few(self) -> None:
        del self.panels[:-30]

    def _canary(self, by: str, session: str | None) -> str:
        canary = f"canary{len(self.said)}x"
        self.said[canary] = Said(by, session)
        return canary

    def _send(self, by: str, where: str, text: str, *, said: bool = False, **more: Any) -> None:
        private = where == "home"
        at = by if private else where
        incoming = self.town.incoming(text, by=by, at=at, private=private, **more)
        self.run(self._handle(incoming))
        turn = self.run(self.town.turn_of(incoming))
        session = self.run(self.town.house.stores.sessions.of_turn(turn.id))
        for canary in CANARY.findall(text) + CANARY.findall(more.get("filled") or ""):
            if said or self.said[canary].session is None:
                self.said[canary] = Said(by, session.id if session and said else None)
        delivery = self.town.platform.shown.get(turn.id)
        if delivery is None:
            return
        self.run(self._check(delivery.reply, by, at, private, aside=bool(more.get("aside"))))
        if delivery.reply.panel is not None:
            self.panels.append((delivery.reply, by, at, private))

    async def _handle(self, incoming: Any) -> None:
        await self.town.house.accept(incoming)
        await self.town.house.queue.drain()

    async def _check(self, reply: Reply, by: str, at: str, private: bool, *, aside: bool) -> None:
        shown = dump(reply) + "".join(Path(file.ref).read_text() for file in reply.attachments)  # noqa: ASYNC240
        sessions, place = self.town.house.stores.sessions, f"fake:{at}"
        user = await self.town.user(by)
        for canary in set(CANARY.findall(shown)):
            said = self.said[canary]
            watched = not private and not aside
            if said.session is None:
                assert said.by == by, f"{canary} of {said.by} was shown to {by}"
                assert not watched, f"{canary} of {said.by} was shown to all at {at}"
                continue
            session = await sessions.get(said.session)
            assert session is not None, f"{canary} of a session that is gone was shown"
            if watched:
                assert await sessions.shared_at(session.id, place), f"{canary} was shown to all at {at}"
            elif session.user_id != user.id:
                assert await sessions.may_see(user.id, session, place), f"{canary} was shown to {by}"


People.TestCase.settings = settings(
    max_examples=thorough(25, 8),
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestPeople = People.TestCase
