"""A chat as one would read it aloud."""

from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.events import Event
from tests.fakes.telegram.messages import Message
from tests.fakes.telegram.users import User
from tests.fakes.telegram.wire import Json


def transcript(chat: Chat, events: list[Event], bot: User, with_deleted: bool = False) -> str:
    """One line a message, in its latest version, with what was pressed and answered in between."""
    lines = list[str]()
    for event in events:
        if event.chat != chat.id:
            continue
        message = chat.messages.get(event.message or 0)
        line = _line(event, message, chat, bot, with_deleted)
        if line:
            lines.append(line)
    return "\n".join(lines)


def _shown(message: Message) -> str:
    """What an invoice or a payment is about."""
    invoice = message.content.payload.get("invoice")
    paid = message.content.payload.get("successful_payment") or message.content.payload.get(
        "refunded_payment"
    )
    if invoice is not None:
        return f"{invoice['title']}: {invoice['description']}"
    return f"{paid['total_amount']} {paid['currency']}" if paid is not None else message.content.text


def _line(event: Event, message: Message | None, chat: Chat, bot: User, with_deleted: bool) -> str:
    if event.kind == "payment":
        return "" if event.detail["ok"] else f"  (payment refused: {event.detail['error']})"
    if message is None or (message.deleted and not with_deleted):
        return ""
    if event.kind == "message":
        return describe(message, bot)
    if event.kind == "press":
        who = next((one.name for one in chat.people if one.id == event.detail["user"]), "someone")
        return f"  ({who} presses {_label(message, event.detail['data'])!r})"
    if event.kind == "answer" and event.detail["text"]:
        return f"  (pop-up: {event.detail['text']})"
    if event.kind == "reaction":
        emoji = "".join(one.get("emoji", "★") for one in event.detail["reaction"])
        return f"  ({'bot' if event.detail['user'] == bot.id else 'someone'} reacts {emoji or 'no more'})"
    return ""


def describe(message: Message, bot: User) -> str:
    who = "bot" if message.sender is bot else message.sender.name
    place = ""
    if message.is_topic_message and message.thread_id in message.chat.topics:
        place = f" [{message.chat.topics[message.thread_id].name}]"
    content = message.content
    what = content.text if content.kind == "text" else f"<{_kind(message)}> {_shown(message)}".rstrip()
    edited = f" (edited {len(message.versions)}x)" if message.versions else ""
    deleted = " (deleted)" if message.deleted else ""
    rows = "".join(
        "\n    " + " ".join(f"[{button['text']}]" for button in row) for row in message.inline_keyboard
    )
    return f"{who}{place}: {what}{edited}{deleted}{rows}"


def _kind(message: Message) -> str:
    return next(iter(message.content.payload)) if message.is_service else message.content.kind


def _label(message: Message, data: str) -> str:
    keyboards = [message.reply_markup, *(version.reply_markup for version in reversed(message.versions))]
    rows: list[list[Json]] = [row for one in keyboards if one for row in one.get("inline_keyboard", [])]
    return next(
        (str(button["text"]) for row in rows for button in row if button.get("callback_data") == data), data
    )
