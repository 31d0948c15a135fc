"""Files that were sent, by file id and by download path."""

import struct
from dataclasses import dataclass, field, replace

from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.wire import Json

DOWNLOAD_LIMIT = 20 * 1024 * 1024
"""Bytes that getFile hands out, as on api.telegram.org."""

FOLDERS = {
    "photo": "photos",
    "voice": "voice",
    "audio": "music",
    "video": "videos",
    "video_note": "video_notes",
    "animation": "animations",
    "sticker": "stickers",
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`size` is what is announced, in bytes; a test may announce more than `data` has."""

    id: str
    unique_id: str
    path: str
    name: str
    media_type: str
    data: bytes
    size: int

    def json(self) -> Json:
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": self.size}


@dataclass(slots=True)
class FileStore:
    by_id: dict[str, StoredFile] = field(default_factory=dict[str, StoredFile])
    by_path: dict[str, StoredFile] = field(default_factory=dict[str, StoredFile])

    def add(self, kind: str, data: bytes, name: str, media_type: str, size: int | None = None) -> StoredFile:
        number = len(self.by_id) + 1
        suffix = name.rpartition(".")[2] if "." in name else {"photo": "jpg", "voice": "oga"}.get(kind, "bin")
        stored = StoredFile(
            id=f"BQACAgIAAxk{kind.title().replace('_', '')}{number:06}",
            unique_id=f"AgAD{number:06}",
            path=f"{FOLDERS.get(kind, 'documents')}/file_{number}.{suffix}",
            name=name,
            media_type=media_type,
            data=data,
            size=len(data) if size is None else size,
        )
        self.by_id[stored.id] = stored
        self.by_path[stored.path] = stored
        return stored

    def expire(self) -> None:
        """An hour goes by: the paths that getFile told hold no longer, and it tells others."""
        for stored in list(self.by_id.values()):
            self.by_id[stored.id] = replace(stored, path=f"later/{stored.path}")
        self.by_path = {stored.path: stored for stored in self.by_id.values()}

    def get(self, file_id: str) -> StoredFile:
        """Raises `Refused` for an id that was never handed out."""
        stored = self.by_id.get(file_id)
        if stored is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        return stored


def image_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of a PNG; other formats are taken for 1280 x 720."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width), int(height)
    return 1280, 720
