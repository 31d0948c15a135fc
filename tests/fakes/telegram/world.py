"""All that exists on this Telegram: people, chats, messages, files, and what the bot is told of them."""

import itertools
import time
from dataclasses import dataclass
from typing import Any

from tests.fakes.telegram.chats import GENERAL_TOPIC, Chat, Member, Topic
from tests.fakes.telegram.events import Events
from tests.fakes.telegram.files import FileStore
from tests.fakes.telegram.messages import SERVICE, Content, Message
from tests.fakes.telegram.updates import UpdateQueue
from tests.fakes.telegram.users import Bot, User
from tests.fakes.telegram.wire import Json

MAX_TOPIC_NAME = 128


@dataclass(slots=True, eq=False)
class Query:
    """Something the bot has to answer: a pressed button (callback), an inline query, a pre-checkout.

    `at` is in seconds since the epoch, `lifetime` in seconds; `answer` are the parameters of the bot's
    answer.
    """

    id: str
    kind: str
    user: User
    at: float
    lifetime: float
    message: Message | None = None
    text: str = ""
    detail: Json | None = None
    answer: Json | None = None

    @property
    def is_open(self) -> bool:
        return self.answer is None and time.time() - self.at < self.lifetime


class World:
    """Ids are as large as Telegram's, so that 32 bits are not enough for them."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.users: dict[int, User] = {bot.user.id: bot.user}
        self.chats: dict[int, Chat] = {}
        self.files = FileStore()
        self.events = Events()
        self.updates = UpdateQueue()
        self.queries: dict[str, Query] = {}
        self.inline_messages: dict[str, Message] = {}
        self.payments: dict[str, Json] = {}
        self._numbers = itertools.count(1)
        self._shared_message_ids = itertools.count(1)

    def number(self) -> int:
        """A fresh small number."""
        return next(self._numbers)

    def user(
        self, first_name: str, last_name: str = "", username: str = "", language_code: str = "en"
    ) -> User:
        made = User(6_000_000_000 + self.number(), first_name, last_name, username, language_code)
        self.users[made.id] = made
        return made

    def private(self, user: User | int | str) -> Chat:
        """The private chat with that person, who has pressed Start. A name makes a new person."""
        partner = (
            self.user(user) if isinstance(user, str) else self.users[user] if isinstance(user, int) else user
        )
        if partner.id not in self.chats:
            self._add(Chat(partner.id, "private", partner=partner, username=partner.username))
        return self.chats[partner.id]

    def group(self, title: str, *people: User | str, bot_status: str = "member") -> Chat:
        """A basic group with the bot in it."""
        return self._populated(Chat(-4_000_000_000 - self.number(), "group", title), people, bot_status)

    def supergroup(
        self,
        title: str,
        *people: User | str,
        bot_status: str = "member",
        username: str = "",
        is_forum: bool = False,
    ) -> Chat:
        number = -1_002_000_000_000 - self.number()
        chat = Chat(number, "supergroup", title, username=username, is_forum=is_forum)
        return self._populated(chat, people, bot_status)

    def forum(
        self, title: str, *people: User | str, topics: tuple[str, ...] = (), bot_status: str = "member"
    ) -> Chat:
        """A supergroup with topics: General and the given ones."""
        chat = self.supergroup(title, *people, bot_status=bot_status, is_forum=True)
        for name in topics:
            self.topic(chat, name)
        return chat

    def topic(self, chat: Chat | int, name: str, by: User | None = None) -> Topic:
        """Opens a topic; its id is that of the message which says so."""
        place = self.chat(chat)
        payload = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        author = by or next(iter(place.people), self.bot.user)
        opening = self.post(place, author, Content(SERVICE, payload=payload))
        opening.thread_id, opening.is_topic_message = opening.id, True
        place.topics[opening.id] = Topic(opening.id, name[:MAX_TOPIC_NAME])
        self.events.add("topic", place.id, opening.id, name=name)
        return place.topics[opening.id]

    def chat(self, chat: Chat | int) -> Chat:
        return chat if isinstance(chat, Chat) else self.chats[chat]

    def chat_named(self, username: str) -> Chat | None:
        name = username.lstrip("@").lower()
        return next((chat for chat in self.chats.values() if name and chat.username.lower() == name), None)

    def bot_status(self, chat: Chat) -> str:
        member = chat.members.get(self.bot.user.id)
        return "member" if chat.partner is not None else "left" if member is None else member.status

    def post(self, chat: Chat, sender: User, content: Content, **more: Any) -> Message:
        """A new message. `more` are fields of `Message`; `thread_id` names a topic.

        Outside forums a reply in a supergroup carries the id of the first message of its chain as thread id,
        as on Telegram, without being a topic message.
        """
        message = Message(chat, self._message_id(chat), sender, time.time(), content, **more)
        if message.thread_id == GENERAL_TOPIC and chat.is_forum:
            message.thread_id = None
        message.is_topic_message = chat.is_forum and message.thread_id is not None
        replied = message.reply_to
        if replied is not None and chat.type == "supergroup" and not chat.is_forum:
            message.thread_id = replied.thread_id or replied.id
        chat.messages[message.id] = message
        if sender is self.bot.user:
            chat.actions.clear()
            chat.drafts.clear()
        self.events.add("message", chat.id, message.id)
        return message

    def tell(self, kind: str, body: Json, chat: Chat | None = None) -> None:
        """Makes an update for the bot, unless it can't see that chat."""
        if chat is not None and (chat.blocked or self.bot_status(chat) in {"left", "kicked"}):
            return
        self.updates.add(kind, body, chat.id if chat else None)

    def query(self, kind: str, user: User, lifetime: float, **more: Any) -> Query:
        made = Query(f"{user.id * 1000 + self.number()}", kind, user, time.time(), lifetime, **more)
        self.queries[made.id] = made
        return made

    def _message_id(self, chat: Chat) -> int:
        """Supergroups count for themselves; private chats and groups share one count, as on Telegram."""
        if chat.type != "supergroup":
            return next(self._shared_message_ids)
        number = chat.next_message_id
        chat.next_message_id += 1
        return number

    def _populated(self, chat: Chat, people: tuple[User | str, ...], bot_status: str) -> Chat:
        for one in people:
            user = self.user(one) if isinstance(one, str) else one
            chat.members[user.id] = Member(user, "member" if chat.members else "creator")
        chat.members[self.bot.user.id] = Member(self.bot.user, bot_status)
        if chat.type == "supergroup":
            chat.next_message_id = 2
        return self._add(chat)

    def _add(self, chat: Chat) -> Chat:
        self.chats[chat.id] = chat
        self.events.add("chat", chat.id)
        return chat
