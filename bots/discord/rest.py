"""Calls to Discord's REST API.

discord.py's own client for it keeps an answer back while its window of calls is used up, can't let go of what
may be left out, and logs addresses that hold interaction tokens. So calls go out here.
"""

import asyncio
import json
import math
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import aiohttp
import structlog

from bots.discord.refusals import Limited, Refused, Uncertain
from bots.pacing import Kind, Pacer
from bots.platform import NotFetched, TooLarge

USER_AGENT = "DiscordBot (concierge, 0.1)"
MOST_SERVER_ERRORS = 20
_ENDED = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_CHUNK = 65_536
_PLACES = ("channel_id", "webhook_token")
_TOKENS = ("webhook_token", "interaction_token")
_UNREADABLE_LIMIT_SECONDS = 60.0
"""How long a 429 holds that doesn't say: those come from the proxy in front of Discord."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    data: bytes
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Call:
    """`path` has {names} for what differs. A call with an interaction's token needs none of the bot's.

    `budget` is for what shares none with the messages of its channel.
    """

    method: str
    path: str
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    body: Any = None
    files: tuple[Upload, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    budget: str = ""

    @property
    def kind(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def by_token(self) -> bool:
        return any(name in self.names for name in _TOKENS)

    @property
    def chat(self) -> str:
        """What shares a budget: a channel, or the answer to an interaction."""
        return self.budget or next((self.names[name] for name in _PLACES if name in self.names), self.kind)

    def address(self, base: str) -> str:
        return base + self.path.format_map(
            {name: quote(value, safe="@") for name, value in self.names.items()}
        )


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: how long an answer is waited for (to a file four times that, to a draft less), and the pauses
    between tries.
    """

    answer: float = 15.0
    draft: float = 5.0
    first_pause: float = 0.5
    longest_pause: float = 30.0

    def pauses(self) -> Iterator[float]:
        pause = self.first_pause
        while True:
            yield pause
            pause = min(2 * pause, self.longest_pause)


class Rest:
    def __init__(self, api_url: str, token: str, pacer: Pacer, patience: Patience | None = None) -> None:
        self._api_url = api_url
        self._token = token
        self._pacer = pacer
        self._patience = patience or Patience()
        self._session: aiohttp.ClientSession | None = None

    async def insist(self, call: Call, within: float = math.inf) -> Any:
        """For what people wait for and may be done twice: in its turn, and again until an answer comes.

        Raises `Refused`; `Uncertain` only when Discord itself keeps failing at it, or `within` seconds after no
        answer came for the first time.
        """
        until = math.inf
        for failures, pause in enumerate(self._patience.pauses(), start=1):
            try:
                return await self._in_turn(call, until)
            except Uncertain as error:
                if failures == 1:
                    _log.warning("Discord did not answer; trying again", call=call.kind, reason=str(error))
                    until = time.monotonic() + within
                hopeless = isinstance(error, ServerError) and failures >= MOST_SERVER_ERRORS
                if hopeless or time.monotonic() + pause > until:
                    raise
            except Refused as refused:
                if refused.status != 401 or call.by_token:
                    raise
                _log.error("Discord does not accept DISCORD_BOT_TOKEN any more", call=call.kind)
            await asyncio.sleep(pause)
        raise AssertionError("the pauses never end")

    async def now(self, call: Call, seconds: float | None = None) -> Any:
        """Once and at once. The answer's JSON, None for an empty one.

        Raises `Refused`, `Limited` or `Uncertain`.
        """
        total = seconds or self._patience.answer * (4 if call.files else 1)
        try:
            async with self._open().request(
                call.method,
                call.address(self._api_url),
                params=call.query,
                timeout=aiohttp.ClientTimeout(total=total),
                headers={} if call.by_token else {"Authorization": f"Bot {self._token}"},
                **_content(call),
            ) as response:
                return self._read(call, response, await response.read())
        except TimeoutError:
            raise Uncertain(f"no answer within {total:g} s", late=True) from None
        except (aiohttp.ClientError, OSError) as error:
            raise Uncertain(type(error).__name__) from None

    async def spare(self, call: Call) -> Any:
        """For a draft, once and at once. Raises as `now`."""
        return await self.now(call, self._patience.draft)

    async def fetch(self, url: str, most: int, seconds: float) -> bytes:
        """A file at an address that Discord gave, without our token. Raises `TooLarge`, `NotFetched` or, of the latter,
        `Expired`.
        """
        content = bytearray()
        timeout = aiohttp.ClientTimeout(total=seconds)
        try:
            async with self._open().get(url, timeout=timeout, allow_redirects=False) as response:
                if response.status in _ENDED:
                    raise Expired(f"status {response.status}")
                if response.status != HTTPStatus.OK:
                    raise NotFetched(f"status {response.status}")
                async for piece in response.content.iter_chunked(_CHUNK):
                    content += piece
                    if len(content) > most:
                        raise TooLarge(most)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            raise NotFetched(type(error).__name__) from None
        return bytes(content)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _in_turn(self, call: Call, until: float) -> Any:
        while True:
            await self._pacer.turn(call.chat, Kind.FINAL)
            if time.monotonic() > until:
                raise Uncertain("it took too long to come to another try")
            try:
                return await self.now(call)
            except Limited as limited:
                _log.warning("Discord's rate limit is reached", call=call.kind, seconds=limited.seconds)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": USER_AGENT},
            )
        return self._session

    def _read(self, call: Call, response: aiohttp.ClientResponse, raw: bytes) -> Any:
        try:
            body: Any = json.loads(raw) if raw else None
        except ValueError:
            body = None
        if response.status < 300:
            self._pace(call, response)
            return body
        told = cast("dict[str, Any]", body) if isinstance(body, dict) else {}
        if response.status == 429:
            raise self._limited(call, response, told)
        if response.status >= 500 or not told:
            raise ServerError(f"status {response.status}")
        code = told.get("code")
        raise Refused(
            response.status,
            code if isinstance(code, int) else 0,
            str(told.get("message", "")),
            json.dumps(told["errors"])[:500] if told.get("errors") else "",
        )

    def _limited(self, call: Call, response: aiohttp.ClientResponse, told: Mapping[str, Any]) -> Limited:
        try:
            seconds = float(told.get("retry_after") or response.headers["Retry-After"])
        except (KeyError, ValueError, TypeError):
            seconds = _UNREADABLE_LIMIT_SECONDS
        everywhere = bool(told.get("global")) or not told
        self._pacer.penalise(None if everywhere else call.chat, seconds)
        return Limited(seconds)

    def _pace(self, call: Call, response: aiohttp.ClientResponse) -> None:
        """Heeds what Discord says of the window that the call was counted in, once that is used up."""
        headers = response.headers
        try:
            if int(headers["X-RateLimit-Remaining"]) <= 0:
                self._pacer.penalise(call.chat, float(headers["X-RateLimit-Reset-After"]))
        except (KeyError, ValueError):
            return


class Expired(NotFetched):
    """An address that no longer holds, or never did."""


class ServerError(Uncertain):
    """Discord, or what stands before it, answered that something is wrong with itself."""


def _content(call: Call) -> dict[str, Any]:
    if not call.files:
        return {} if call.body is None else {"json": call.body}
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", json.dumps(call.body), content_type="application/json")
    for number, file in enumerate(call.files):
        name = f"files[{number}]"
        form.add_field(name, file.data, filename=file.name, content_type=file.media_type)
    return {"data": form}
