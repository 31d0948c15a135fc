"""What lets the bot answer an interaction in its own place: a token, for a quarter of an hour.

It is stored with its turn, so that the next life of the program can answer there, too. A token is a secret.
"""

import asyncio
import json
import time
from collections import OrderedDict
from dataclasses import asdict, dataclass, field

from bots.discord.memory import remember
from storage.deliveries import Deliveries
from storage.inbox import Inbox

LIFETIME = 14 * 60.0
"""Seconds; Discord's own is fifteen minutes."""
STORED_AS = -1
"""The number, among those of a turn's messages, that the grant is stored under."""


@dataclass(frozen=True, slots=True)
class Grant:
    """`waiting` is the id of the message that says the bot is thinking; `original` that the answer goes there.

    Of an `ephemeral` answer only the person who asked may learn.
    """

    application: str
    token: str = field(repr=False)
    until: float
    ephemeral: bool
    original: bool
    waiting: str = ""

    @property
    def valid(self) -> bool:
        return time.time() < self.until


class Grants:
    """By the update's id while this process lives, and with the turn for the next one."""

    def __init__(self, platform: str, inbox: Inbox, deliveries: Deliveries) -> None:
        self._platform = platform
        self._inbox = inbox
        self._deliveries = deliveries
        self._live: OrderedDict[str, tuple[Grant, asyncio.Future[Grant]]] = OrderedDict()

    def expect(self, update_id: str, grant: Grant) -> None:
        """The interaction is about to be accepted; whoever answers it waits for `settle`."""
        remember(self._live, update_id, (grant, asyncio.get_running_loop().create_future()))

    def knows(self, update_id: str) -> bool:
        """Whether the interaction was told in this process before."""
        return update_id in self._live

    def has_own_place(self, update_id: str) -> bool:
        """Whether the answer goes where it says that the bot is thinking."""
        live = self._live.get(update_id)
        return live is not None and live[0].original

    def settle(self, update_id: str, grant: Grant) -> None:
        """Discord has taken our acknowledgement; where it hasn't, the grant is one that is over."""
        live = self._live.get(update_id)
        if live is not None and not live[1].done():
            live[1].set_result(grant)

    async def store(self, update_id: str, grant: Grant) -> None:
        turn = await self._inbox.find(self._platform, update_id)
        if turn is not None:
            await self._deliveries.record(turn.id, STORED_AS, json.dumps(asdict(grant)))

    async def of(self, turn_id: int, update_id: str) -> Grant | None:
        """None where there is no interaction to answer, or no way to."""
        live = self._live.get(update_id)
        if live is not None:
            return await live[1]
        return read(await self._deliveries.of(turn_id))


def read(refs: dict[int, str]) -> Grant | None:
    stored = refs.get(STORED_AS)
    if stored is None:
        return None
    kept = json.loads(stored)
    return Grant(**kept)
