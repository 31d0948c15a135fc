"""What was said while nobody listened, where a session could not be resumed: it is read in the channels.

Direct messages are looked for where somebody has written to the bot within a month, on servers in all channels
in which something new stands. What is stored already is no new turn, so it does no harm to look twice.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import discord
import structlog

from bots.discord.client import Client
from bots.discord.updates import NAME
from graphs.dialogue import load_incoming
from storage.inbox import Inbox

LONGEST = timedelta(days=1)
"""What is older is no longer answered; Telegram keeps updates for as long."""
MARGIN = timedelta(minutes=1)
"""How far Discord's clock and ours may be apart."""
ACQUAINTED = timedelta(days=30)
MOST_PLACES = 300
MOST_MESSAGES = 500
TRIES = 5
FIRST_PAUSE_SECONDS = 2.0

Hear = Callable[[discord.Message], None]

_log = structlog.get_logger(__name__)


class CatchingUp:
    """`done` is told when everything has been looked at."""

    def __init__(self, inbox: Inbox, hear: Hear, done: Callable[[], None]) -> None:
        self._inbox = inbox
        self._hear = hear
        self._done = done
        self._task: asyncio.Task[None] | None = None

    def begin(self, client: Client, since: float) -> None:
        """A look that is still going on with an earlier connection is broken off."""
        self.stop()
        self._task = asyncio.create_task(self._look(client, since), name="catching up on Discord")

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _look(self, client: Client, since: float) -> None:
        missed_since = max(datetime.fromtimestamp(since, UTC) - MARGIN, datetime.now(UTC) - LONGEST)
        began = time.monotonic()
        try:
            channels = await self._channels(client, missed_since)
            for channel in channels:
                await self._surely(channel, missed_since)
        except Exception:
            if not client.is_closed():
                _log.exception("what was said meanwhile can't be looked for")
            return
        self._done()
        seconds = round(time.monotonic() - began, 1)
        _log.info("looked for what was said meanwhile", channels=len(channels), seconds=seconds)

    async def _channels(self, client: Client, since: datetime) -> list[discord.abc.Messageable]:
        turns = await self._inbox.latest(NAME, datetime.now(UTC) - ACQUAINTED, MOST_PLACES)
        places = [load_incoming(turn.payload).place for turn in turns]
        direct = [
            client.get_partial_messageable(int(place.chat), type=discord.ChannelType.private)
            for place in places
            if place.private
        ]
        new = [channel for channel in _on_servers(client) if _has_news(channel, since)]
        return [*direct, *new[:MOST_PLACES]]

    async def _surely(self, channel: discord.abc.Messageable, since: datetime) -> None:
        """A channel that is closed to us is passed over; one that can't be read just now is tried again."""
        for number in range(TRIES):
            try:
                async for message in channel.history(after=since, limit=MOST_MESSAGES, oldest_first=True):
                    self._hear(message)
            except (discord.Forbidden, discord.NotFound):
                return
            except (OSError, TimeoutError, discord.HTTPException):
                if number == TRIES - 1:
                    raise
                await asyncio.sleep(FIRST_PAUSE_SECONDS * 2**number)
            else:
                return


_Place = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread


def _on_servers(client: Client) -> Iterator[_Place]:
    for guild in client.guilds:
        yield from (channel for channel in guild.channels if isinstance(channel, _Place))
        yield from guild.threads


def _has_news(channel: _Place, since: datetime) -> bool:
    latest = channel.last_message_id
    return latest is not None and discord.utils.snowflake_time(latest) > since
