"""One turn: who is it, what is asked, the answer, its settling and its delivery."""

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import uuid4

import structlog

from bots.commands import Asked, Counter, find_command
from bots.locks import KeyedLocks
from bots.messages import answer_to_files_alone, words_of
from bots.metrics import Metrics
from bots.platform import Delivery, Platform, Undeliverable
from bots.reception import Reception
from graphs.conversation import Answer, Conversation, Said, Show
from graphs.dialogue import Button, Draft, Incoming, Panel, Reply, dump, load_incoming, load_reply
from models.trouble import Reason
from storage.inbox import Inbox, Turn
from storage.sessions import Session
from storage.settlement import Settled, Settlements
from storage.usage import Usage
from storage.users import User, Users
from texts import detect, translator
from tools.caller import Caller

ANSWERED_AT_ONCE = 64
"""Turns, over all platforms. Deliveries are not counted: one may wait minutes for a platform's leave."""

_RETRY = "retry:"
_ID = re.compile(r"[0-9]{1,18}")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Books:
    """The stores that a turn reads and writes."""

    inbox: Inbox
    users: Users
    settlements: Settlements


class Turns:
    """Answers turns for the queue. Replaying one at any point gives the same single answer."""

    def __init__(
        self,
        books: Books,
        conversation: Conversation,
        reception: Reception,
        counter: Counter,
        platforms: Mapping[str, Platform],
        *,
        now: Callable[[], datetime],
        metrics: Metrics,
    ) -> None:
        self._books = books
        self._conversation = conversation
        self._reception = reception
        self._counter = counter
        self._platforms = platforms
        self._now = now
        self._metrics = metrics
        self._sessions_in_use = KeyedLocks()
        self._free = asyncio.Semaphore(ANSWERED_AT_ONCE)

    async def handle(self, turn: Turn) -> None:
        """Answers, delivers, and marks the turn as done; raises where it has to be tried again."""
        began = time.perf_counter()
        incoming = load_incoming(turn.payload)
        platform = self._platforms[turn.platform]
        reply = await self._reply(turn, incoming, platform)
        try:
            await platform.deliver(Delivery(turn.id, incoming, reply))
        except Undeliverable as reason:
            _log.warning("reply can't be delivered", turn=turn.id, place=turn.place, reason=str(reason))
            self._metrics.failed.labels("undeliverable").inc()
            await self._books.inbox.failed(turn.id, "undeliverable")
            return
        await self._books.inbox.done(turn.id)
        self._metrics.answered.labels(turn.platform).inc()
        self._metrics.seconds.labels(turn.platform).observe(time.perf_counter() - began)

    async def give_up(self, turn: Turn, error: str) -> None:
        """Says that a turn could not be answered, where that can still be said."""
        incoming = load_incoming(turn.payload)
        self._metrics.failed.labels("given up").inc()
        reply = _apology(turn.id, error, detect(incoming.text, incoming.sender.locale or "en"))
        await self._platforms[turn.platform].deliver(Delivery(turn.id, incoming, reply))

    async def settle_earlier(self, turn_id: int, reply: Reply) -> None:
        """Stores the reply of a turn that a crash left open, when a later turn of its session comes first."""
        turn = await self._books.inbox.get(turn_id)
        if turn is None or turn.state != "waiting":
            return
        incoming = load_incoming(turn.payload)
        user, session = await self._reception.receive(incoming)
        await self._settle(turn_id, session, user, incoming.text, Answer(reply))

    async def _reply(self, turn: Turn, incoming: Incoming, platform: Platform) -> Reply:
        if turn.reply:
            return load_reply(turn.reply)
        async with self._free:
            return await self._answer(turn, incoming, platform)

    async def _answer(self, turn: Turn, incoming: Incoming, platform: Platform) -> Reply:
        user, session = await self._reception.receive(incoming)
        meant = await self._tried_again(incoming)
        locale = _language(meant, user)
        async with self._sessions_in_use.hold(session.id):
            command = find_command(meant.text)
            files_alone = answer_to_files_alone(meant, locale)
            if meant.pressed.startswith(_RETRY):
                answer = Answer(_not_kept(locale))
            elif command is not None:
                found, words = command
                asked = Asked(user, session, incoming.place.key, words, locale, translator(locale))
                answer = Answer(await found.run(asked, self._counter))
            elif files_alone is not None:
                answer = Answer(files_alone)
            else:
                show = partial(self._draft, platform, turn.id, incoming)
                answer = await self._converse(turn, meant, replace(user, locale=locale), session, show)
            await self._settle(turn.id, session, user, "" if command else meant.text, answer)
        if locale != user.locale:
            await self._books.users.set_locale(user.id, locale)
        return answer.reply

    async def _converse(
        self, turn: Turn, meant: Incoming, user: User, session: Session, show: Show
    ) -> Answer:
        caller = Caller(user.id, user.role, user.locale, user.time_zone)
        said = Said(
            turn_id=turn.id,
            thread_id=session.id,
            caller=caller,
            text=words_of(meant),
            pressed=meant.pressed,
            mode=session.mode,
            model=session.model,
        )
        try:
            answer = await self._conversation.answer(said, show)
        except Exception:
            error = uuid4().hex[:8]
            _log.exception("conversation failed", turn=turn.id, error_id=error)
            self._metrics.failed.labels("bug").inc()
            await self._conversation.abandon(said)
            return Answer(_apology(turn.id, error, caller.locale), failure="bug")
        if answer.failure:
            self._metrics.failed.labels(answer.failure).inc()
            return replace(answer, reply=_unavailable(turn.id, answer.failure, caller.locale))
        return answer

    async def _draft(self, platform: Platform, turn_id: int, incoming: Incoming, text: str) -> None:
        await platform.draft(turn_id, incoming, Draft(text))

    async def _settle(self, turn_id: int, session: Session, user: User, person: str, answer: Answer) -> None:
        """Stores what the turn leaves behind. A command has no words of the person for the transcript."""
        usages = tuple(
            Usage(
                turn_id,
                session.id,
                user.id,
                spent.model,
                spent.input_tokens,
                spent.output_tokens,
                spent.estimated,
            )
            for spent in answer.spent
        )
        for spent in answer.spent:
            self._metrics.tokens.labels(spent.model, "input").inc(spent.input_tokens)
            self._metrics.tokens.labels(spent.model, "output").inc(spent.output_tokens)
        await self._books.settlements.settle(
            Settled(
                turn_id,
                session.id,
                person,
                answer.reply.text if person else "",
                dump(answer.reply),
                usages,
                self._now(),
            )
        )

    async def _tried_again(self, incoming: Incoming) -> Incoming:
        """The message that "Try again" stands for: the same words, by the same person in the same place.

        Where it isn't there, or somebody else's, the press itself.
        """
        again = incoming
        while again.pressed.startswith(_RETRY):
            number = again.pressed.removeprefix(_RETRY)
            turn = await self._books.inbox.get(int(number)) if _ID.fullmatch(number) else None
            if turn is None or turn.place != incoming.place.key:
                return incoming
            again = load_incoming(turn.payload)
            if again.sender.id != incoming.sender.id:
                return incoming
        return again


def _language(meant: Incoming, user: User) -> str:
    """That of the latest message: of words, that is, and not of a button's label or a command's name."""
    if meant.pressed:
        return user.locale
    command = find_command(meant.text)
    return detect(command[1] if command else meant.text, user.locale)


def _apology(turn_id: int, error: str, locale: str) -> Reply:
    _ = translator(locale)
    text = _("Something went wrong on my side (error {error}). Your message is kept.").format(error=error)
    return Reply(text, _try_again(turn_id, locale))


def _unavailable(turn_id: int, reason: str, locale: str) -> Reply:
    _ = translator(locale)
    unreachable = _("The model can't be reached right now. Your message is kept: try again in a minute.")
    sentences = {
        Reason.BUSY: _("The model is busy right now. Your message is kept: try again in a minute."),
        Reason.REFUSED: _(
            "The model server refused our key, so I can't answer. The owner has to check the settings."
        ),
        Reason.REJECTED: _(
            "The model server did not take our request, so I can't answer. The owner has to check the settings."
        ),
        Reason.TOO_LONG: _("That is too long for this model. Send it in parts, or begin anew with /new."),
        Reason.CUT_SHORT: _("The model's answer broke off on the way, more than once. Your message is kept."),
    }
    sentence = next((text for kind, text in sentences.items() if kind == reason), unreachable)
    return Reply(sentence, _try_again(turn_id, locale))


def _not_kept(locale: str) -> Reply:
    _ = translator(locale)
    return Reply(
        _("I don't find that message among yours here, so I can't try it again. Please write it anew.")
    )


def _try_again(turn_id: int, locale: str) -> Panel:
    _ = translator(locale)
    return Panel(rows=((Button(_("Try again"), f"{_RETRY}{turn_id}", "primary"),),))
