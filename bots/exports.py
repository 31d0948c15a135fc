"""Files that go with answers: above all a session as Markdown to read and as JSON for programs."""

import asyncio
import json
import re
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from graphs.dialogue import Attachment
from storage.sessions import Session
from storage.transcript import Line
from texts import clauses, formats, translator

KEPT = timedelta(days=30)
_UNFIT = re.compile(r"[^\w\-]+")


@dataclass(frozen=True, slots=True)
class Document:
    """A whole conversation. `names` are those of the people in it by user id; times are shown in `zone`."""

    session: Session
    lines: Sequence[Line]
    names: dict[int, str]
    zone: str
    locale: str

    def speaker(self, line: Line) -> str:
        _ = translator(self.locale)
        if line.role == "assistant":
            return _("Assistant")
        author = line.user_id if line.user_id is not None else self.session.user_id
        return self.names.get(author) or _("somebody")


@dataclass(frozen=True, slots=True)
class Exports:
    """Keeps the files of each turn in a folder of their own, so that a replay writes the same ones."""

    folder: Path

    async def write(self, turn_id: int, document: Document, kinds: Sequence[str]) -> tuple[Attachment, ...]:
        """`kinds` are "markdown" and "json". The refs are absolute paths."""
        return await asyncio.to_thread(self._write, turn_id, document, kinds)

    async def keep(self, turn_id: int, name: str, media_type: str, content: bytes) -> Attachment:
        """A file that was made elsewhere. The ref is an absolute path."""
        return await asyncio.to_thread(self._keep, turn_id, name, media_type, content)

    async def prune(self) -> None:
        """Removes what is older than `KEPT`."""
        await asyncio.to_thread(self._prune, time.time() - KEPT.total_seconds())

    def _keep(self, turn_id: int, name: str, media_type: str, content: bytes) -> Attachment:
        path = self._folder_of(turn_id) / name
        path.write_bytes(content)
        return Attachment("file", str(path), path.name, media_type, len(content))

    def _folder_of(self, turn_id: int) -> Path:
        folder = self.folder.resolve() / str(turn_id)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder

    def _write(self, turn_id: int, document: Document, kinds: Sequence[str]) -> tuple[Attachment, ...]:
        folder = self._folder_of(turn_id)
        name = _name_of(document)
        makers = {
            "markdown": (".md", "text/markdown", as_markdown),
            "json": (".json", "application/json", as_json),
        }
        written: list[Attachment] = []
        for kind in kinds:
            suffix, media_type, make = makers[kind]
            path = folder / f"{name}{suffix}"
            path.write_text(make(document), encoding="utf-8")
            written.append(Attachment("file", str(path), path.name, media_type, path.stat().st_size))
        return tuple(written)

    def _prune(self, before: float) -> None:
        if not self.folder.is_dir():
            return
        for folder in self.folder.iterdir():
            if folder.is_dir() and folder.stat().st_mtime < before:
                shutil.rmtree(folder, ignore_errors=True)


def as_markdown(document: Document) -> str:
    _ = translator(document.locale)
    session, zone = document.session, ZoneInfo(document.zone)
    heading = " ".join(session.title.split()) or _("Untitled session")
    parts = [f"# {heading}"]
    if session.system_message:
        parts.append(f"{_('System message:')}\n\n" + _block(session.system_message))
    for line in document.lines:
        when = formats.date_time(line.created_at.astimezone(zone), document.locale)
        parts.append(f"## {clauses((document.speaker(line), when), document.locale)}\n\n{line.text}")
    return "\n\n".join(parts) + "\n"


def as_json(document: Document) -> str:
    session = document.session
    return json.dumps(
        {
            "id": session.id,
            "title": session.title,
            "mode": session.mode,
            "model": session.model,
            "system_message": session.system_message,
            "public": session.public,
            "created_at": _moment(session.created_at),
            "messages": [
                {
                    "role": line.role,
                    "name": document.speaker(line),
                    "text": line.text,
                    "at": _moment(line.created_at),
                }
                for line in document.lines
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def _block(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _moment(moment: datetime) -> str:
    return moment.astimezone(ZoneInfo("UTC")).isoformat(timespec="seconds")


def _name_of(document: Document) -> str:
    words = _UNFIT.sub("-", document.session.title).strip("-")[:40].strip("-")
    _ = translator(document.locale)
    return words or _("conversation")
