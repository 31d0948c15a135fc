"""Files that the bot sends, alone and as albums, and the way back: getFile."""

from typing import Any

from tests.fakes.telegram.calls import Call
from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.files import DOWNLOAD_LIMIT
from tests.fakes.telegram.formatting.parsing import caption
from tests.fakes.telegram.keyboards import check_markup
from tests.fakes.telegram.media import file_of, payload, uploaded_or_named
from tests.fakes.telegram.messages import Content
from tests.fakes.telegram.methods.access import chat_for, check_rights
from tests.fakes.telegram.methods.sending import caption_content, deliver
from tests.fakes.telegram.wire import Json, is_array, is_object
from tests.fakes.telegram.world import World

ALBUM_LIMIT = 10
ALBUM_KINDS = frozenset({"photo", "video", "document", "audio"})
_DETAILS = ("duration", "width", "height", "title", "performer", "emoji", "length")


def _send(kind: str, world: World, call: Call) -> Json:
    value = uploaded_or_named(call, kind)
    chat_for(world, call)
    details = {name: call.text(name) for name in _DETAILS}
    check_markup(call.structure("reply_markup"))
    content = caption_content(call, kind, payload(kind, file_of(world.files, call, kind, value), details))
    return deliver(world, call, content).json()


def send_photo(world: World, call: Call) -> Json:
    return _send("photo", world, call)


def send_document(world: World, call: Call) -> Json:
    return _send("document", world, call)


def send_voice(world: World, call: Call) -> Json:
    return _send("voice", world, call)


def send_audio(world: World, call: Call) -> Json:
    return _send("audio", world, call)


def send_video(world: World, call: Call) -> Json:
    return _send("video", world, call)


def send_animation(world: World, call: Call) -> Json:
    return _send("animation", world, call)


def send_video_note(world: World, call: Call) -> Json:
    return _send("video_note", world, call)


def send_sticker(world: World, call: Call) -> Json:
    return _send("sticker", world, call)


def send_media_group(world: World, call: Call) -> list[Json]:
    """All of it or nothing: every item is checked before the first is posted."""
    items = call.structure("media")
    if not is_array(items):
        raise bad_request("expected an Array of InputMedia")
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > ALBUM_LIMIT:
        raise bad_request("too many messages to send as an album")
    kinds = {str(item.get("type")) if is_object(item) else "" for item in items}
    _check_mixture(kinds)
    chat = chat_for(world, call)
    for kind in kinds:
        check_rights(chat, kind)
    contents = [input_media(world, call, item) for item in items]
    group_id = str(13_000_000_000_000_000 + world.number())
    return [deliver(world, call, content, group_id).json() for content in contents]


def _check_mixture(kinds: set[str]) -> None:
    for kind in kinds - ALBUM_KINDS:
        raise bad_request(f"can't parse InputMedia: type \"{kind}\" can't be used in sendMediaGroup")
    for kind in ("document", "audio"):
        if kind in kinds and len(kinds) > 1:
            raise bad_request(f"{kind} can't be mixed with other media types")


def input_media(world: World, call: Call, item: Any) -> Content:
    """The content that one InputMedia describes."""
    if not is_object(item):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = str(item.get("type", ""))
    if not item.get("media"):
        raise bad_request("can't parse InputMedia: media not found")
    text, entities = caption(
        item.get("caption", ""), item.get("parse_mode", ""), item.get("caption_entities")
    )
    stored = file_of(world.files, call, kind, item["media"])
    return Content(kind, text, entities, payload(kind, stored, item))


def get_file(world: World, call: Call) -> Json:
    """Where a file can be fetched, up to 20 MB."""
    if not call.text("file_id"):
        raise bad_request("file_id not specified")
    stored = world.files.get(call.text("file_id"))
    if stored.size > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return stored.json() | {"file_path": stored.path}


def get_user_profile_photos(world: World, call: Call) -> Json:
    if call.integer("user_id") not in world.users:
        raise bad_request("user not found")
    return {"total_count": 0, "photos": []}


MEDIA = {
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendVoice": send_voice,
    "sendAudio": send_audio,
    "sendVideo": send_video,
    "sendAnimation": send_animation,
    "sendVideoNote": send_video_note,
    "sendSticker": send_sticker,
    "sendMediaGroup": send_media_group,
    "getFile": get_file,
    "getUserProfilePhotos": get_user_profile_photos,
}
