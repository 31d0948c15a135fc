import pytest

from bots.file_kinds import kind_of


@pytest.mark.parametrize(
    ("media_type", "name", "kind"),
    [
        ("audio/mpeg", "song", "audio"),
        ("application/ogg", "talk.bin", "audio"),
        ("application/octet-stream", "TALK.OGG", "audio"),
        ("", "memo.m4a", "audio"),
        ("text/plain", "notes.mp3", "file"),
        ("image/png", "a.ogg", "image"),
        ("video/webm", "talk.webm", "video"),
        ("", "talk", "file"),
    ],
)
def test_a_recording_is_known_by_its_type_or_else_by_its_name(media_type: str, name: str, kind: str) -> None:
    assert kind_of(media_type, name) == kind
