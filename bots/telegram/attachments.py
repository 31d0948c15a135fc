"""The files in a Telegram message."""

from collections.abc import Iterator

from aiogram.types import Message

from bots.file_kinds import Kind, kind_of
from bots.telegram.spelling import clean
from graphs.dialogue import Attachment


def attachments_of(message: Message) -> tuple[Attachment, ...]:
    """`ref` is Telegram's file id; sizes are in bytes, 0 where Telegram doesn't say."""
    return tuple(_attachments(message))


def _attachments(message: Message) -> Iterator[Attachment]:
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        yield _attachment("image", largest.file_id, "photo.jpg", "image/jpeg", largest.file_size)
    if voice := message.voice:
        yield _attachment(
            "audio", voice.file_id, "voice.ogg", voice.mime_type or "audio/ogg", voice.file_size
        )
    if audio := message.audio:
        yield _attachment("audio", audio.file_id, audio.file_name, audio.mime_type, audio.file_size)
    if video := message.video:
        yield _attachment("video", video.file_id, video.file_name, video.mime_type, video.file_size)
    if note := message.video_note:
        yield _attachment("video", note.file_id, None, "video/mp4", note.file_size)
    if moving := message.animation:
        yield _attachment("video", moving.file_id, moving.file_name, moving.mime_type, moving.file_size)
    elif file := message.document:  # an animation comes with a document of its own for older clients
        kind = kind_of(file.mime_type or "", file.file_name or "")
        yield _attachment(kind, file.file_id, file.file_name, file.mime_type, file.file_size)


def _attachment(
    kind: Kind, file_id: str, name: str | None, media_type: str | None, size: int | None
) -> Attachment:
    return Attachment(kind, clean(file_id), clean(name or ""), clean(media_type or ""), max(size or 0, 0))
