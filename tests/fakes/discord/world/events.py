"""What the gateway tells bots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.fakes.discord.payload import Payload
from tests.fakes.discord.world.intents import Intent

if TYPE_CHECKING:
    from tests.fakes.discord.world.channels import Channel


@dataclass(frozen=True, slots=True)
class Event:
    """One dispatch. Only sessions with `intent` hear it (all of them without one).

    `redacted` is what a session without the Message Content intent gets instead of `data`. An event of a
    `channel` that the bot can't see is not sent.
    """

    name: str
    data: Payload
    intent: Intent | None = None
    redacted: Payload | None = None
    channel: Channel | None = None
