"""Messages of the bot: text, rich text, drafts, chat actions."""

import time
from typing import Any

from tests.fakes.telegram.calls import Call
from tests.fakes.telegram.chats import Action
from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.formatting.parsing import caption, message_text
from tests.fakes.telegram.keyboards import check_markup
from tests.fakes.telegram.messages import Content, Message
from tests.fakes.telegram.methods.access import chat_for, check_rights, reply_for, thread_for
from tests.fakes.telegram.wire import Json, is_object
from tests.fakes.telegram.world import World

_ACTIONS = (
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker "
    "find_location record_video_note upload_video_note"
)
ACTIONS = frozenset(_ACTIONS.split())


def deliver(world: World, call: Call, content: Content, media_group_id: str = "") -> Message:
    """Posts what the bot sends, where the call says. Raises `Refused` before anything changed."""
    markup = check_markup(call.structure("reply_markup"))
    chat = chat_for(world, call)
    thread_id = thread_for(world, chat, call)
    reply_to, quote = reply_for(chat, call)
    check_rights(chat, content.kind)
    if thread_id is None and reply_to is not None and reply_to.is_topic_message:
        thread_id = reply_to.thread_id
    return world.post(
        chat,
        world.bot.user,
        content,
        reply_to=reply_to,
        quote=quote,
        thread_id=thread_id,
        reply_markup=markup,
        media_group_id=media_group_id,
    )


def text_content(call: Call) -> Content:
    text, entities = message_text(call.text("text"), call.text("parse_mode"), call.structure("entities"))
    return Content("text", text, entities)


def caption_content(call: Call, kind: str, payload: Json) -> Content:
    given = call.structure("caption_entities")
    text, entities = caption(call.text("caption"), call.text("parse_mode"), given)
    return Content(kind, text, entities, payload)


def rich_content(call: Call) -> Content:
    """The blocks are not laid out here: the source stands in one paragraph."""
    given = call.structure("rich_message")
    if not is_object(given) or len({"html", "markdown"} & given.keys()) != 1:
        raise bad_request("exactly one of the fields html or markdown must be used")
    source = str(given.get("html") or given.get("markdown") or "")
    if not source.strip():
        raise bad_request("message text is empty")
    block = {"type": "paragraph", "text": source}
    return Content("rich_message", source, (), {"rich_message": {"blocks": [block]}})


def send_message(world: World, call: Call) -> Json:
    return deliver(world, call, text_content(call)).json()


def send_rich_message(world: World, call: Call) -> Json:
    return deliver(world, call, rich_content(call)).json()


def send_message_draft(world: World, call: Call) -> bool:
    """A preview of an answer in the making; the next message of the bot replaces it."""
    return _draft(world, call, text_content(call).text if call.text("text") else "")


def send_rich_message_draft(world: World, call: Call) -> bool:
    return _draft(world, call, rich_content(call).text)


def _draft(world: World, call: Call, text: str) -> bool:
    draft_id = call.integer("draft_id")
    if not draft_id:
        raise bad_request("RANDOM_ID_INVALID")
    chat = chat_for(world, call)
    if chat.type != "private":
        raise bad_request("method is available only in private chats")
    thread_for(world, chat, call)
    chat.drafts[draft_id] = text
    world.events.add("draft", chat.id, text=text)
    return True


def send_chat_action(world: World, call: Call) -> bool:
    name = call.text("action")
    if name not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = chat_for(world, call)
    thread_id = call.optional_integer("message_thread_id")
    if chat.is_forum and thread_id and thread_id != 1 and thread_id not in chat.topics:
        raise bad_request("message thread not found")
    chat.actions.append(Action(name, time.time(), thread_id))
    world.events.add("action", chat.id, action=name, thread_id=thread_id)
    return True


def send_location(world: World, call: Call) -> Json:
    return deliver(world, call, Content("location", payload={"location": _point(call)})).json()


def send_venue(world: World, call: Call) -> Json:
    venue = {
        "location": _point(call),
        "title": call.required_text("title"),
        "address": call.required_text("address"),
    }
    payload = {"venue": venue, "location": venue["location"]}
    return deliver(world, call, Content("venue", payload=payload)).json()


def send_contact(world: World, call: Call) -> Json:
    names = {name: call.text(name) for name in ("phone_number", "first_name", "last_name") if call.text(name)}
    return deliver(world, call, Content("contact", payload={"contact": names})).json()


def send_dice(world: World, call: Call) -> Json:
    emoji = call.text("emoji") or "🎲"
    return deliver(world, call, Content("dice", payload={"dice": {"emoji": emoji, "value": 4}})).json()


def _point(call: Call) -> Json:
    point = dict[str, Any]()
    for name in ("latitude", "longitude"):
        if not call.text(name):
            raise bad_request(f"{name} is empty")
        point[name] = call.number(name)
    return point


SENDING = {
    "sendMessage": send_message,
    "sendRichMessage": send_rich_message,
    "sendMessageDraft": send_message_draft,
    "sendRichMessageDraft": send_rich_message_draft,
    "sendChatAction": send_chat_action,
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendContact": send_contact,
    "sendDice": send_dice,
}
