"""The controls over HTTP: for the page, and for tests that live in another process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.discord.control.actions import ACTIONS, Action
from tests.fakes.discord.control.options import NotPossible
from tests.fakes.discord.control.person import Person
from tests.fakes.discord.control.state import state
from tests.fakes.discord.errors import ApiError
from tests.fakes.discord.payload import Payload, as_object
from tests.fakes.discord.rest.api import dump
from tests.fakes.discord.world.channels import Channel
from tests.fakes.discord.world.messages import Message

if TYPE_CHECKING:
    from tests.fakes.discord.fake import FakeDiscord

LONGEST_WAIT = 25.0


class Control:
    """Every action is `POST /control/<action>` with a JSON object; `user` and `channel` are ids or names."""

    def __init__(self, discord: FakeDiscord) -> None:
        self.discord = discord

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/control/state", self.state)
        app.router.add_get("/control/requests", self.requests)
        app.router.add_get("/control/conversation/{channel}", self.conversation)
        for name, action in ACTIONS.items():
            app.router.add_post(f"/control/{name}", self._doing(action))

    async def state(self, request: web.Request) -> web.Response:
        """Everything there is; with ?after=<version> once that has changed, or after ?wait seconds. With
        ?known=<version> nothing (204) as long as that is the present one.
        """
        if request.query.get("known") == str(self.discord.world.changes.version):
            return web.Response(status=204)
        after = int(request.query.get("after", "-1"))
        wait = min(float(request.query.get("wait", "0")), LONGEST_WAIT)
        await self.discord.world.changes.after(after, wait)
        return answer(state(self.discord.world, self.discord.gateway))

    async def requests(self, request: web.Request) -> web.Response:
        found = self.discord.calls(request.query.get("method", "*"), request.query.get("path", "*"))
        views = [
            {"at": one.at.isoformat(), "method": one.method, "path": one.path, "body": one.body}
            | {"status": one.status, "took": one.took, "fault": one.fault}
            for one in found
        ]
        return answer({"requests": views, "violations": [str(one) for one in self.discord.violations]})

    async def conversation(self, request: web.Request) -> web.Response:
        try:
            channel = self.channel(request.match_info["channel"])
        except NotPossible as reason:
            return answer({"error": str(reason)}, status=404)
        return web.Response(text=self.discord.conversation(channel))

    def _doing(self, action: Action) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def do(request: web.Request) -> web.Response:
            body: Any = await request.json() if request.can_read_body else {}
            try:
                return answer(action(self, as_object(body)))
            except NotPossible as reason:
                return answer({"error": str(reason)}, status=400)
            except ApiError as error:
                return answer({"error": error.message}, status=400)
            except (KeyError, StopIteration, ValueError, TypeError) as error:
                return answer({"error": f"bad request: {error!r}"}, status=400)

        return do

    def channel(self, name: str) -> Channel:
        """A channel by its id, or one of the server's by name."""
        channels = self.discord.world.channels
        found = channels.get(name) or next(
            (one for one in self.discord.guild.channels if one.name == name), None
        )
        if found is None:
            raise NotPossible(f"no channel {name}")
        return found

    def who(self, body: Payload) -> Person:
        name = str(body.get("user") or "Alice")
        return self.discord.someone(name) if name in self.discord.world.users else self.discord.person(name)

    def where(self, body: Payload) -> Channel:
        """The channel named; without one, the person's direct messages."""
        return self.channel(str(body["channel"])) if body.get("channel") else self.who(body).dm

    def message(self, body: Payload, name: str = "message") -> Message:
        for channel in self.discord.world.channels.values():
            if str(body[name]) in channel.messages:
                return channel.messages[str(body[name])]
        raise NotPossible("no such message")


def answer(body: Payload, status: int = 200) -> web.Response:
    return web.Response(body=dump(body).encode(), status=status, content_type="application/json")
