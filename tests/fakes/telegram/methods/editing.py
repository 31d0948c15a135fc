"""Edits, deletions and copies of messages."""

import time
from typing import Any

from tests.fakes.telegram.calls import Call
from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.formatting.parsing import caption
from tests.fakes.telegram.keyboards import check_markup
from tests.fakes.telegram.messages import Content, Message
from tests.fakes.telegram.methods.access import chat_for, check_rights, message_for, thread_for
from tests.fakes.telegram.methods.media import input_media
from tests.fakes.telegram.methods.sending import rich_content, text_content
from tests.fakes.telegram.wire import Json, is_array
from tests.fakes.telegram.world import World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
DELETION_LIMIT = 100
DELETABLE_FOR = 48 * 3600
"""Seconds after which a message can't be deleted for everyone any more."""


def edit_message_text(world: World, call: Call) -> Json | bool:
    content = rich_content(call) if "rich_message" in call.params else text_content(call)
    markup = check_markup(call.structure("reply_markup"), inline_only=True)
    message = _editable(world, call)
    if message.content.kind not in {"text", "rich_message"}:
        raise bad_request("there is no text in the message to edit")
    return _edit(world, call, message, content, markup)


def edit_message_caption(world: World, call: Call) -> Json | bool:
    text, entities = caption(
        call.text("caption"), call.text("parse_mode"), call.structure("caption_entities")
    )
    markup = check_markup(call.structure("reply_markup"), inline_only=True)
    message = _editable(world, call)
    if not message.content.has_caption:
        raise bad_request("there is no caption in the message to edit")
    content = Content(message.content.kind, text, entities, message.content.payload)
    return _edit(world, call, message, content, markup)


def edit_message_media(world: World, call: Call) -> Json | bool:
    item = call.structure("media")
    markup = check_markup(call.structure("reply_markup"), inline_only=True)
    message = _editable(world, call)
    return _edit(world, call, message, input_media(world, call, item), markup)


def edit_message_reply_markup(world: World, call: Call) -> Json | bool:
    markup = check_markup(call.structure("reply_markup"), inline_only=True)
    message = _editable(world, call)
    return _edit(world, call, message, message.content, markup)


def _editable(world: World, call: Call) -> Message:
    inline_id = call.text("inline_message_id")
    if inline_id and "chat_id" not in call.params:
        if inline_id not in world.inline_messages:
            raise bad_request("MESSAGE_ID_INVALID")
        return world.inline_messages[inline_id]
    message = message_for(world, call, "message to edit")
    has_keyboard = message.reply_markup is not None and "inline_keyboard" not in message.reply_markup
    if message.sender is not world.bot.user or message.is_service or has_keyboard:
        raise bad_request("message can't be edited")
    return message


def _edit(world: World, call: Call, message: Message, content: Content, markup: Json | None) -> Json | bool:
    same_content = (content.json(), content.kind) == (message.content.json(), message.content.kind)
    if same_content and markup == message.reply_markup:
        raise bad_request(NOT_MODIFIED)
    if message.chat.type != "private":
        check_rights(message.chat, content.kind)
    message.edit(time.time(), content, markup)
    world.events.add("edit", message.chat.id, message.id)
    return True if call.text("inline_message_id") else message.json()


def delete_message(world: World, call: Call) -> bool:
    message = message_for(world, call, "message to delete", "write")
    _delete(world, message)
    return True


def delete_messages(world: World, call: Call) -> bool:
    """Those that are not there are skipped."""
    ids = call.structure("message_ids")
    if not is_array(ids):
        raise bad_request("expected an Array of message identifiers")
    if not ids:
        raise bad_request("message identifiers are not specified")
    if not all(isinstance(one, int) for one in ids):
        raise bad_request("message identifier must be a Number")
    if len(ids) > DELETION_LIMIT:
        raise bad_request("too many message identifiers specified")
    chat = chat_for(world, call)
    for message in [chat.message(one) for one in ids]:
        if message is not None:
            _delete(world, message)
    return True


def _delete(world: World, message: Message) -> None:
    chat, is_own = message.chat, message.sender is world.bot.user
    is_administrator = world.bot_status(chat) in {"administrator", "creator"}
    if chat.type != "private" and not is_own and not is_administrator:
        raise bad_request("message can't be deleted")
    if time.time() - message.at > DELETABLE_FOR and not is_administrator:
        raise bad_request("message can't be deleted for everyone")
    message.deleted = True
    world.events.add("delete", chat.id, message.id)


def forward_message(world: World, call: Call) -> Json:
    source = message_for(world, call, "message to forward", "read", "from_chat_id")
    origin = {"type": "user", "sender_user": source.sender.json(), "date": int(source.at)}
    return _again(world, call, source, source.content, forward_origin=origin).json()


def copy_message(world: World, call: Call) -> Json:
    source = message_for(world, call, "message to copy", "read", "from_chat_id")
    content = source.content
    if "caption" in call.params and content.has_caption:
        text, entities = caption(
            call.text("caption"), call.text("parse_mode"), call.structure("caption_entities")
        )
        content = Content(content.kind, text, entities, content.payload)
    markup = check_markup(call.structure("reply_markup"))
    return {"message_id": _again(world, call, source, content, reply_markup=markup).id}


def _again(world: World, call: Call, source: Message, content: Content, **more: Any) -> Message:
    if source.is_service:
        raise bad_request(
            "message can't be forwarded" if "forward_origin" in more else "message can't be copied"
        )
    chat = chat_for(world, call)
    check_rights(chat, content.kind)
    return world.post(chat, world.bot.user, content, thread_id=thread_for(world, chat, call), **more)


EDITING = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "forwardMessage": forward_message,
    "copyMessage": copy_message,
}
