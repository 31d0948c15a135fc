"""Updates pushed to the bot's own address, again and again until it says 2xx."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import aiohttp

from tests.fakes.telegram.calls import Call, Upload
from tests.fakes.telegram.updates import Update, UpdateQueue, wire_body
from tests.fakes.telegram.wire import Json, is_object

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
PATIENCE = 60.0
"""Seconds after which an answer is not waited for any more."""

Perform = Callable[[Call], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Hook:
    """Where updates go; an empty url means nowhere."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40


@dataclass(frozen=True, slots=True)
class Attempt:
    """One delivery. `status` is None where no answer came, and `error` why. `at` is `time.monotonic()`."""

    update: int
    at: float
    status: int | None
    error: str = ""


@dataclass(slots=True)
class Webhook:
    """Delivers updates of one chat in order, and those of several chats side by side, as Telegram does.

    The first failure is tried again at once, later ones after 2, 4, 8 ... 60 seconds times `pace`, or after
    the bot's own Retry-After. A method call in the body of the answer is performed.
    """

    queue: UpdateQueue
    perform: Perform
    noticed: Callable[[], None]
    pace: float = 1.0
    hook: Hook = Hook()
    attempts: list[Attempt] = field(default_factory=list[Attempt])
    last_error: str = ""
    last_error_at: float = 0
    _lanes: dict[int, deque[Update]] = field(default_factory=dict[int, deque[Update]])
    _tasks: dict[int, asyncio.Task[None]] = field(default_factory=dict[int, "asyncio.Task[None]"])
    _session: aiohttp.ClientSession | None = None
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(40))

    def __post_init__(self) -> None:
        self.queue.listeners.append(self._take)

    async def set(self, hook: Hook) -> None:
        await self.stop()
        self.hook = hook
        self.last_error, self.last_error_at = "", 0
        if hook.url:
            self._slots = asyncio.Semaphore(hook.max_connections)
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE))
            for update in list(self.queue.pending.values()):
                self._take(update)

    async def stop(self) -> None:
        """Ends deliveries under way; what was not confirmed stays in the queue."""
        self.hook = Hook()
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._lanes.clear()
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _take(self, update: Update) -> None:
        if not self.hook.url:
            return
        key = update.id if update.chat is None else update.chat
        lane = self._lanes.setdefault(key, deque())
        if update not in lane:
            lane.append(update)
        if key not in self._tasks:
            self._tasks[key] = asyncio.get_running_loop().create_task(self._drain(key, lane))

    async def _drain(self, key: int, lane: deque[Update]) -> None:
        try:
            while lane:
                await self._deliver(lane[0])
                lane.popleft()
        finally:
            del self._tasks[key]
            self._lanes.pop(key, None)

    async def _deliver(self, update: Update) -> None:
        failures = 0
        while update.id in self.queue.pending:
            async with self._slots:
                retry_after = await self._attempt(update)
            if retry_after is None:
                failures = 0
                self.queue.confirm(update)
                continue
            failures += 1
            backoff = 0 if failures == 1 else min(60, 2 ** (failures - 1))
            await asyncio.sleep((retry_after or backoff) * self.pace)

    async def _attempt(self, update: Update) -> float | None:
        """None where the bot has it, else the seconds that it asks to wait, 0 where it asks for none."""
        assert self._session is not None
        headers = {SECRET_HEADER: self.hook.secret} if self.hook.secret else {}
        update.delivered()
        at = time.monotonic()
        try:
            async with self._session.post(self.hook.url, json=wire_body(update), headers=headers) as response:
                reply = await _read_reply(response)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._note(Attempt(update.id, at, None, f"{type(error).__name__}: {error}"))
            self._failed("Connection refused" if isinstance(error, OSError) else "Webhook connection closed")
            return 0
        self._note(Attempt(update.id, at, response.status))
        if 200 <= response.status < 300:
            await self._perform_reply(reply)
            return None
        self._failed(f"Wrong response from the webhook: {response.status} {response.reason}")
        asked = response.headers.get("Retry-After", "")
        return min(int(asked), 3600) if asked.isdigit() else 0

    def _note(self, attempt: Attempt) -> None:
        self.attempts.append(attempt)
        self.noticed()

    async def _perform_reply(self, reply: Call) -> None:
        """A call that the bot made by answering. Methods that read or set up deliveries are ignored there."""
        name = reply.method.lower()
        if (
            name
            and name not in {"setwebhook", "deletewebhook", "close", "logout"}
            and not name.startswith("get")
        ):
            await self.perform(reply)

    def _failed(self, error: str) -> None:
        self.last_error, self.last_error_at = error, time.time()

    def info(self) -> Json:
        """WebhookInfo."""
        body: Json = {
            "url": self.hook.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.queue.pending),
        }
        if self.hook.url:
            body |= {"max_connections": self.hook.max_connections, "ip_address": "127.0.0.1"}
        if self.last_error:
            body |= {"last_error_date": int(self.last_error_at), "last_error_message": self.last_error}
        if self.queue.allowed is not None:
            body["allowed_updates"] = sorted(self.queue.allowed)
        return body


async def _read_reply(response: aiohttp.ClientResponse) -> Call:
    """The method call in an answer, JSON, form or multipart; an empty method where there is none."""
    params: Json = {}
    uploads: dict[str, Upload] = {}
    if response.content_type == "application/json":
        params = _object(await response.text())
    elif response.content_type == "application/x-www-form-urlencoded":
        params = dict(parse_qsl(await response.text()))
    elif response.content_type.startswith("multipart/"):
        await _read_parts(response, params, uploads)
    return Call(str(params.pop("method", "")), params, uploads, source="webhook")


async def _read_parts(response: aiohttp.ClientResponse, params: Json, uploads: dict[str, Upload]) -> None:
    reader = aiohttp.MultipartReader.from_response(response)
    async for part in reader:
        if not isinstance(part, aiohttp.BodyPartReader):
            continue
        data = bytes(await part.read(decode=True))
        if part.filename:
            media_type = part.headers.get("Content-Type", "application/octet-stream")
            uploads[part.name or ""] = Upload(part.filename, media_type, data)
        else:
            params[part.name or ""] = data.decode()


def _object(text: str) -> Json:
    try:
        parsed = json.loads(text or "{}")
    except ValueError:
        return {}
    return parsed if is_object(parsed) else {}
