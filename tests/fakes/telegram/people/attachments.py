"""Files that people send."""

from base64 import b64decode
from collections.abc import Iterable

from tests.fakes.telegram.formatting import cleaning
from tests.fakes.telegram.media import MEDIA_TYPES, payload
from tests.fakes.telegram.messages import Content, Message
from tests.fakes.telegram.people.actor import Actor, ChatRef, MessageRef, TopicRef, UserRef
from tests.fakes.telegram.wire import Json

DOT = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)
"""A PNG of one pixel."""

NAMES = {"photo": "photo.jpg", "voice": "voice.ogg", "audio": "music.mp3", "video": "video.mp4"}


class Attachments(Actor):
    def attach(
        self,
        chat: ChatRef,
        kind: str,
        data: bytes = DOT,
        *,
        caption: str = "",
        name: str = "",
        media_type: str = "",
        duration: int = 1,
        size: int | None = None,
        by: UserRef = None,
        reply_to: MessageRef = None,
        topic: TopicRef = None,
    ) -> Message:
        """Any medium by its kind. `duration` is in seconds; `size` in bytes announces more than there is."""
        details = {"duration": duration}
        content = self._content(kind, data, caption, name, media_type, size, details)
        return self._say(chat, content, by, reply_to, topic)

    def photo(self, chat: ChatRef, data: bytes = DOT, caption: str = "", *, by: UserRef = None) -> Message:
        return self.attach(chat, "photo", data, caption=caption, by=by)

    def document(
        self,
        chat: ChatRef,
        data: bytes,
        name: str,
        caption: str = "",
        *,
        media_type: str = "",
        by: UserRef = None,
    ) -> Message:
        return self.attach(chat, "document", data, caption=caption, name=name, media_type=media_type, by=by)

    def voice(
        self, chat: ChatRef, data: bytes = b"OggS", duration: int = 1, *, by: UserRef = None
    ) -> Message:
        """`data` is an Ogg file with Opus; `duration` in seconds."""
        return self.attach(chat, "voice", data, duration=duration, by=by)

    def album(
        self,
        chat: ChatRef,
        items: Iterable[tuple[str, bytes]],
        caption: str = "",
        *,
        by: UserRef = None,
        reply_to: MessageRef = None,
        topic: TopicRef = None,
    ) -> list[Message]:
        """Several (kind, data) as one album: a message each, the caption under the first."""
        group_id = str(13_000_000_000_000_000 + self.world.number())
        messages = list[Message]()
        for kind, data in items:
            content = self._content(kind, data, "" if messages else caption, "", "", None, {})
            messages.append(self._say(chat, content, by, reply_to, topic, media_group_id=group_id))
        return messages

    def location(self, chat: ChatRef, latitude: float, longitude: float, *, by: UserRef = None) -> Message:
        """Degrees."""
        point = {"latitude": latitude, "longitude": longitude}
        return self._say(chat, Content("location", payload={"location": point}), by)

    def contact(self, chat: ChatRef, phone_number: str, first_name: str, *, by: UserRef = None) -> Message:
        card = {"phone_number": phone_number, "first_name": first_name}
        return self._say(chat, Content("contact", payload={"contact": card}), by)

    def _content(
        self,
        kind: str,
        data: bytes,
        caption: str,
        name: str,
        media_type: str,
        size: int | None,
        details: Json,
    ) -> Content:
        text, entities = cleaning.tidy(caption, (), allow_empty=True)
        guessed = "image/png" if data[:4] == b"\x89PNG" and kind == "document" else MEDIA_TYPES[kind]
        stored = self.world.files.add(
            kind, data, name or NAMES.get(kind, "file"), media_type or guessed, size
        )
        return Content(kind, text, entities, payload(kind, stored, details))
