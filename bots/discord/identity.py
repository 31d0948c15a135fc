"""Who the bot is on Discord, and whether somebody means it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import discord


@dataclass(frozen=True, slots=True)
class Me:
    """`roles` are those that Discord made for the bot itself, one on each server: people often pick these from
    the list of names. `id` is 0 before the bot has signed in.
    """

    id: int
    roles: frozenset[int] = frozenset()

    def is_named(self, message: discord.Message) -> bool:
        """Whether the message mentions the bot, or replies to it with a mention."""
        return any(person.id == self.id for person in message.mentions) or not self.roles.isdisjoint(
            message.raw_role_mentions
        )

    @property
    def tags(self) -> re.Pattern[str]:
        """The bot's tags in a text, with the spaces around them."""
        names = [f"@!?{self.id}", *(f"@&{role}" for role in sorted(self.roles))]
        return re.compile(rf"[ \t]*<(?:{'|'.join(names)})>[ \t]*")


def own_roles(guilds: Iterable[discord.Guild], me: int) -> frozenset[int]:
    return frozenset(
        role.id for guild in guilds for role in guild.roles if role.tags and role.tags.bot_id == me
    )
