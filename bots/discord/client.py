"""discord.py's client, cut down to what hears: it signs in, and makes events into calls of listeners.

Nothing is sent through it (see `rest`), and it keeps no messages and no members.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any, cast

import aiohttp
import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import HTTPClient, Route

Listener = Callable[..., None]
"""Called in the order of events, between two frames of the gateway: must not wait."""

SIGN_IN_SECONDS = 30.0
GUILDS_SECONDS = 0.5
OPEN_SECONDS = 60.0
STAY_RESUMABLE = 4000
"""A websocket closed with 1000 or 1001 ends its session; any other code leaves it to be resumed."""

_LOUDNESS = {"discord.client": logging.WARNING, "discord.gateway": logging.ERROR}
"""What these say beneath that, `connection` says in words for the owner, and /health of a busy event loop. A quick
acknowledgement of a heartbeat they take for one that is 41 seconds late.
"""

_log = structlog.get_logger(__name__)


class Client(discord.Client):
    """`hears` has a listener for each of discord.py's events (without "on_") that matters."""

    def __init__(
        self,
        api_url: str,
        intents: discord.Intents,
        hears: Mapping[str, Listener],
        *,
        heartbeat_timeout: float = 60.0,
    ) -> None:
        for name, level in _LOUDNESS.items():
            logging.getLogger(name).setLevel(level)
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        self._api_url = api_url
        self._hears = hears
        super().__init__(
            intents=intents,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=GUILDS_SECONDS,
            heartbeat_timeout=heartbeat_timeout,
        )

    def _get_state(self, **options: Any) -> Any:
        """Where discord.py's own subclasses change what a client is made of, too."""
        self.http = _Http(self._api_url, self.loop)
        state = super()._get_state(**options)
        state.parsers = {name: _guarded(name, parse) for name, parse in state.parsers.items()}
        return state

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        listener = self._hears.get(event)
        if listener is not None:
            listener(*args)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """The pause that Discord wants before signing in anew is `connection`'s."""

    async def open(
        self, gateway: str, session: str | None = None, sequence: int | None = None
    ) -> DiscordWebSocket:
        """A websocket that has identified itself, or asked to resume a session. Raises what the network does."""
        opening = DiscordWebSocket.from_client(
            self,
            initial=True,
            gateway=yarl.URL(gateway),
            session=session,
            sequence=sequence,
            resume=session is not None,
        )
        self.ws = await asyncio.wait_for(opening, OPEN_SECONDS)
        return self.ws

    @property
    def websocket(self) -> DiscordWebSocket | None:
        """The present one, or the last; discord.py types it as if it were always there."""
        return cast("DiscordWebSocket | None", self.ws)

    @property
    def own_id(self) -> int:
        return self.user.id if self.user else 0

    async def hang_up(self) -> None:
        """Closes the websocket; its session stays to be resumed."""
        websocket = self.websocket
        if websocket is not None and websocket.open:
            await websocket.close(STAY_RESUMABLE)

    async def leave(self) -> None:
        """Closes everything."""
        await self.hang_up()
        await self.close()


class _Http(HTTPClient):
    """discord.py's REST client at an address of our own. `Route` knows only one for all clients."""

    def __init__(self, api_url: str, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._api_url = api_url

    async def request(self, route: Route, **options: Any) -> Any:
        route.url = self._api_url + route.url.removeprefix(Route.BASE)
        timeout = aiohttp.ClientTimeout(total=SIGN_IN_SECONDS)
        return await super().request(route, timeout=timeout, **options)


def _guarded(name: str, parse: Callable[[Any], None]) -> Callable[[Any], None]:
    """Parsers run inside the connection: an event that can't be read must not end it."""

    def guarded(data: Any) -> None:
        try:
            parse(data)
        except Exception as error:
            _log.warning("an event of Discord's can't be read", event_name=name, error=repr(error)[:200])

    return guarded
