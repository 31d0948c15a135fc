"""What people write."""

import time
from collections.abc import Sequence

from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.formatting import cleaning, utf16
from tests.fakes.telegram.messages import Content, Message
from tests.fakes.telegram.people.actor import Actor, ChatRef, MessageRef, TopicRef, UserRef
from tests.fakes.telegram.wire import Json


class Speech(Actor):
    def text(
        self,
        chat: ChatRef,
        text: str,
        *,
        by: UserRef = None,
        reply_to: MessageRef = None,
        topic: TopicRef = None,
        quote: str = "",
        entities: Sequence[Json] = (),
    ) -> Message:
        """Raises ValueError for more than 4096 UTF-16 units, which no client sends as one message: see
        `paste`."""
        tidied, found = cleaning.tidy(text, entities, allow_empty=False)
        if utf16.length(tidied) > cleaning.TEXT_LIMIT:
            raise ValueError("A client splits this into several messages: use paste()")
        return self._say(chat, Content("text", tidied, found), by, reply_to, topic, quote)

    def start(self, chat: ChatRef, payload: str = "", by: UserRef = None) -> Message:
        """What the Start button sends; `payload` comes from a deep link."""
        return self.text(chat, f"/start {payload}".strip(), by=by)

    def command(
        self,
        chat: ChatRef,
        command: str,
        *,
        by: UserRef = None,
        topic: TopicRef = None,
        addressed: bool = False,
    ) -> Message:
        """`command` is "new" or "/new"; `addressed` adds the bot's name, as groups with several bots need."""
        name, _, rest = command.lstrip("/").partition(" ")
        suffix = f"@{self.world.bot.username}" if addressed else ""
        return self.text(chat, f"/{name}{suffix} {rest}".strip(), by=by, topic=topic)

    def paste(
        self,
        chat: ChatRef,
        text: str,
        *,
        by: UserRef = None,
        topic: TopicRef = None,
        reply_to: MessageRef = None,
    ) -> list[Message]:
        """A text of any length, split into messages as Telegram's clients do; only the first is a reply."""
        messages = list[Message]()
        for piece in split(text):
            messages.append(
                self.text(chat, piece, by=by, topic=topic, reply_to=None if messages else reply_to)
            )
        return messages

    def edit(self, message: Message | int, text: str, chat: ChatRef = 0) -> Message:
        """A person changes their own message, its text or caption. A message id needs its `chat`."""
        target = message if isinstance(message, Message) else self.world.chat(chat).messages[message]
        old = target.content
        tidied, found = cleaning.tidy(text, (), allow_empty=old.has_caption)
        target.edit(time.time(), Content(old.kind, tidied, found, old.payload), target.reply_markup)
        self.world.events.add("edit", target.chat.id, target.id)
        if self._is_seen(target):
            self.world.tell("edited_message", target.json(), target.chat)
        return target

    def delete(self, message: Message | int, chat: ChatRef = 0) -> Message:
        """A person removes a message for everyone; a bot is never told."""
        target = message if isinstance(message, Message) else self.world.chat(chat).messages[message]
        target.deleted = True
        self.world.events.add("delete", target.chat.id, target.id)
        return target

    def forward(
        self, chat: ChatRef, message: Message, *, by: UserRef = None, topic: TopicRef = None
    ) -> Message:
        """A person forwards a message of any chat into this one."""
        origin = {"type": "user", "sender_user": message.sender.json(), "date": int(message.at)}
        return self._say(chat, message.content, by, None, topic, forward_origin=origin)

    def topic_named(self, chat: Chat | int, name: str) -> int:
        """The id of a forum's topic. Raises StopIteration where there is none of that name."""
        return next(topic.id for topic in self.world.chat(chat).topics.values() if topic.name == name)


def split(text: str) -> list[str]:
    """Pieces of at most 4096 UTF-16 units, cut at a line or a space where one is near."""
    pieces = list[str]()
    rest = text
    while utf16.length(rest) > cleaning.TEXT_LIMIT:
        end = len(utf16.part(rest, 0, cleaning.TEXT_LIMIT).rstrip("\ufffd"))
        cut = max(rest.rfind("\n", end - 512, end), rest.rfind(" ", end - 256, end))
        end = cut + 1 if cut > 0 else end
        pieces.append(rest[:end])
        rest = rest[end:]
    return [piece for piece in [*pieces, rest] if piece.strip()]
