"""Calls of the bot: what was asked and what was answered."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.telegram.errors import Refused, bad_request
from tests.fakes.telegram.wire import Json, is_object


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    media_type: str
    data: bytes


@dataclass(slots=True, eq=False)
class Call:
    """One call. `at` and `answered_at` are `time.monotonic()` seconds, `date` seconds since the epoch.

    `params` are as they came: strings from a form, JSON values from a JSON body. `status` and `answer` are
    what the bot was told; both stay None where it was told nothing. `accepted` says whether the call took
    effect.
    """

    method: str
    params: Json
    uploads: dict[str, Upload] = field(default_factory=dict[str, Upload])
    source: str = "http"
    at: float = field(default_factory=time.monotonic)
    date: float = field(default_factory=time.time)
    warnings: list[str] = field(default_factory=list[str])
    accepted: bool = False
    status: int | None = None
    answer: Any = None
    answered_at: float | None = None

    @property
    def chat(self) -> int | None:
        """The chat it is about, where it names one by number."""
        try:
            return int(self.params.get("chat_id", ""))
        except (TypeError, ValueError):
            return None

    @property
    def result(self) -> Any:
        return self.answer.get("result") if is_object(self.answer) else None

    @property
    def error(self) -> str:
        """The description of a refusal, empty for a success."""
        return str(self.answer.get("description", "")) if is_object(self.answer) else ""

    def text(self, name: str, default: str = "") -> str:
        value = self.params.get(name, default)
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def required_text(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise bad_request(f'parameter "{name}" is required')
        return value

    def optional_integer(self, name: str) -> int | None:
        value = self.params.get(name)
        if value is None or value == "" or isinstance(value, bool):
            return None
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f'can\'t parse "{name}" as Number') from None

    def integer(self, name: str, default: int = 0) -> int:
        value = self.optional_integer(name)
        return default if value is None else value

    def number(self, name: str) -> float:
        try:
            return float(self.text(name))
        except ValueError:
            raise bad_request(f'can\'t parse "{name}" as Number') from None

    def boolean(self, name: str) -> bool:
        return str(self.params.get(name, "")).lower() in {"true", "yes", "1"}

    def structure(self, name: str) -> Any:
        """An object or array, which a form carries as JSON in a string. None where it is missing."""
        value = self.params.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def json(self) -> Json:
        return {
            "method": self.method,
            "params": self.params,
            "uploads": {name: upload.name for name, upload in self.uploads.items()},
            "source": self.source,
            "date": self.date,
            "warnings": self.warnings,
            "accepted": self.accepted,
            "status": self.status,
            "answer": self.answer,
            "seconds": None if self.answered_at is None else self.answered_at - self.at,
        }


class CallLog:
    """Every call in the order of arrival."""

    def __init__(self) -> None:
        self.all: list[Call] = []

    def __iter__(self) -> Iterator[Call]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def of(self, method: str, chat: int | None = None, since: int = 0) -> list[Call]:
        """Calls of one method, whatever its case, in one chat where given, after the first `since`."""
        name = method.lower()
        return [
            call
            for call in self.all[since:]
            if call.method.lower() == name and (chat is None or call.chat == chat)
        ]

    @property
    def warnings(self) -> list[str]:
        return [f"{call.method}: {warning}" for call in self.all for warning in call.warnings]


async def read_call(method: str, request: web.Request) -> Call:
    """Reads query, JSON, form or multipart. Raises `Refused` for a JSON body that is no object."""
    params: Json = dict(request.query)
    uploads = dict[str, Upload]()
    if request.content_type == "application/json":
        params |= await _json_body(request)
    elif request.content_type.startswith("multipart/"):
        await _read_multipart(request, params, uploads)
    elif request.body_exists:
        params |= {name: str(value) for name, value in (await request.post()).items()}
    return Call(method, params, uploads)


async def _json_body(request: web.Request) -> Json:
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        body = None
    if not is_object(body):
        raise Refused(400, "Bad Request: can't parse JSON object")
    return {name: value for name, value in body.items() if value is not None}


async def _read_multipart(request: web.Request, params: Json, uploads: dict[str, Upload]) -> None:
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            uploads[name] = Upload(value.filename, value.content_type, value.file.read())
        else:
            params[name] = value if isinstance(value, str) else bytes(value).decode()
