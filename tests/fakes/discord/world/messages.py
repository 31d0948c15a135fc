"""Messages and what hangs on them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum, IntFlag
from typing import TYPE_CHECKING

from tests.fakes.discord.payload import Payload, Snowflake
from tests.fakes.discord.world.links import Links

if TYPE_CHECKING:
    from tests.fakes.discord.world.channels import Channel
    from tests.fakes.discord.world.people import User


class Flag(IntFlag):
    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    VOICE = 1 << 13
    COMPONENTS_V2 = 1 << 15


NO_FLAGS = Flag(0)


class Kind(IntEnum):
    """Discord's message types, as far as this server makes them."""

    DEFAULT = 0
    THREAD_CREATED = 18
    REPLY = 19
    COMMAND = 20
    THREAD_STARTER = 21


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way in."""

    name: str
    data: bytes
    media_type: str = "application/octet-stream"
    description: str = ""
    duration: float | None = None
    """Seconds, for voice messages."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that hangs on a message and can be fetched from `address`, as the `links` sign it."""

    id: Snowflake
    upload: Upload
    address: str
    links: Links

    @property
    def url(self) -> str:
        return self.links.signed(self.address)

    def payload(self) -> Payload:
        url = self.url
        body: Payload = {
            "id": self.id,
            "filename": self.upload.name,
            "size": len(self.upload.data),
            "url": url,
            "proxy_url": url,
            "content_type": self.upload.media_type,
        }
        if self.upload.description:
            body["description"] = self.upload.description
        if self.upload.duration is not None:
            body |= {"duration_secs": self.upload.duration, "waveform": "AAAA"}
        return body

    def described(self, description: str) -> Attachment:
        return replace(self, upload=replace(self.upload, description=description))


@dataclass(slots=True, eq=False)
class Message:
    """A message as it is now. `edits` are its earlier texts, oldest first.

    `seen_by` is the only person who sees an ephemeral message. `used` says what a person did to make the bot
    write this ("/ask question: …"), for transcripts.
    """

    id: Snowflake
    channel: Channel
    author: User
    sent_at: str
    content: str = ""
    kind: Kind = Kind.DEFAULT
    flags: Flag = NO_FLAGS
    edited_at: str | None = None
    edits: list[str] = field(default_factory=list[str])
    embeds: list[Payload] = field(default_factory=list[Payload])
    components: list[Payload] = field(default_factory=list[Payload])
    attachments: list[Attachment] = field(default_factory=list[Attachment])
    mentions: list[User] = field(default_factory=list["User"])
    reactions: dict[str, list[User]] = field(default_factory=dict[str, list["User"]])
    replies_to: Message | None = None
    starts: Channel | None = None
    nonce: str | int | None = None
    application_id: Snowflake | None = None
    metadata: Payload | None = None
    used: str = ""
    seen_by: User | None = None
    deleted: bool = False

    @property
    def ephemeral(self) -> bool:
        return Flag.EPHEMERAL in self.flags

    @property
    def loading(self) -> bool:
        """A deferred answer that shows only "… is thinking"."""
        return Flag.LOADING in self.flags

    @property
    def blank(self) -> bool:
        """Nothing in it to show."""
        return not (self.content or self.embeds or self.attachments or self._laid_out)

    @property
    def _laid_out(self) -> bool:
        return Flag.COMPONENTS_V2 in self.flags and bool(self.components)

    def payload(self, bot: User, *, nested: bool = True) -> Payload:
        """The message as `bot` gets it from REST. `nested` carries the message that this one replies to."""
        body: Payload = {
            "id": self.id,
            "channel_id": self.channel.id,
            "type": int(self.kind),
            "content": self.content,
            "author": self.author.payload(),
            "timestamp": self.sent_at,
            "edited_timestamp": self.edited_at,
            "tts": False,
            "mention_everyone": False,
            "mentions": [user.payload() for user in self.mentions],
            "mention_roles": [],
            "attachments": [attachment.payload() for attachment in self.attachments],
            "embeds": self.embeds,
            "components": self.components,
            "pinned": False,
            "flags": int(self.flags),
        }
        if self.reactions:
            body["reactions"] = [self._reaction_payload(emoji, bot) for emoji in self.reactions]
        if self.nonce is not None:
            body["nonce"] = self.nonce
        return body | self._origin_payload() | self._reference_payload(bot, nested)

    def _origin_payload(self) -> Payload:
        body: Payload = {}
        if self.application_id:
            body |= {"application_id": self.application_id}
        if self.metadata:
            body |= {"webhook_id": self.application_id, "interaction_metadata": self.metadata}
        if self.starts:
            body["thread"] = self.starts.payload()
        return body

    def _reference_payload(self, bot: User, nested: bool) -> Payload:
        first = self.replies_to
        if first is None:
            return {}
        reference: Payload = {"type": 0, "channel_id": first.channel.id, "message_id": first.id}
        if first.channel.guild:
            reference["guild_id"] = first.channel.guild.id
        if not nested:
            return {"message_reference": reference}
        quoted = None if first.deleted else first.payload(bot, nested=False)
        return {"message_reference": reference, "referenced_message": quoted}

    def _reaction_payload(self, emoji: str, bot: User) -> Payload:
        users = self.reactions[emoji]
        return {
            "emoji": {"id": None, "name": emoji},
            "count": len(users),
            "count_details": {"burst": 0, "normal": len(users)},
            "burst_colors": [],
            "me_burst": False,
            "burst_me": False,
            "me": bot in users,
        }


HIDDEN_WITHOUT_INTENT: Payload = {"content": "", "embeds": [], "attachments": [], "components": []}


def redact(payload: Payload) -> Payload:
    """A message without what only the Message Content intent lets a bot read."""
    return payload | HIDDEN_WITHOUT_INTENT
