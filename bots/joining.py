"""Messages that came in several updates and are one turn: pasted text that a client cut, albums, later versions.

Each update is in the inbox by itself before its platform is told "received". The turn of the first takes in
the others when its time comes: from then on, in one transaction, it says what all of them said, and they are
over. A crash before that loses nothing, and one after it finds a single turn.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from bots.queue import Handle
from graphs.dialogue import Incoming, dump, load_incoming
from storage.inbox import Inbox, Turn

MOST_ROUNDS = 20
"""How often more of a message is waited for."""


class Joining(Protocol):
    """How the messages of one platform belong together. `parts` are what has come so far, in order."""

    def pause(self, parts: Sequence[Incoming]) -> float:
        """Seconds within which more may come; 0 where nothing more is expected."""
        ...

    def belongs(self, parts: Sequence[Incoming], later: Incoming) -> bool: ...

    def join(self, parts: Sequence[Incoming]) -> Incoming:
        """What the parts say together; it keeps the first one's update id."""
        ...


class Joiner:
    """Stands before what answers turns, and gives it whole ones."""

    def __init__(self, inbox: Inbox, handle: Handle, joinings: Mapping[str, Joining]) -> None:
        self._inbox = inbox
        self._handle = handle
        self._joinings = joinings

    async def handle(self, turn: Turn) -> None:
        if turn.state in ("done", "failed"):
            return
        joining = self._joinings.get(turn.platform)
        if joining is not None and turn.state == "waiting":
            turn = await self._whole(turn, joining)
            if await self._says_nothing_new(turn):
                await self._inbox.done(turn.id)
                return
        await self._handle(turn)

    async def _whole(self, turn: Turn, joining: Joining) -> Turn:
        parts = [load_incoming(turn.payload)]
        joined: list[int] = []
        after, waited = turn.id, False
        for _round in range(MOST_ROUNDS):
            behind = [
                (later.id, load_incoming(later.payload)) for later in await self._inbox.behind(turn, after)
            ]
            known = len(parts)
            for after, said in behind:
                if not said.by_itself and joining.belongs(parts, said):
                    parts.append(said)
                    joined.append(after)
            pause = joining.pause(parts)
            if not pause or (waited and len(parts) == known):
                break
            waited = True
            await asyncio.sleep(pause)
        if not joined:
            return turn
        payload = dump(joining.join(parts))
        await self._inbox.join(turn.id, payload, joined)
        return replace(turn, payload=payload)

    async def _says_nothing_new(self, turn: Turn) -> bool:
        """Whether this is a later version of a message with the words of the version before."""
        said = load_incoming(turn.payload)
        if not said.edited:
            return False
        earlier = await self._inbox.earlier(turn.platform, turn.place, said.message, turn.id)
        if earlier is None:
            return False
        before = load_incoming(earlier.payload)
        return (before.text, before.attachments) == (said.text, said.attachments)
