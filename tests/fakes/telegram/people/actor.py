"""What all deeds of people share: who does it, where, and what the bot is told."""

from typing import Any

from tests.fakes.telegram.chats import Chat, Topic
from tests.fakes.telegram.messages import Content, Message
from tests.fakes.telegram.users import User
from tests.fakes.telegram.wire import Json
from tests.fakes.telegram.world import World

ChatRef = Chat | int
UserRef = User | int | None
MessageRef = Message | int | None
TopicRef = Topic | int | None


class Actor:
    """Chats, people, messages and topics may be given as themselves or by id. Where nobody is named, the
    first person of the chat acts."""

    def __init__(self, world: World) -> None:
        self.world = world

    def _user(self, by: UserRef, chat: Chat | None = None) -> User:
        if isinstance(by, User):
            return by
        if by is not None:
            return self.world.users[by]
        people = (
            chat.people if chat is not None else [one for one in self.world.users.values() if not one.is_bot]
        )
        return people[0]

    def _message(self, chat: Chat, message: MessageRef) -> Message | None:
        return message if isinstance(message, Message) or message is None else chat.messages[message]

    def _say(
        self,
        chat: ChatRef,
        content: Content,
        by: UserRef = None,
        reply_to: MessageRef = None,
        topic: TopicRef = None,
        quote: str = "",
        **more: Any,
    ) -> Message:
        """Posts a person's message and tells the bot, where it may see it."""
        place = self.world.chat(chat)
        replied = self._message(place, reply_to)
        thread_id = topic.id if isinstance(topic, Topic) else topic
        if thread_id is None and replied is not None and replied.is_topic_message:
            thread_id = replied.thread_id
        if replied is not None and quote:
            more["quote"] = {"text": quote, "position": replied.text.find(quote), "is_manual": True}
        sender = self._user(by, place)
        message = self.world.post(place, sender, content, reply_to=replied, thread_id=thread_id, **more)
        if self._is_seen(message):
            self.world.tell("message", message.json(), place)
        return message

    def _is_seen(self, message: Message) -> bool:
        """With privacy mode a bot sees of a group only commands, its own name and replies to it."""
        bot, chat = self.world.bot, message.chat
        if (
            bot.reads_all_group_messages
            or chat.type == "private"
            or self.world.bot_status(chat) == "administrator"
        ):
            return True
        to_bot = message.reply_to is not None and message.reply_to.sender is bot.user
        named = f"@{bot.username}".lower() in message.text.lower()
        return to_bot or named or message.is_service or message.text.startswith("/")

    def _member_update(self, chat: Chat, user: User, old: Json, new: Json, by: User) -> None:
        """my_chat_member or chat_member; it also reaches a bot that is just being thrown out."""
        kind = "my_chat_member" if user is self.world.bot.user else "chat_member"
        body = {
            "chat": chat.json(),
            "from": by.json(),
            "date": int(self.world.events.all[-1].at) if self.world.events.all else 0,
            "old_chat_member": old,
            "new_chat_member": new,
        }
        self.world.updates.add(kind, body, chat.id)
        self.world.events.add("member", chat.id, user=user.id, status=new["status"])
