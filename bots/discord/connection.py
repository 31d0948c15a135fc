"""The connection to Discord's gateway: it comes back by itself, and knows what it may have missed."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Never

import aiohttp
import discord
import structlog
from discord.gateway import ReconnectWebSocket
from discord.http import Route

from bots.discord.bookmark import Bookmark, Session
from bots.discord.client import Client, Listener
from bots.discord.hopeless import INTENTS_REFUSED, NO_CONTENT, WRONG_TOKEN, Hopeless, refuse_hopeless
from bots.discord.identity import Me, own_roles
from bots.discord.patience import Attempts, Patience

NETWORK = (OSError, aiohttp.ClientError, TimeoutError, discord.HTTPException, discord.GatewayNotFound)

Missed = Callable[[Client, float], None]
"""Called with a Unix time when a session could not be resumed: what was said from then on may not be stored."""

_log = structlog.get_logger(__name__)


class NotConnected(Exception):
    """Discord is not reached at present; the message says why."""


class _ContentRefused(Exception):
    """The Message Content intent is asked for and not granted."""


class Connection:
    """Signs in and stays connected, or comes back."""

    def __init__(self, token: str, api_url: str, bookmark: Bookmark, patience: Patience) -> None:
        self._token = token
        self._api_url = api_url
        self._bookmark = bookmark
        self._patience = patience
        self._attempts = Attempts(patience)
        self._hears: Mapping[str, Listener] = {}
        self._missed: Missed = lambda _client, _since: None
        self._client: Client | None = None
        self._session: Session | None = None
        self._content = True
        self._roles: frozenset[int] = frozenset()
        self._trouble = "not connected yet"
        self.signed_in = asyncio.Event()

    @property
    def me(self) -> Me:
        return Me(self._client.own_id if self._client else 0, self._roles)

    async def check(self) -> None:
        """Raises `NotConnected` while Discord is not reached."""
        if not self._attempts.connected:
            raise NotConnected(f"Discord: {self._trouble}")

    def heard(self) -> int:
        """A ticket for the event that is being heard, to be handed to `stored`."""
        websocket = self._client.websocket if self._client else None
        return self._bookmark.heard(websocket.sequence or 0 if websocket else 0)

    def stored(self, ticket: int) -> None:
        """The event is in the inbox, or of no concern to us."""
        self._bookmark.stored(ticket)
        self._move()

    def caught_up(self) -> None:
        """What may have been missed has been looked for."""
        self._bookmark.doubt(None)
        self._move()

    async def run(self, hears: Mapping[str, Listener], missed: Missed) -> None:
        """Until it is cancelled, or until only the owner can put something right, which is then in the log."""
        own: dict[str, Listener] = {
            "connect": self._begun,
            "ready": self._ready,
            "guild_join": self._joined,
            "guild_available": self._joined,
            "resumed": self._resumed,
            "socket_event_type": self._told,
        }
        self._hears, self._missed = {**hears, **own}, missed
        try:
            while True:
                await self._live()
        except Hopeless as reason:
            self._trouble = str(reason)
            _log.error(str(reason))
        finally:
            self._bookmark.save()
            self._attempts.failed()

    async def _live(self) -> None:
        """One client's life: it ends with a cause to begin anew with another."""
        client = Client(
            self._api_url,
            _intents(content=self._content),
            self._hears,
            heartbeat_timeout=self._patience.heartbeat_timeout,
        )
        try:
            await client.login(self._token)
            self._client = client
            self.signed_in.set()
            await self._stay(client)
        except discord.LoginFailure:
            raise Hopeless(WRONG_TOKEN) from None
        except _ContentRefused:
            _log.warning(NO_CONTENT)
            self._content, self._session = False, None
        except NETWORK as error:
            await self._pause(error)
        except Hopeless:
            raise
        except Exception as error:
            _log.exception("the connection to Discord broke in a way that nobody thought of")
            await self._pause(error)
        finally:
            await client.leave()

    async def _stay(self, client: Client) -> Never:
        self._session = self._resumable(client)
        while True:
            try:
                await self._listen(client)
            except ReconnectWebSocket as again:
                self._session = self._present(client) or self._session if again.resume else None
                await self._pause(again)
            except discord.ConnectionClosed as closed:
                if closed.code == INTENTS_REFUSED and self._content:
                    raise _ContentRefused from closed
                refuse_hopeless(closed)
                self._session = None
                await self._pause(closed)
            except NETWORK as error:
                self._session = self._present(client) or self._session
                await self._pause(error)

    async def _listen(self, client: Client) -> None:
        session = self._session
        if session is not None:
            websocket = await client.open(session.gateway, session.id, session.sequence)
        else:
            answer = await client.http.request(Route("GET", "/gateway"))
            await asyncio.sleep(self._attempts.pause_to_identify())
            websocket = await client.open(str(answer["url"]))
        try:
            while True:
                await websocket.poll_event()
        finally:
            await client.hang_up()

    async def _pause(self, reason: Exception) -> None:
        """After a good while of listening the first attempt to come back is made at once."""
        lost = self._attempts.connected
        self._bookmark.save()
        self._attempts.failed()
        if lost:
            self._trouble = "the connection is lost, and renewed as soon as Discord can be reached"
            _log.warning("the connection to Discord is lost; it will be renewed", reason=_brief(reason))
        elif self._attempts.first_failure:
            self._trouble = "it can't be reached; trying again"
            _log.warning("Discord can't be reached; trying again", reason=_brief(reason))
        await asyncio.sleep(self._attempts.pause())

    def _resumable(self, client: Client) -> Session | None:
        kept = self._bookmark.load()
        session = self._session or (kept.session if kept else None)
        if session and session.bot == client.own_id and session.intents == client.intents.value:
            self._roles |= frozenset(session.roles)
            return session
        return None

    def _present(self, client: Client) -> Session | None:
        """How far the session has come; None where there is none."""
        websocket = client.websocket
        if websocket is None or not websocket.session_id:
            return None
        return Session(
            id=websocket.session_id,
            sequence=websocket.sequence or 0,
            gateway=str(websocket.gateway),
            bot=client.own_id,
            intents=client.intents.value,
            roles=tuple(sorted(self._roles)),
        )

    def _move(self) -> None:
        present = self._present(self._client) if self._client and self._attempts.connected else None
        if present is not None:
            self._bookmark.move(present)

    def _told(self, _name: str) -> None:
        """Anything at all, also what nobody listens to."""
        self._move()

    def _begun(self) -> None:
        """READY: an earlier session, if there was one, could not be resumed."""
        kept = self._bookmark.load()
        self._bookmark.doubt(kept.since if kept else None)
        self._connected("connected to Discord")

    def _ready(self) -> None:
        """The servers are known, too."""
        if self._client is not None:
            self._roles = own_roles(self._client.guilds, self._client.own_id)
        kept = self._bookmark.load()
        if self._client is not None and kept is not None:
            self._missed(self._client, kept.since)

    def _joined(self, guild: discord.Guild) -> None:
        self._roles |= own_roles([guild], self.me.id)

    def _resumed(self) -> None:
        self._connected("connected to Discord again")
        kept = self._bookmark.load()
        if self._client is not None and kept is not None and kept.unsure:
            self._bookmark.doubt(kept.since)
            self._missed(self._client, kept.since)

    def _connected(self, event: str) -> None:
        self._attempts.succeeded()
        self._move()
        _log.info(event, bot=str(self._client.user if self._client else ""))


def _intents(*, content: bool) -> discord.Intents:
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=content)


def _brief(reason: Exception) -> str:
    return str(reason)[:200] or type(reason).__name__
