"""Slash commands, presses, picks and forms, on their way from a person to the bot and back."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

from tests.fakes.discord.payload import Payload, Snowflake
from tests.fakes.discord.world.channels import Channel
from tests.fakes.discord.world.messages import Message
from tests.fakes.discord.world.people import User


class Asked(IntEnum):
    """What a person did: Discord's interaction types."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Callback(IntEnum):
    """How the bot answered: Discord's callback types."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


State = Literal["pending", "answered", "failed"]


@dataclass(slots=True, eq=False)
class Interaction:
    """One thing a person did and what came of it. Times are the world's clock, in seconds.

    `original` is what the bot's `@original` means: its first answer, or the message whose button was pressed.
    `what` says the deed in words, for transcripts.
    """

    id: Snowflake
    token: str
    asked: Asked
    user: User
    channel: Channel
    made_at: float
    data: Payload
    what: str
    must_answer_by: float
    message: Message | None = None
    callback: Callback | None = None
    answered_at: float | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list[Message])
    modal: Payload | None = None
    choices: list[Payload] | None = None

    def state(self, now: float) -> State:
        """What the person sees: waiting, an answer, or "The application did not respond"."""
        if self.callback is not None:
            return "answered"
        return "failed" if now > self.must_answer_by else "pending"

    @property
    def metadata(self) -> Payload:
        """What a message that answers this says about it."""
        body: Payload = {
            "id": self.id,
            "type": int(self.asked),
            "user": self.user.payload(),
            "authorizing_integration_owners": owners(self.channel),
        }
        if self.asked is Asked.COMPONENT and self.message:
            body["interacted_message_id"] = self.message.id
        if self.asked is Asked.MODAL:
            body["triggering_interaction_metadata"] = body | {"type": int(Asked.COMMAND)}
        return body


def owners(channel: Channel) -> Payload:
    """Where the bot is installed that a person used: the server, nothing but the direct message, or the person."""
    if channel.among:
        return {"1": channel.among[0].id}
    return {"0": channel.guild.id if channel.guild else "0"}
