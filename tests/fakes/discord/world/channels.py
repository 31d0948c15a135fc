"""Places to talk: server channels, threads and direct messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from tests.fakes.discord.payload import Payload, Snowflake
from tests.fakes.discord.world.intents import EVERYTHING, NOTHING, Permission

if TYPE_CHECKING:
    from tests.fakes.discord.world.guilds import Guild
    from tests.fakes.discord.world.messages import Message
    from tests.fakes.discord.world.people import User


class Place(IntEnum):
    """Discord's channel types, as far as this server has them."""

    TEXT = 0
    DM = 1
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12


@dataclass(slots=True, eq=False)
class Channel:
    """One place. `denied` is what the bot may not do here; `person` is whom a direct message is with.

    Direct messages `among` people are none of the bot's, but people may have brought it along.
    """

    id: Snowflake
    place: Place
    name: str
    made_at: str
    guild: Guild | None = None
    parent: Channel | None = None
    person: User | None = None
    owner: User | None = None
    among: tuple[User, ...] = ()
    denied: Permission = NOTHING
    archived: bool = False
    locked: bool = False
    deleted: bool = False
    auto_archive: int = 1440
    last_message_id: Snowflake | None = None
    messages: dict[Snowflake, Message] = field(default_factory=dict[str, "Message"])
    typing: dict[Snowflake, float] = field(default_factory=dict[str, float])

    @property
    def is_thread(self) -> bool:
        return self.place in (Place.PUBLIC_THREAD, Place.PRIVATE_THREAD)

    @property
    def permissions(self) -> Permission:
        """What the bot may do here; a thread has its parent's."""
        granted = EVERYTHING & ~self.denied
        return granted & self.parent.permissions if self.parent else granted

    def payload(self) -> Payload:
        common: Payload = {
            "id": self.id,
            "type": int(self.place),
            "last_message_id": self.last_message_id,
            "flags": 0,
        }
        people = (self.person,) if self.person else self.among
        if people:
            return common | {"recipients": [person.payload() for person in people]}
        placed = common | {"guild_id": self.guild.id if self.guild else None, "name": self.name}
        return placed | (self._thread_payload() if self.is_thread else self._channel_payload())

    def _channel_payload(self) -> Payload:
        return {
            "position": self.guild.channels.index(self) if self.guild and self in self.guild.channels else 0,
            "parent_id": None,
            "topic": None,
            "nsfw": False,
            "rate_limit_per_user": 0,
            "permission_overwrites": self._overwrites(),
        }

    def _overwrites(self) -> list[Payload]:
        if not self.denied or self.guild is None:
            return []
        return [{"id": self.guild.id, "type": 0, "allow": "0", "deny": str(int(self.denied))}]

    def _thread_payload(self) -> Payload:
        return {
            "parent_id": self.parent.id if self.parent else None,
            "owner_id": self.owner.id if self.owner else None,
            "rate_limit_per_user": 0,
            "message_count": len(self.messages),
            "total_message_sent": len(self.messages),
            "member_count": 1,
            "thread_metadata": {
                "archived": self.archived,
                "locked": self.locked,
                "auto_archive_duration": self.auto_archive,
                "archive_timestamp": self.made_at,
                "create_timestamp": self.made_at,
            },
        }
