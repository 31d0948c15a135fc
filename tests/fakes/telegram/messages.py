"""One message, its earlier versions and its reactions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.fakes.telegram.users import User
from tests.fakes.telegram.wire import Json

if TYPE_CHECKING:
    from tests.fakes.telegram.chats import Chat

CAPTIONED = frozenset(
    {"photo", "video", "audio", "document", "voice", "animation", "live_photo", "paid_media"}
)
SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says. `text` is the caption where `kind` is a medium.

    `payload` are the message fields that go with the kind, such as {"voice": {...}}.
    """

    kind: str = "text"
    text: str = ""
    entities: tuple[Json, ...] = ()
    payload: Json = field(default_factory=dict[str, object])

    @property
    def has_caption(self) -> bool:
        return self.kind in CAPTIONED

    def json(self) -> Json:
        if self.kind == "text":
            return {"text": self.text} | ({"entities": list(self.entities)} if self.entities else {})
        body = dict(self.payload)
        if self.text:
            body["caption"] = self.text
            if self.entities:
                body["caption_entities"] = list(self.entities)
        return body


@dataclass(frozen=True, slots=True)
class Version:
    """What a message was before an edit. `at` is in seconds since the epoch."""

    at: float
    content: Content
    reply_markup: Json | None


@dataclass(slots=True, eq=False, repr=False)
class Message:
    """`at` and `edited_at` are in seconds since the epoch, `reactions` by user id."""

    chat: Chat
    id: int
    sender: User
    at: float
    content: Content
    reply_to: Message | None = None
    quote: Json | None = None
    thread_id: int | None = None
    is_topic_message: bool = False
    reply_markup: Json | None = None
    media_group_id: str = ""
    via_bot: User | None = None
    forward_origin: Json | None = None
    edited_at: float | None = None
    deleted: bool = False
    inline_id: str = ""
    versions: list[Version] = field(default_factory=list[Version])
    reactions: dict[int, list[Json]] = field(default_factory=dict[int, list[Json]])

    def __repr__(self) -> str:
        return f"<message {self.id} of {self.sender.name!r} in {self.chat.id}: {self.text[:60]!r}>"

    @property
    def text(self) -> str:
        """The text or the caption as it stands now."""
        return self.content.text

    @property
    def inline_keyboard(self) -> list[list[Json]]:
        rows: list[list[Json]] = (self.reply_markup or {}).get("inline_keyboard", [])
        return rows

    @property
    def is_service(self) -> bool:
        return self.content.kind == SERVICE

    def edit(self, at: float, content: Content, reply_markup: Json | None) -> None:
        self.versions.append(Version(self.edited_at or self.at, self.content, self.reply_markup))
        self.content, self.reply_markup, self.edited_at = content, reply_markup, at

    def json(self, nested: bool = False) -> Json:
        """The Bot API's Message; a nested one does not carry the message that it replies to."""
        body: Json = {
            "message_id": self.id,
            "from": self.sender.json(),
            "chat": self.chat.json(),
            "date": int(self.at),
        }
        if self.edited_at is not None:
            body["edit_date"] = int(self.edited_at)
        if self.thread_id is not None:
            body["message_thread_id"] = self.thread_id
        if self.is_topic_message:
            body["is_topic_message"] = True
        if not nested:
            self._add_reply(body)
        self._add_optional(body)
        return body | self.content.json()

    def _add_reply(self, body: Json) -> None:
        replied = self.reply_to
        if replied is None and self.is_topic_message and self.thread_id is not None:
            replied = self.chat.messages.get(self.thread_id)
        if replied is not None and replied is not self and not replied.deleted:
            body["reply_to_message"] = replied.json(nested=True)
            if self.quote:
                body["quote"] = self.quote

    def _add_optional(self, body: Json) -> None:
        if self.media_group_id:
            body["media_group_id"] = self.media_group_id
        if self.via_bot is not None:
            body["via_bot"] = self.via_bot.json()
        if self.forward_origin is not None:
            body["forward_origin"] = self.forward_origin
        if self.inline_keyboard:
            body["reply_markup"] = self.reply_markup
