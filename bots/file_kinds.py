"""What a file is, by what a platform says of it and by its name."""

from typing import Literal

Kind = Literal["image", "audio", "video", "file"]

_KINDS: dict[str, Kind] = {"image": "image", "audio": "audio", "video": "video"}
_OGG = "application/ogg"
_UNTOLD = ("", "application/octet-stream", "binary/octet-stream")
_SOUNDS = frozenset(
    {"aac", "aif", "aiff", "amr", "flac", "m4a", "m4b", "mp3", "oga", "ogg", "opus", "wav", "weba"}
)
"""How the names of recordings end."""


def kind_of(media_type: str, name: str) -> Kind:
    """People also send photos and recordings as plain files, and not every client knows what those are."""
    if media_type == _OGG or (media_type in _UNTOLD and name.rpartition(".")[2].casefold() in _SOUNDS):
        return "audio"
    return _KINDS.get(media_type.partition("/")[0], "file")
