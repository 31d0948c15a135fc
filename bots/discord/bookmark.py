"""How far Discord's events are stored, written down for the next life of the program.

Discord counts what it tells a bot, and on RESUME repeats what comes after the number that the bot names. So that
number is Discord's "received": it moves on only past events that are in the inbox.
"""

import asyncio
import json
import math
import os
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import structlog

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Session:
    """A session of the gateway. `gateway` is where it is to be resumed, `bot` and `intents` are those it has.

    `roles` are the bot's own, which a resumed session does not tell again.
    """

    id: str
    sequence: int
    gateway: str
    bot: int
    intents: int
    roles: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """`since` is a Unix time: what was said from then on may not be stored, if the session can't be resumed, or
    if it is `unsure` in any case.
    """

    session: Session
    since: float
    unsure: bool = False


class Bookmark:
    """A file that can't be read or written costs no more than a RESUME. Written at most `every` so many seconds."""

    def __init__(self, path: Path, every: float = 1.0) -> None:
        self._path = path
        self._every = every
        self._open: dict[int, tuple[int, float]] = {}
        self._tickets = 0
        self._present: Session | None = None
        self._unsure_since: float | None = None
        self._saving: asyncio.TimerHandle | None = None
        self._saved_at = -math.inf

    def load(self) -> Kept | None:
        try:
            kept: dict[str, Any] = json.loads(self._path.read_text(encoding="utf-8"))
            session = Session(
                id=str(kept["id"]),
                sequence=int(kept["sequence"]),
                gateway=str(kept["gateway"]),
                bot=int(kept["bot"]),
                intents=int(kept["intents"]),
                roles=tuple(map(int, kept.get("roles", ()))),
            )
            return Kept(session, float(kept["since"]), kept.get("unsure") is True)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def heard(self, sequence: int) -> int:
        """A ticket for an event with this number, which is not stored yet."""
        self._tickets += 1
        self._open[self._tickets] = sequence, time.time()
        return self._tickets

    def stored(self, ticket: int) -> None:
        self._open.pop(ticket, None)

    def move(self, session: Session) -> None:
        """The session has come this far. A new one is written down at once, or a kill would lose it."""
        new = self._present is None or self._present.id != session.id
        self._present = session
        if new or time.monotonic() - self._saved_at >= self._every:
            self.save()
        elif self._saving is None:
            self._saving = asyncio.get_running_loop().call_later(self._every, self.save)

    def doubt(self, since: float | None) -> None:
        """From `since` on something may have been missed that is still to be looked for; None when it was."""
        self._unsure_since = since

    def save(self) -> None:
        if self._saving is not None:
            self._saving.cancel()
            self._saving = None
        if self._present is None:
            return
        self._saved_at = time.monotonic()
        sequence = min((number - 1 for number, _at in self._open.values()), default=self._present.sequence)
        session = replace(self._present, sequence=min(sequence, self._present.sequence))
        since = min((at for _number, at in self._open.values()), default=time.time())
        kept = {"since": since if self._unsure_since is None else self._unsure_since}
        if self._unsure_since is not None:
            kept["unsure"] = True
        beside = self._path.with_suffix(".new")
        try:
            beside.write_text(json.dumps(asdict(session) | kept), encoding="utf-8")
            os.replace(beside, self._path)
        except OSError as error:
            _log.warning("the Discord session can't be kept for the next start", error=error.strerror)
