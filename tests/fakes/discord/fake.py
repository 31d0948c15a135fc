"""The fake Discord as tests hold it: a running server and its controls."""

import asyncio
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.fakes.discord.control.conversation import conversation
from tests.fakes.discord.control.http import Control
from tests.fakes.discord.control.person import Person
from tests.fakes.discord.gateway.gateway import Gateway
from tests.fakes.discord.rest.api import Api
from tests.fakes.discord.rest.faults import Faults
from tests.fakes.discord.rest.limits import Limits
from tests.fakes.discord.rest.log import Request, Violation
from tests.fakes.discord.rest.spec import find_spec
from tests.fakes.discord.server import build
from tests.fakes.discord.world.channels import Channel, Place
from tests.fakes.discord.world.intents import NOTHING, Permission
from tests.fakes.discord.world.interactions import Interaction
from tests.fakes.discord.world.messages import Message
from tests.fakes.discord.world.people import User
from tests.fakes.discord.world.threads import add_channel, add_guild, drop_channel, expel_bot, forbid
from tests.fakes.discord.world.world import Settings, World


class FakeDiscord:
    """A Discord with one server ("Harbour House": #general, #bookings) that the bot is in.

    `async with FakeDiscord() as discord:` serves on a free local port; `stop` and `start` make an outage and
    keep port and world. `rate_limits` are off unless asked for. `requests` and `violations` are what the bot
    did and what Discord would have refused for its form. Waits raise `TimeoutError` after `within` seconds.
    """

    def __init__(
        self,
        token: str = "fake.discord.token",
        *,
        port: int = 0,
        rate_limits: bool = False,
        bot_name: str = "Concierge",
        host: str = "127.0.0.1",
    ) -> None:
        self.world = World(token, bot_name)
        self.gateway = Gateway(self.world)
        self.faults = Faults()
        self.limits = Limits(self.world.clock, enabled=rate_limits)
        self.api = Api(self.world, find_spec(), self.limits, self.faults)
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None
        self._people: dict[str, Person] = {}
        self.guild = add_guild(self.world, "Harbour House")
        self.general = add_channel(self.world, self.guild, "general")
        self.bookings = add_channel(self.world, self.guild, "bookings")

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        self.api.closing.clear()
        app = build(self.world, self.api, self.gateway, Control(self))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.world.base_url = f"http://{self._host}:{self._port}"

    async def stop(self) -> None:
        """Goes away without a goodbye: connections break, sessions stay to be resumed."""
        if self._runner is None:
            return
        self.api.closing.set()
        self.gateway.speak()
        self.gateway.drop()
        await self._runner.cleanup()
        self._runner = None

    @property
    def token(self) -> str:
        return self.world.token

    @property
    def url(self) -> str:
        """Where the page for people is."""
        return self.world.base_url

    @property
    def api_url(self) -> str:
        """For DISCORD_API_URL: what takes the place of https://discord.com/api/v10."""
        return f"{self.world.base_url}/api/v10"

    @property
    def gateway_url(self) -> str:
        return self.world.gateway_url

    @property
    def settings(self) -> Settings:
        return self.world.settings

    @property
    def bot(self) -> User:
        return self.world.bot

    @property
    def requests(self) -> list[Request]:
        return self.api.log.requests

    @property
    def violations(self) -> list[Violation]:
        return self.api.log.violations

    def calls(self, method: str = "*", path: str = "*") -> list[Request]:
        """Requests by method and template or pattern: `calls("POST", "/channels/*/messages")`."""
        return self.api.log.of(method, path)

    def person(self, name: str = "Alice", *, locale: str = "en-US") -> Person:
        """Someone on the server, the same one for the same name."""
        if name not in self._people:
            user = User(self.world.ids.next(), name, locale=locale)
            self.world.users[user.id] = user
            self.guild.members.append(user)
            self._people[name] = Person(self.world, user)
        return self._people[name]

    def someone(self, user_id: str) -> Person:
        """The person with this id; KeyError for nobody."""
        return next(one for one in self._people.values() if one.id == user_id)

    def channel(self, name: str) -> Channel:
        """A channel of the server by its name, made if it is new."""
        for channel in self.guild.channels:
            if channel.name == name:
                return channel
        return add_channel(self.world, self.guild, name)

    def among(self, *people: Person) -> Channel:
        """Direct messages among people, which the bot never sees: they may have brought it along."""
        users = tuple(person.user for person in people)
        name = ", ".join(user.name for user in users)
        channel = Channel(self.world.ids.next(), Place.DM, name, self.world.stamp(), among=users)
        self.world.channels[channel.id] = channel
        return channel

    def forbid(self, channel: Channel, permissions: Permission = NOTHING) -> None:
        """From now on the bot may not do these things there; without any, all is allowed again."""
        forbid(self.world, channel, permissions)

    def delete_channel(self, channel: Channel) -> None:
        drop_channel(self.world, channel)

    def expel_bot(self) -> None:
        """Throws the bot out of the server."""
        expel_bot(self.world, self.guild)

    def conversation(self, channel: Channel) -> str:
        """A readable transcript."""
        return conversation(self.world, channel)

    def skip(self, seconds: float) -> None:
        """Lets time pass at once for tokens, nonces, interactions and rate limits."""
        self.world.clock.skip(seconds)
        self.world.changes.note()

    async def connected(self, within: float = 10.0) -> None:
        """Waits until a bot is connected and identified."""
        await self.world.changes.until(lambda: self.gateway.connected, within, "bot on the gateway")

    async def reply(self, after: Message | Channel, within: float = 10.0) -> Message:
        """The bot's first whole message after a person's message (or any at all in a channel)."""
        channel = after if isinstance(after, Channel) else after.channel
        least = 0 if isinstance(after, Channel) else int(after.id)

        def look() -> Message | None:
            found = (one for one in self.from_bot(channel) if int(one.id) > least and not one.loading)
            return next(found, None)

        return await self.world.changes.until(look, within, "reply of the bot")

    async def answer(self, interaction: Interaction, within: float = 10.0) -> Message:
        """The message that answers an interaction, once it no longer says "… is thinking"."""

        def look() -> Message | None:
            message = interaction.original
            return message if message and interaction.callback and not message.loading else None

        return await self.world.changes.until(look, within, f"answer to {interaction.what}")

    async def acknowledged(self, interaction: Interaction, within: float = 10.0) -> Interaction:
        """The interaction once it has its first answer: a message, a form, suggestions or a defer."""
        what = f"acknowledgement of {interaction.what}"
        await self.world.changes.until(lambda: interaction.callback is not None, within, what)
        return interaction

    async def settled(self, message: Message, quiet: float = 0.3, within: float = 10.0) -> Message:
        """The message once it has not been edited for `quiet` seconds."""
        deadline = asyncio.get_running_loop().time() + within
        while asyncio.get_running_loop().time() < deadline:
            edits = len(message.edits)
            await asyncio.sleep(quiet)
            if len(message.edits) == edits and not message.loading:
                return message
        raise TimeoutError(f"still being edited after {within:g} s")

    def from_bot(self, channel: Channel) -> list[Message]:
        """What the bot has written there, oldest first."""
        messages = [one for one in channel.messages.values() if one.author is self.bot and not one.deleted]
        return sorted(messages, key=lambda message: int(message.id))
