"""Chats: who is in them, what was said, what the bot may do there."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.fakes.telegram.messages import Message
from tests.fakes.telegram.users import User
from tests.fakes.telegram.wire import Json

GENERAL_TOPIC = 1
ADMINISTRATOR_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
    "can_send_welcome_messages",
)


@dataclass(slots=True)
class Member:
    """`status` is one of Telegram's: creator, administrator, member, left, kicked."""

    user: User
    status: str = "member"

    @property
    def is_present(self) -> bool:
        return self.status not in {"left", "kicked"}

    def json(self) -> Json:
        body: Json = {"status": self.status, "user": self.user.json()}
        if self.status == "administrator":
            body |= {"can_be_edited": False, "is_anonymous": False}
            body |= dict.fromkeys(ADMINISTRATOR_RIGHTS, True)
        if self.status == "creator":
            body["is_anonymous"] = False
        if self.status == "kicked":
            body["until_date"] = 0
        return body


@dataclass(slots=True)
class Topic:
    """A topic of a forum; `id` is its message_thread_id, which is the id of the message that opened it."""

    id: int
    name: str
    icon_color: int = 7322096
    closed: bool = False

    def json(self) -> Json:
        return {"message_thread_id": self.id, "name": self.name, "icon_color": self.icon_color}


@dataclass(frozen=True, slots=True)
class Action:
    """A chat action such as typing; shown for five seconds from `at` (seconds since the epoch)."""

    name: str
    at: float
    thread_id: int | None = None


@dataclass(slots=True, eq=False, repr=False)
class Chat:
    """`type` is private, group or supergroup. `partner` is the person of a private chat.

    `forbidden` holds kinds of content ("text", "photo", ...) that the bot has no right to send.
    `allowed_reactions` limits reactions to these emoji; None allows all of Telegram's.
    """

    id: int
    type: str
    title: str = ""
    username: str = ""
    partner: User | None = None
    is_forum: bool = False
    description: str = ""
    members: dict[int, Member] = field(default_factory=dict[int, Member])
    topics: dict[int, Topic] = field(default_factory=dict[int, Topic])
    messages: dict[int, Message] = field(default_factory=dict[int, Message])
    actions: list[Action] = field(default_factory=list[Action])
    drafts: dict[int, str] = field(default_factory=dict[int, str])
    pinned: list[int] = field(default_factory=list[int])
    forbidden: set[str] = field(default_factory=set[str])
    allowed_reactions: frozenset[str] | None = None
    blocked: bool = False
    migrated_to: int | None = None
    next_message_id: int = 1

    def __repr__(self) -> str:
        return f"<{self.type} {self.id} {self.name!r}>"

    @property
    def name(self) -> str:
        return self.partner.name if self.partner else self.title

    @property
    def people(self) -> list[User]:
        """The members that are no bots; the partner of a private chat."""
        if self.partner is not None:
            return [self.partner]
        return [
            member.user for member in self.members.values() if not member.user.is_bot and member.is_present
        ]

    def message(self, message_id: int) -> Message | None:
        """None where it never was or is deleted."""
        found = self.messages.get(message_id)
        return None if found is None or found.deleted else found

    @property
    def standing(self) -> list[Message]:
        """What a person scrolling through the chat sees, oldest first."""
        return [message for message in self.messages.values() if not message.deleted]

    def said_by(self, user: User) -> list[Message]:
        return [message for message in self.standing if message.sender is user and not message.is_service]

    def has(self, user: User) -> bool:
        member = self.members.get(user.id)
        return user is self.partner or (member is not None and member.is_present)

    def json(self) -> Json:
        body: Json = {"id": self.id, "type": self.type}
        if self.partner is not None:
            names = self.partner.json()
            return body | {key: names[key] for key in ("first_name", "last_name", "username") if key in names}
        body["title"] = self.title
        if self.username:
            body["username"] = self.username
        if self.is_forum:
            body["is_forum"] = True
        return body

    def full_json(self) -> Json:
        """ChatFullInfo."""
        kinds = (
            "unlimited_gifts",
            "limited_gifts",
            "unique_gifts",
            "premium_subscription",
            "gifts_from_channels",
        )
        body = self.json() | {
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(kinds, False),
        }
        if self.description:
            body["description"] = self.description
        if self.allowed_reactions is not None:
            body["available_reactions"] = emoji_reactions(sorted(self.allowed_reactions))
        return body


def emoji_reactions(emoji: Iterable[str]) -> list[Json]:
    return [{"type": "emoji", "emoji": one} for one in emoji]
