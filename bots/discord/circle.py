"""Who talks to the bot, and where.

In direct messages everything is for the bot. On a server it is what names the bot, one of its own roles, or
replies to it. In a thread, whoever has talked with the bot there goes on without naming it, until they name or
reply to somebody else: a thread is a conversation, and its other people are not answered unasked.
"""

from collections import OrderedDict

import discord

from bots.discord.identity import Me
from bots.discord.memory import remember
from bots.discord.refusals import Refused
from bots.discord.rest import Call, Rest
from bots.discord.updates import NAME, is_private
from graphs.dialogue import Incoming
from storage.visits import Visits

_THREADS = (10, 11, 12)


class Circle:
    def __init__(self, visits: Visits, rest: Rest) -> None:
        self._visits = visits
        self._rest = rest
        self._talks: OrderedDict[tuple[str, str], bool] = OrderedDict()
        self._threads: OrderedDict[str, bool] = OrderedDict()

    def includes(self, message: discord.Message, me: Me) -> bool:
        """Whether the message is for the bot by itself, whatever was said before."""
        return is_private(message.channel) or me.is_named(message) or _replied_to(message) == me.id

    def may_include(self, message: discord.Message) -> bool:
        """Whether it may be for the bot as part of a conversation in a thread."""
        channel = message.channel
        thread = isinstance(channel, discord.Thread | discord.PartialMessageable)
        others = message.mentions or message.raw_role_mentions or message.mention_everyone
        return thread and not others and _replied_to(message) in (None, message.author.id)

    async def goes_on(self, message: discord.Message, incoming: Incoming) -> bool:
        """Whether a message that may go on a conversation with the bot does so."""
        place, sender = incoming.place, incoming.sender
        talks = self._talks.get((place.key, sender.id))
        if talks is None:
            talks = await self._visits.find(NAME, sender.id, place.key) is not None
            remember(self._talks, (place.key, sender.id), talks)
        return talks and (isinstance(message.channel, discord.Thread) or await self._is_thread(place.chat))

    def talked(self, incoming: Incoming) -> None:
        remember(self._talks, (incoming.place.key, incoming.sender.id), True)

    async def _is_thread(self, channel: str) -> bool:
        """After a resumed session discord.py doesn't know the channels."""
        known = self._threads.get(channel)
        if known is None:
            try:
                found = await self._rest.insist(
                    Call("GET", "/channels/{channel_id}", {"channel_id": channel})
                )
            except Refused:
                return False
            known = bool(found) and found.get("type") in _THREADS
            remember(self._threads, channel, known)
        return known


def _replied_to(message: discord.Message) -> int | None:
    """Whose message this one replies to; None where it replies to none, or to one that is gone."""
    replied = message.reference.resolved if message.reference else None
    return replied.author.id if isinstance(replied, discord.Message) else None
