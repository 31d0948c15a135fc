"""The files that go with a reply: those that lie on our disk are sent, others have an address to read."""

import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bots.discord.rest import Upload
from graphs.dialogue import Attachment

LARGEST = 10 * 1024 * 1024
"""Bytes that every server and every person takes."""
MOST = 10
"""Files in a message."""


@dataclass(frozen=True, slots=True)
class Files:
    """`unsent` are the names of those that can't be sent."""

    uploads: tuple[Upload, ...] = ()
    unsent: tuple[str, ...] = ()

    def left_out(self) -> "Files":
        """None of them can be sent."""
        return Files((), (*(file.name for file in self.uploads), *self.unsent))


def has_address(attachment: Attachment) -> bool:
    return "://" in attachment.ref


def read_files(attachments: Iterable[Attachment]) -> Files:
    """Blocking. A file that is gone or too large is not sent."""
    uploads: list[Upload] = []
    unsent: list[str] = []
    for attachment in attachments:
        path = Path(attachment.ref)
        name = attachment.name or path.name
        kind = attachment.media_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
        try:
            if path.stat().st_size > LARGEST:
                raise OSError("too large")
            uploads.append(Upload(name, path.read_bytes(), kind))
        except OSError:
            unsent.append(name)
    return Files(tuple(uploads), tuple(unsent))
