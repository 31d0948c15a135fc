"""Media: what a message says about a file, and which file a call means."""

from typing import Any
from urllib.parse import urlsplit

from tests.fakes.telegram.calls import Call
from tests.fakes.telegram.errors import Refused, bad_request
from tests.fakes.telegram.files import FileStore, StoredFile, image_size
from tests.fakes.telegram.wire import Json

UPLOAD_LIMIT = 50 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
"""Bytes that a bot may send on api.telegram.org."""

MEDIA_TYPES = {
    "photo": "image/jpeg",
    "voice": "audio/ogg",
    "audio": "audio/mpeg",
    "video": "video/mp4",
    "video_note": "video/mp4",
    "animation": "video/mp4",
    "sticker": "image/webp",
    "document": "application/octet-stream",
}


def payload(kind: str, stored: StoredFile, details: Json | None = None) -> Json:
    """The message field of a medium. `details` are duration (seconds), width, height (pixels), title,
    performer, emoji."""
    given = {name: value for name, value in (details or {}).items() if value not in (None, "")}
    if kind == "photo":
        return {"photo": _photo_sizes(stored)}
    body = stored.json()
    if kind != "video_note":
        body |= {"mime_type": stored.media_type} if kind != "sticker" else {}
    if kind in {"document", "audio", "video", "animation"} and stored.name:
        body["file_name"] = stored.name
    if kind in {"voice", "audio", "video", "video_note", "animation"}:
        body["duration"] = int(given.get("duration", 1))
    if kind in {"video", "animation"}:
        body |= {"width": int(given.get("width", 1280)), "height": int(given.get("height", 720))}
    if kind == "audio":
        body |= {name: str(given[name]) for name in ("title", "performer") if name in given}
    if kind == "video_note":
        body["length"] = int(given.get("length", 240))
    if kind == "sticker":
        body |= {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        body["emoji"] = str(given.get("emoji", "🙂"))
    if kind == "animation":
        names = ("file_id", "file_unique_id", "file_size", "mime_type", "file_name")
        return {"animation": body, "document": {name: body[name] for name in names if name in body}}
    return {kind: body}


def _photo_sizes(stored: StoredFile) -> list[Json]:
    """A thumbnail and the whole picture, smallest first; both download as the same bytes."""
    width, height = image_size(stored.data)
    small = {
        "file_id": stored.id,
        "file_unique_id": stored.unique_id + "s",
        "file_size": min(stored.size, 1500),
        "width": min(width, 90),
        "height": min(height, 90),
    }
    return [small, stored.json() | {"width": width, "height": height}]


def file_of(files: FileStore, call: Call, kind: str, value: Any) -> StoredFile:
    """The file a parameter means: an upload, one that was sent before, or a web address. Raises `Refused`."""
    name = value.removeprefix("attach://") if isinstance(value, str) else ""
    upload = call.uploads.get(name) if isinstance(value, str) and value.startswith("attach://") else None
    if upload is not None:
        if not upload.data:
            raise bad_request("file must be non-empty")
        _check_size(kind, len(upload.data))
        return files.add(kind, upload.data, upload.name, _media_type(kind, upload.media_type))
    if not name or (isinstance(value, str) and value.startswith("attach://")):
        raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
    if name in files.by_id:
        return files.by_id[name]
    if urlsplit(name).scheme in {"http", "https"}:
        return files.add(kind, b"", urlsplit(name).path.rpartition("/")[2], MEDIA_TYPES[kind])
    raise bad_request("wrong file identifier/HTTP URL specified")


def uploaded_or_named(call: Call, field: str) -> Any:
    """The value of a file parameter, whether it came as a form's file or by name."""
    return f"attach://{field}" if field in call.uploads else call.params.get(field)


def _check_size(kind: str, size: int) -> None:
    if size > UPLOAD_LIMIT:
        raise Refused(413, "Request Entity Too Large")
    if kind == "photo" and size > PHOTO_LIMIT:
        raise bad_request(
            f"file of size {size} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes"
        )


def _media_type(kind: str, given: str) -> str:
    return MEDIA_TYPES[kind] if given in {"", "application/octet-stream"} or kind == "voice" else given
