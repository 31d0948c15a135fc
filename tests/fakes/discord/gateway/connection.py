"""One websocket of a bot: reads its operations, writes frames in order."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from tests.fakes.discord.gateway.session import Session
from tests.fakes.discord.gateway.transport import Encode
from tests.fakes.discord.payload import Payload, as_object
from tests.fakes.discord.world.intents import Intent

if TYPE_CHECKING:
    from tests.fakes.discord.gateway.gateway import Gateway

HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, RECONNECT = 1, 2, 3, 4, 6, 7
REQUEST_MEMBERS, INVALID_SESSION, HELLO, ACK = 8, 9, 10, 11

UNKNOWN_OPCODE, DECODE_ERROR, NOT_AUTHENTICATED, AUTHENTICATION_FAILED = 4001, 4002, 4003, 4004
ALREADY_AUTHENTICATED, INVALID_SEQUENCE, RATE_LIMITED, TIMED_OUT = 4005, 4007, 4008, 4009
INVALID_INTENTS, DISALLOWED_INTENTS = 4013, 4014

REASONS = {
    UNKNOWN_OPCODE: "Unknown opcode.",
    DECODE_ERROR: "Error while decoding payload.",
    NOT_AUTHENTICATED: "Not authenticated.",
    AUTHENTICATION_FAILED: "Authentication failed.",
    ALREADY_AUTHENTICATED: "Already authenticated.",
    INVALID_SEQUENCE: "Invalid seq.",
    RATE_LIMITED: "You are being rate limited.",
    TIMED_OUT: "Session timed out.",
    INVALID_INTENTS: "Invalid intent(s).",
    DISALLOWED_INTENTS: "Disallowed intent(s).",
}
MOST_FRAMES, IN_SECONDS = 120, 60.0
LATE_HEARTBEATS = 2.0


class Connection:
    """`send` never waits: frames stand in a queue until the writer gets to them."""

    def __init__(self, gateway: Gateway, socket: web.WebSocketResponse, encode: Encode) -> None:
        self.gateway = gateway
        self.socket = socket
        self.session: Session | None = None
        self.talking = asyncio.Event()
        self.talking.set()
        self._goodbye = False
        self._encode = encode
        self._queue: asyncio.Queue[Payload | int] = asyncio.Queue()
        self._received: deque[float] = deque(maxlen=MOST_FRAMES)

    async def run(self) -> None:
        """Talks until either side ends it."""
        writer = asyncio.create_task(self._write())
        self.send({"op": HELLO, "s": None, "t": None, "d": {"heartbeat_interval": self.gateway.heartbeat_ms}})
        try:
            await self._read()
        finally:
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
            self.gateway.left(self, clean=self._goodbye)

    def send(self, frame: Payload) -> None:
        self._queue.put_nowait(frame)

    def close(self, code: int) -> None:
        """Closes after all that was sent before."""
        self._queue.put_nowait(code)

    async def _write(self) -> None:
        while True:
            frame = await self._queue.get()
            await self.talking.wait()
            if isinstance(frame, int):
                await self.socket.close(code=frame, message=REASONS.get(frame, "").encode())
                return
            wire = self._encode(json.dumps(frame, ensure_ascii=False, separators=(",", ":")))
            if isinstance(wire, bytes):
                await self.socket.send_bytes(wire)
            else:
                await self.socket.send_str(wire)

    async def _read(self) -> None:
        patience = self.gateway.heartbeat_ms / 1000 * LATE_HEARTBEATS + 1
        while True:
            try:
                message = await self.socket.receive(timeout=patience)
            except TimeoutError:
                await self.socket.close(code=TIMED_OUT)
                return
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                self._goodbye = message.type is WSMsgType.CLOSE and message.data in (1000, 1001)
                return
            code = self._take(message.data)
            if code:
                self.close(code)

    def _take(self, raw: str | bytes) -> int:
        """Carries out one operation; gives the code to close with, or 0."""
        now = asyncio.get_running_loop().time()
        if len(self._received) == MOST_FRAMES and now - self._received[0] < IN_SECONDS:
            return RATE_LIMITED
        self._received.append(now)
        try:
            frame: Any = json.loads(raw)
            operation, data = frame["op"], frame.get("d")
        except (ValueError, TypeError, KeyError, AttributeError):
            return DECODE_ERROR
        if operation not in HANDLERS:
            return UNKNOWN_OPCODE
        if self.session is None and operation not in BEFORE_SESSION:
            return NOT_AUTHENTICATED
        return HANDLERS[operation](self, data)

    def heartbeat(self, data: Any) -> int:
        self.gateway.heartbeats += 1
        if self.gateway.acknowledging:
            self.send({"op": ACK, "s": None, "t": None, "d": None})
        return 0

    def identify(self, data: Any) -> int:
        if self.session is not None:
            return ALREADY_AUTHENTICATED
        if not self._knows_token(data):
            return AUTHENTICATION_FAILED
        intents: Any = data.get("intents")
        if not isinstance(intents, int) or intents < 0 or intents >> 32:
            return INVALID_INTENTS
        if Intent(intents) & self.gateway.world.settings.forbidden_intents:
            return DISALLOWED_INTENTS
        self.gateway.begin(self, Intent(intents), data.get("shard") or [0, 1])
        return 0

    def resume(self, data: Any) -> int:
        if self.session is not None:
            return ALREADY_AUTHENTICATED
        if not self._knows_token(data):
            return AUTHENTICATION_FAILED
        return self.gateway.resume(self, str(data.get("session_id")), int(data.get("seq") or 0))

    def _knows_token(self, data: Any) -> bool:
        token = str(as_object(data).get("token"))
        return token.removeprefix("Bot ") == self.gateway.world.token

    def request_members(self, data: Any) -> int:
        self.gateway.send_members(self, str(data.get("guild_id")), data)
        return 0

    def ignore(self, data: Any) -> int:
        return 0


HANDLERS: dict[int, Callable[[Connection, Any], int]] = {
    HEARTBEAT: Connection.heartbeat,
    IDENTIFY: Connection.identify,
    PRESENCE: Connection.ignore,
    VOICE: Connection.ignore,
    RESUME: Connection.resume,
    REQUEST_MEMBERS: Connection.request_members,
}
BEFORE_SESSION = (HEARTBEAT, IDENTIFY, RESUME)
