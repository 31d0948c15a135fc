"""The calls that put an answer into a message."""

from pathlib import Path
from typing import Any

from aiogram.methods import EditMessageMedia, EditMessageText, SendDocument, SendVoice, TelegramMethod
from aiogram.types import (
    BufferedInputFile,
    FSInputFile,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    LinkPreviewOptions,
    Message,
    MessageEntity,
)

from bots.telegram.parts import FilePart, Part, TextPart
from bots.telegram.post import Post
from graphs.dialogue import Attachment, Place

Content = Part | Attachment
InputMedia = InputMediaAudio | InputMediaDocument | InputMediaPhoto | InputMediaVideo

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def edit(post: Post, content: Content, keyboard: InlineKeyboardMarkup | None) -> TelegramMethod[Any]:
    if isinstance(content, TextPart):
        return EditMessageText(
            chat_id=post.chat,
            message_id=post.message,
            text=content.text,
            entities=entities_of(content),
            link_preview_options=_NO_PREVIEW,
            reply_markup=keyboard,
        )
    return EditMessageMedia(
        chat_id=post.chat, message_id=post.message, media=_medium(content), reply_markup=keyboard
    )


def document(chat: int, place: Place, content: FilePart | Attachment) -> TelegramMethod[Message]:
    """A message with a file alone."""
    file = _code(content) if isinstance(content, FilePart) else _file(content)
    topic = int(place.topic) if place.topic else None
    return SendDocument(chat_id=chat, message_thread_id=topic, document=file)


def voice_note(chat: int, place: Place, content: Attachment) -> TelegramMethod[Message]:
    """No message can be turned into one later."""
    topic = int(place.topic) if place.topic else None
    return SendVoice(
        chat_id=chat, message_thread_id=topic, voice=_file(content), duration=content.seconds or None
    )


def entities_of(part: TextPart) -> list[MessageEntity] | None:
    return [
        MessageEntity(
            type=entity.type,
            offset=entity.offset,
            length=entity.length,
            url=entity.url or None,
            language=entity.language or None,
        )
        for entity in part.entities
    ] or None


def _medium(content: FilePart | Attachment) -> InputMedia:
    if isinstance(content, FilePart):
        return InputMediaDocument(media=_code(content))
    file = _file(content)
    if content.kind == "image":
        return InputMediaPhoto(media=file)
    if content.kind == "audio":
        return InputMediaAudio(media=file)
    if content.kind == "video":
        return InputMediaVideo(media=file)
    return InputMediaDocument(media=file)


def _code(part: FilePart) -> InputFile:
    return BufferedInputFile(part.text.encode(), part.name)


def is_there(attachment: Attachment) -> bool:
    """False for a file of this machine that was removed since it was named."""
    path = Path(attachment.ref)
    return path.is_file() if path.is_absolute() else True


def _file(attachment: Attachment) -> InputFile | str:
    """A file of this machine by its absolute path; anything else is an address or Telegram's own id."""
    path = Path(attachment.ref)
    return FSInputFile(path, attachment.name or path.name) if path.is_absolute() else attachment.ref
