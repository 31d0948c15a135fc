"""The world as JSON for those who watch it from outside: the chat page and other processes."""

from typing import Any

from tests.fakes.telegram.calls import Call
from tests.fakes.telegram.chats import Chat, Topic
from tests.fakes.telegram.events import Event
from tests.fakes.telegram.messages import Message
from tests.fakes.telegram.updates import Update, wire_body
from tests.fakes.telegram.users import User
from tests.fakes.telegram.wire import Json, is_array
from tests.fakes.telegram.world import Query, World


def view(value: Any) -> Any:
    """Anything that a deed or a question may return."""
    if isinstance(value, Message):
        return view_message(value)
    if isinstance(value, Chat):
        return view_chat(value)
    if isinstance(value, Query):
        return {"id": value.id, "kind": value.kind, "answer": value.answer, "is_open": value.is_open}
    if isinstance(value, Update):
        return view_update(value)
    if isinstance(value, Topic | User | Call | Event):
        return value.json()
    if is_array(value):
        return [view(one) for one in value]
    return value


def view_message(message: Message) -> Json:
    """The Bot API's Message and what only the server knows."""
    return message.json() | {
        "fake": {
            "is_bot": message.sender.is_bot,
            "kind": message.content.kind,
            "deleted": message.deleted,
            "edits": len(message.versions),
            "reactions": [
                {"user": user, "emoji": one.get("emoji", "★")}
                for user, given in message.reactions.items()
                for one in given
            ],
            "reply_markup": message.reply_markup,
        }
    }


def view_chat(chat: Chat) -> Json:
    last = next(reversed(chat.standing), None)
    return chat.json() | {
        "name": chat.name,
        "topics": [topic.json() | {"closed": topic.closed} for topic in chat.topics.values()],
        "people": [user.json() | {"name": user.name} for user in chat.people],
        "blocked": chat.blocked,
        "migrated_to": chat.migrated_to,
        "drafts": list(chat.drafts.values()),
        "last": view_message(last) if last else None,
    }


def view_update(update: Update) -> Json:
    return {
        "update": wire_body(update),
        "kind": update.kind,
        "deliveries": update.deliveries,
        "confirmed": update.confirmed_at is not None,
    }


def view_world(world: World) -> Json:
    return {
        "bot": world.bot.json() | {"commands": _commands(world)},
        "chats": [view_chat(chat) for chat in world.chats.values()],
        "event": len(world.events.all),
        "pending": len(world.updates.pending),
    }


def view_event(world: World, event: Event) -> Json:
    """An event with the message it is about, as it stands now."""
    chat = world.chats.get(event.chat or 0)
    message = chat.messages.get(event.message or 0) if chat else None
    return event.json() | {"body": view_message(message) if message else None}


def _commands(world: World) -> list[Json]:
    """The widest list of commands that the bot has set."""
    return max([[], *world.bot.commands.values()], key=len)
