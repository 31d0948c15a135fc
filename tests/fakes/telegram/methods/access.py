"""May the bot do this here? The chat, topic, message and reply that a call names, or Telegram's refusal."""

from typing import Literal

from tests.fakes.telegram.calls import Call
from tests.fakes.telegram.chats import GENERAL_TOPIC, Chat
from tests.fakes.telegram.errors import bad_request, forbidden
from tests.fakes.telegram.messages import Message
from tests.fakes.telegram.wire import Json, is_object
from tests.fakes.telegram.world import World

Access = Literal["read", "edit", "write"]

KIND_NAMES = {
    "text": "text messages",
    "rich_message": "text messages",
    "photo": "photos",
    "document": "documents",
    "audio": "music",
    "voice": "voice notes",
    "video": "videos",
    "video_note": "video notes",
    "animation": "animations",
    "sticker": "stickers",
    "invoice": "invoice messages",
}


def chat_for(world: World, call: Call, access: Access = "write", name: str = "chat_id") -> Chat:
    """The chat that a parameter names by number or @username. Raises `Refused`."""
    value = call.text(name)
    if not value:
        raise bad_request(f"{name} is empty")
    chat = world.chat_named(value) if value.startswith("@") else world.chats.get(_number(value))
    if chat is None:
        raise bad_request("chat not found")
    if chat.type == "private":
        _check_private(chat, access)
    elif chat.type == "group":
        _check_group(world, chat, access)
    else:
        _check_supergroup(world, chat, access)
    return chat


def _number(value: str) -> int:
    try:
        return int(value)
    except ValueError:
        return 0


def _check_private(chat: Chat, access: Access) -> None:
    if access == "read":
        return
    if chat.partner is not None and chat.partner.deactivated:
        raise forbidden("user is deactivated")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")


def _check_group(world: World, chat: Chat, access: Access) -> None:
    status = world.bot_status(chat)
    if chat.migrated_to is not None:
        if access == "write":
            text = "group chat was upgraded to a supergroup chat"
            raise bad_request(text, migrate_to_chat_id=chat.migrated_to)
    elif access != "read" and status == "kicked":
        raise forbidden("bot was kicked from the group chat")
    elif access != "read" and status == "left":
        raise forbidden("bot is not a member of the group chat")


def _check_supergroup(world: World, chat: Chat, access: Access) -> None:
    status = world.bot_status(chat)
    if status == "kicked":
        raise forbidden("bot was kicked from the supergroup chat")
    if status == "left" and (access != "read" or not chat.username):
        raise forbidden("bot is not a member of the supergroup chat")


def check_rights(chat: Chat, kind: str) -> None:
    """Raises `Refused` where the group does not let the bot send this kind of content."""
    if kind in chat.forbidden:
        raise bad_request(f"not enough rights to send {KIND_NAMES.get(kind, kind)} to the chat")


def thread_for(world: World, chat: Chat, call: Call) -> int | None:
    """The topic that a call names. Outside forums and private chats the parameter is ignored, as by the
    server."""
    thread_id = call.integer("message_thread_id")
    if thread_id == 0 or not (chat.is_forum or chat.type == "private"):
        return None
    topic = chat.topics.get(thread_id)
    if topic is None or thread_id == GENERAL_TOPIC:
        raise bad_request("message thread not found")
    if topic.closed and world.bot_status(chat) not in {"administrator", "creator"}:
        raise bad_request("TOPIC_CLOSED")
    return thread_id


def message_for(
    world: World, call: Call, what: str, access: Access = "edit", name: str = "chat_id"
) -> Message:
    """The message that `chat_id` and `message_id` name; `what` begins the refusal: "message to edit"."""
    chat = chat_for(world, call, access, name)
    message_id = call.optional_integer("message_id")
    if message_id is None:
        raise bad_request("message identifier is not specified")
    found = chat.message(message_id)
    if found is None:
        raise bad_request(f"{what} not found")
    return found


def reply_for(chat: Chat, call: Call) -> tuple[Message | None, Json | None]:
    """The message that is replied to and the quote of it, from reply_parameters or the older parameters."""
    given = call.structure("reply_parameters")
    if given is not None and not is_object(given):
        raise bad_request("object expected as reply parameters")
    message_id = given.get("message_id", 0) if given else call.integer("reply_to_message_id")
    if not message_id:
        return None, None
    may_miss = (
        bool(given.get("allow_sending_without_reply"))
        if given
        else call.boolean("allow_sending_without_reply")
    )
    found = chat.message(int(message_id))
    if found is None and not may_miss:
        raise bad_request("message to be replied not found")
    quote = str((given or {}).get("quote", ""))
    if found is None or not quote:
        return found, None
    if quote not in found.text:
        raise bad_request("QUOTE_TEXT_INVALID")
    return found, {"text": quote, "position": found.text.index(quote), "is_manual": True}
