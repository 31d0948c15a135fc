"""Discord's gateway: who is connected, what they are told, and trouble on demand."""

import secrets

from aiohttp import web

from tests.fakes.discord.cable import cut
from tests.fakes.discord.gateway.connection import INVALID_SEQUENCE, INVALID_SESSION, RECONNECT, Connection
from tests.fakes.discord.gateway.session import RESUMED, Session
from tests.fakes.discord.gateway.transport import encoder
from tests.fakes.discord.payload import Payload
from tests.fakes.discord.world.events import Event
from tests.fakes.discord.world.intents import Intent
from tests.fakes.discord.world.people import member_payload
from tests.fakes.discord.world.world import World


class Gateway:
    """`heartbeat_ms` is what HELLO asks for. `duplicates` sends every event so many more times.

    `acknowledging` off leaves heartbeats unanswered; `accepting` off refuses new connections with 503.
    `identify_every` seconds must lie between two IDENTIFYs (Discord: 5), a hastier one gets INVALID_SESSION.
    `keep` is for how many seconds a session can be resumed.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.heartbeat_ms = 41_250
        self.acknowledging = True
        self.accepting = True
        self.duplicates = 0
        self.identify_every = 0.0
        self.keep = 180.0
        self.heartbeats = 0
        self.identified = 0
        self.resumed = 0
        self.last_event: Event | None = None
        self.connections: dict[Connection, web.Request] = {}
        self.sessions: dict[str, Session] = {}
        self._identified_at = 0.0
        world.listeners.append(self.tell)

    @property
    def connected(self) -> bool:
        """Whether a bot is there and listening."""
        return any(connection.session for connection in self.connections)

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """A bot's websocket, for as long as it lasts."""
        encode = encoder(request.query.get("compress"))
        if not self.accepting or encode is None:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse(timeout=2.0, max_msg_size=4096 * 4)
        await socket.prepare(request)
        connection = Connection(self, socket, encode)
        self.connections[connection] = request
        await connection.run()
        return socket

    def tell(self, event: Event) -> None:
        """Dispatches an event to every session that hears it, connected or to be resumed."""
        self.last_event = event
        for session in list(self.sessions.values()):
            for _ in range(1 + self.duplicates):
                if session.hears(event):
                    session.tell(event)

    def repeat_last(self) -> None:
        """The latest event once more, under a new sequence number."""
        if self.last_event:
            self.tell(self.last_event)

    def inject(self, name: str, data: Payload) -> None:
        """Any event at all, true or not, to every session."""
        self.tell(Event(name, data))

    def begin(self, connection: Connection, intents: Intent, shard: list[int]) -> None:
        """IDENTIFY: a new session hears READY, then its servers."""
        now = self.world.clock.now()
        if now - self._identified_at < self.identify_every:
            connection.send({"op": INVALID_SESSION, "s": None, "t": None, "d": False})
            return
        self._identified_at = now
        self.identified += 1
        self._forget_old(now)
        session = Session(secrets.token_hex(16), intents, connection.send)
        self.sessions[session.id] = session
        connection.session = session
        session.dispatch("READY", self._ready(session, shard))
        for guild in self.world.guilds.values():
            if guild.present and Intent.GUILDS in intents:
                session.dispatch("GUILD_CREATE", guild.create_payload(self.world.bot))
        self.world.changes.note()

    def resume(self, connection: Connection, session_id: str, after: int) -> int:
        """RESUME: what was missed, then RESUMED; or INVALID_SESSION for one that is not known any more."""
        self._forget_old(self.world.clock.now())
        session = self.sessions.get(session_id)
        if session is None:
            connection.send({"op": INVALID_SESSION, "s": None, "t": None, "d": False})
            return 0
        missed = session.missed(after)
        if missed is None:
            del self.sessions[session_id]
            return INVALID_SEQUENCE
        self.resumed += 1
        session.send, session.left_at = connection.send, None
        connection.session = session
        for frame in missed:
            connection.send(frame)
        session.dispatch(RESUMED, {"_trace": []})
        self.world.changes.note()
        return 0

    def left(self, connection: Connection, *, clean: bool) -> None:
        """A connection is gone; its session can be resumed unless the bot said goodbye (1000, 1001)."""
        self.connections.pop(connection, None)
        session = connection.session
        if session and session.send == connection.send:
            session.send, session.left_at = None, self.world.clock.now()
            if clean:
                self.sessions.pop(session.id, None)
        self.world.changes.note()

    def reconnect(self) -> None:
        """Asks all bots to come back (op 7), as Discord does before it restarts a machine."""
        for connection in self.connections:
            connection.send({"op": RECONNECT, "s": None, "t": None, "d": None})

    def invalidate(self, *, resumable: bool = False) -> None:
        """INVALID_SESSION for all; unless `resumable`, their sessions are forgotten."""
        if not resumable:
            self.sessions.clear()
        for connection in self.connections:
            connection.send({"op": INVALID_SESSION, "s": None, "t": None, "d": resumable})

    def forget(self) -> None:
        """Drops all sessions quietly: the next RESUME is answered with INVALID_SESSION."""
        self.sessions.clear()

    def close(self, code: int) -> None:
        """Closes all connections with a code, such as 4000 (unknown error) or 4009 (timed out)."""
        for connection in self.connections:
            connection.close(code)

    def drop(self) -> None:
        """Breaks all connections without a word."""
        for request in list(self.connections.values()):
            cut(request)

    def silence(self) -> None:
        """Says nothing more on the present connections, not even acknowledgements: zombies. New ones work."""
        for connection in self.connections:
            connection.talking.clear()

    def speak(self) -> None:
        """Ends a silence; what was held back goes out."""
        for connection in self.connections:
            connection.talking.set()

    def send_members(self, connection: Connection, guild_id: str, asked: Payload) -> None:
        guild = self.world.guilds.get(guild_id)
        session = connection.session
        if guild is None or session is None:
            return
        wanted = set(map(str, asked.get("user_ids") or []))
        starts = str(asked.get("query") or "").lower()
        members = [
            member_payload(user, guild.made_at)
            for user in guild.members
            if (user.id in wanted if wanted else user.name.lower().startswith(starts))
        ]
        data: Payload = {"guild_id": guild_id, "members": members, "chunk_index": 0, "chunk_count": 1}
        session.dispatch("GUILD_MEMBERS_CHUNK", data | {"nonce": asked.get("nonce"), "not_found": []})

    def _ready(self, session: Session, shard: list[int]) -> Payload:
        world = self.world
        return {
            "v": 10,
            "user": world.bot.payload() | {"verified": True, "mfa_enabled": True, "email": None},
            "guilds": [{"id": one.id, "unavailable": True} for one in world.guilds.values() if one.present],
            "private_channels": [],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": world.gateway_url,
            "shard": shard,
            "application": {"id": world.bot.id, "flags": world.settings.flags},
        }

    def _forget_old(self, now: float) -> None:
        for session in list(self.sessions.values()):
            if session.left_at is not None and now - session.left_at > self.keep:
                del self.sessions[session.id]
