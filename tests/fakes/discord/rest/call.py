"""A REST request once it is read, and what answers it."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.fakes.discord.errors import ApiError
from tests.fakes.discord.payload import Payload, as_list, as_object
from tests.fakes.discord.rules.form import Problem
from tests.fakes.discord.world.messages import Upload
from tests.fakes.discord.world.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """`path` is below /api/v10; `template` is the same with {names} for ids; `body` is the JSON."""

    method: str
    path: str
    template: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    authorization: str
    body: Any
    uploads: tuple[Upload, ...] = ()

    @property
    def json(self) -> Payload:
        """The body where it is an object, else an empty one."""
        return as_object(self.body)

    @property
    def items(self) -> list[Payload]:
        """The objects of a body that is a list."""
        return [as_object(item) for item in as_list(self.body)]

    def asks(self, name: str) -> bool:
        """Whether a yes-or-no parameter of the address says yes."""
        return self.query.get(name, "").lower() in ("1", "true")


@dataclass(frozen=True, slots=True)
class Answer:
    """204 goes out without a body."""

    status: int = 200
    body: Any = None


NOTHING = Answer(204)

Handle = Callable[[World, Call], Answer]
Check = Callable[[Call], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Route:
    """One operation. `check` finds what Discord refuses beyond its OpenAPI description.

    `by_bot` operations need the bot's token; the others carry an interaction's token in their address.
    """

    method: str
    template: str
    handle: Handle
    check: Check | None = None
    by_bot: bool = True


def bad_json() -> ApiError:
    return ApiError(400, 50109, "The request body contains invalid JSON.")


async def read_body(request: web.Request) -> tuple[Any, tuple[Upload, ...]]:
    """The JSON and the files of a request, from a plain or a multipart body; `ApiError` for broken JSON."""
    if request.content_type.startswith("multipart/"):
        return await _read_parts(request)
    raw = await request.read()
    return parse(raw) if raw else None, ()


async def _read_parts(request: web.Request) -> tuple[Any, tuple[Upload, ...]]:
    body: Any = None
    uploads: dict[str, Upload] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            uploads[name] = Upload(value.filename, value.file.read(), value.content_type)
            value.file.close()
        elif name == "payload_json":
            body = parse(value.encode() if isinstance(value, str) else bytes(value))
    ordered = sorted(uploads, key=lambda name: (len(name), name))
    return body, tuple(uploads[name] for name in ordered)


def parse(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        raise bad_json() from None
