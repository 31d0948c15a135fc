"""One turn: who is it, what is asked, the answer, its settling and its delivery."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import structlog

from bots.access import may_open, may_see
from bots.apologies import apology
from bots.commands import Again, find_command
from bots.counter import Asked
from bots.listening import Listening
from bots.messages import words_of
from bots.metrics import Metrics
from bots.noticing import Noticing
from bots.openings import Openings
from bots.platform import Delivery, Platform, Unanswered, Undeliverable
from bots.presenting import Presenting, understood
from bots.queue import stops
from bots.reception import Reception
from bots.recordings import as_said, is_to_be_heard
from bots.serving import Serving
from bots.settling import UNHEARD, Answered, Settling
from bots.talking import Talking
from bots.text_files import as_read, is_to_be_read, read_files
from bots.trying_again import tried_again, went_unanswered
from graphs.dialogue import LASTING, Draft, Incoming, Reply, dump, load_incoming, load_reply
from graphs.said import Answer
from graphs.waiting import Show
from storage.inbox import Inbox, Turn
from storage.sessions import Sessions
from storage.users import User
from storage.visits import Visit
from texts import detect, translator

ANSWERED_AT_ONCE = 64
"""Turns, over all platforms. Deliveries are not counted: one may wait minutes for a platform's leave."""

_log = structlog.get_logger(__name__)


class Turns:
    """Answers turns for the queue. Replaying one at any point gives the same single answer."""

    def __init__(
        self,
        inbox: Inbox,
        sessions: Sessions,
        reception: Reception,
        openings: Openings,
        serving: Serving,
        talking: Talking,
        settling: Settling,
        noticing: Noticing,
        listening: Listening,
        presenting: Presenting,
        platforms: Mapping[str, Platform],
        metrics: Metrics,
    ) -> None:
        self._inbox = inbox
        self._reception = reception
        self._openings = openings
        self._sessions = sessions
        self._serving = serving
        self._talking = talking
        self._settling = settling
        self._noticing = noticing
        self._listening = listening
        self._presenting = presenting
        self._platforms = platforms
        self._metrics = metrics
        self._free = asyncio.Semaphore(ANSWERED_AT_ONCE)

    async def handle(self, turn: Turn) -> None:
        """Answers, delivers, and marks the turn as done; raises where it has to be tried again."""
        began = time.perf_counter()
        incoming = load_incoming(turn.payload)
        platform = self._platforms[turn.platform]
        reply = await self._reply(turn, incoming, platform)
        if reply is None:
            await self._leave_unanswered(turn, incoming, platform)
            return
        try:
            await platform.deliver(Delivery(turn.id, incoming, reply))
        except Undeliverable as reason:
            _log.warning("reply can't be delivered", turn=turn.id, place=turn.place, reason=str(reason))
            self._metrics.failed.labels("undeliverable").inc()
            await self._inbox.failed(turn.id, "undeliverable")
            return
        await self._inbox.done(turn.id)
        self._metrics.answered.labels(turn.platform).inc()
        self._metrics.seconds.labels(turn.platform).observe(time.perf_counter() - began)

    async def give_up(self, turn: Turn, error: str) -> None:
        """Says that a turn could not be answered, where that can still be said and somebody waits for it."""
        incoming = load_incoming(turn.payload)
        self._metrics.failed.labels("given up").inc()
        if incoming.notice or incoming.owed:
            return
        reply = apology(turn.id, error, detect(incoming.text, incoming.sender.locale or "en"))
        await self._platforms[turn.platform].deliver(Delivery(turn.id, incoming, reply))

    async def settle_earlier(self, turn_id: int, reply: Reply) -> None:
        """Stores the reply of a turn that a crash left open, when a later turn of its session comes first."""
        turn = await self._inbox.get(turn_id)
        if turn is None or turn.state != "waiting":
            return
        incoming = load_incoming(turn.payload)
        visit = await self._reception.receive(incoming)
        asked = await self._asked(turn_id, incoming, as_read(as_said(incoming)), visit)
        await self._settling.settle(Answered(Answer(reply), asked, asked.incoming.text))

    async def _leave_unanswered(self, turn: Turn, incoming: Incoming, platform: Platform) -> None:
        if isinstance(platform, Unanswered):
            await platform.unanswered(turn.id, incoming)
        await self._inbox.done(turn.id)
        self._metrics.unanswered.labels(turn.platform).inc()

    async def _reply(self, turn: Turn, incoming: Incoming, platform: Platform) -> Reply | None:
        """What to deliver; None where the person wants no answer."""
        if turn.reply:
            return load_reply(turn.reply)
        if stops(incoming):  # what it stops may hold every place
            return await self._answer(turn.id, incoming, platform)
        async with self._free:
            if incoming.notice or incoming.owed:
                return await self._tell(turn.id, incoming)
            return await self._answer(turn.id, incoming, platform)

    async def _tell(self, turn_id: int, incoming: Incoming) -> Reply | None:
        """Part of no session: nobody has said anything."""
        reply = await (self._noticing.reply(incoming) if incoming.notice else self._owed(incoming))
        if reply is not None:
            await self._inbox.answered(turn_id, dump(reply))
        return reply

    async def _owed(self, incoming: Incoming) -> Reply | None:
        visit = await self._reception.receive(incoming)
        return await self._serving.paying.owed(incoming.owed, visit.user)

    async def _answer(self, turn_id: int, incoming: Incoming, platform: Platform) -> Reply | None:
        source, meant = await tried_again(turn_id, incoming, self._inbox)
        return await self._answer_what(turn_id, incoming, source, meant, platform)

    async def _answer_what(
        self, turn_id: int, incoming: Incoming, source: int, meant: Incoming, platform: Platform
    ) -> Reply | None:
        """`meant` came in the turn `source`. After listening, which takes its time, it begins again."""
        visit = await self._reception.receive(incoming)
        asked = await self._asked(turn_id, incoming, as_read(as_said(meant)), visit)
        silent = visit.user.state == "off" and not incoming.pressed
        if is_to_be_heard(meant):
            heard = None if silent else await self._listen(source, asked, platform)
            if heard is None or isinstance(heard, Reply):
                return heard
            return await self._answer_what(turn_id, incoming, source, heard, platform)
        if is_to_be_read(meant, platform) and not silent:
            read = await read_files(source, meant, asked, platform, self._settling.settlements)
            if isinstance(read, Reply):
                return await self._not_understood(read, asked)
            return await self._answer_what(turn_id, incoming, source, read, platform)
        served = await self._serving.serve(asked, visit)
        if isinstance(served, Reply):
            reply = replace(served, replaces=served.replaces and bool(incoming.pressed))
            reply = await self._presenting.present(reply, asked)
            await self._settling.finish(Answered(Answer(reply), asked))
            return reply
        if served is None and silent:
            return None
        show = partial(_draft, platform, turn_id, meant, understood(asked))
        if isinstance(served, Again):
            return await self._answer_again(served, asked, incoming, platform, show)
        return await self._talking.talk(asked, show)

    async def _answer_again(
        self, again: Again, asked: Asked, incoming: Incoming, platform: Platform, show: Show
    ) -> Reply | None:
        """A recording that was not understood then is listened to now, and a file read."""
        earlier = await self._inbox.get(again.turn_id) if again.turn_id is not None else None
        meant = load_incoming(earlier.payload) if earlier is not None else None
        if (
            earlier is not None
            and meant is not None
            and (is_to_be_heard(meant) or is_to_be_read(meant, platform))
        ):
            return await self._answer_what(asked.turn_id, incoming, earlier.id, meant, platform)
        forgotten = await went_unanswered(again.turn_id, self._inbox)
        return await self._talking.talk(asked, show, again=again.text if forgotten else "")

    async def _listen(self, source: int, asked: Asked, platform: Platform) -> Incoming | Reply:
        heard = await self._listening.understand(source, asked, platform)
        return await self._not_understood(heard, asked) if isinstance(heard, Reply) else heard

    async def _not_understood(self, reply: Reply, asked: Asked) -> Reply:
        """Settled under the name of its file, so that /retry finds it."""
        await self._settling.finish(Answered(Answer(reply, failure=UNHEARD), asked, words_of(asked.incoming)))
        return reply

    async def _asked(self, turn_id: int, incoming: Incoming, meant: Incoming, visit: Visit) -> Asked:
        """What is meant, and the session that it is about: a reply and a press are about that of their message."""
        locale = _language(meant, visit.user)
        asked = Asked(turn_id, meant, visit.user, visit.session, "", locale, translator(locale))
        message = incoming.message if incoming.pressed else incoming.about
        if incoming.pressed.startswith(LASTING):
            return asked
        session = await self._openings.of_message(incoming, message)
        if session is None:
            return asked
        theirs = replace(asked, session=session, replying=True)
        allowed = may_see if find_command(meant.text) else may_open
        return theirs if await allowed(theirs, session, self._sessions) else asked


async def _draft(platform: Platform, turn_id: int, incoming: Incoming, above: str, text: str) -> None:
    await platform.draft(turn_id, incoming, Draft(f"{above}\n\n{text}" if above else text))


def _language(meant: Incoming, user: User) -> str:
    """That of the latest message: of words, that is, and not of a button's label or of a command."""
    if meant.pressed or meant.text.startswith("/"):
        return user.locale
    return detect(meant.text, user.locale)
