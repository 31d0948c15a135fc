"""An answer in a session, by a model: one at a time there, paid for, shown as it grows, and settled."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from uuid import uuid4

import structlog

from bots import window_warning
from bots.access import may_open
from bots.apologies import apology, unavailable, unpaid
from bots.commands.talk import nothing_to_answer
from bots.counter import Asked, Counter
from bots.locks import KeyedLocks
from bots.messages import words_of
from bots.metrics import Metrics
from bots.openings import Openings
from bots.presenting import Presenting
from bots.settling import Answered, Settling
from bots.spending import Spending
from graphs.conversation import Conversation
from graphs.dialogue import Reply
from graphs.said import Answer, Said
from graphs.stopping import Stop, Stopped
from graphs.waiting import Show
from storage.budgets import UsedUp
from storage.sessions import Session

Entitle = Callable[[Session, int, str, str], Awaitable[None]]
"""Gives a session a short title: the session, the turn, what was said first, and its answer."""

_log = structlog.get_logger(__name__)


class Talking:
    def __init__(
        self,
        conversation: Conversation,
        openings: Openings,
        counter: Counter,
        spending: Spending,
        settling: Settling,
        presenting: Presenting,
        *,
        sessions_in_use: KeyedLocks,
        entitle: Entitle | None,
        metrics: Metrics,
    ) -> None:
        self._conversation = conversation
        self._openings = openings
        self._counter = counter
        self._spending = spending
        self._settling = settling
        self._presenting = presenting
        self._sessions_in_use = sessions_in_use
        self._entitle = entitle
        self._metrics = metrics
        self._titles: set[asyncio.Task[None]] = set()

    async def talk(self, asked: Asked, show: Show, *, again: str | None = None) -> Reply:
        """An answer in a session, which nobody else talks in meanwhile.

        With `again` it is one to what was said last: these words, or where they are empty what the memory has.
        """
        session, user = asked.session, asked.user
        if again is None:
            session, user = await self._openings.to_talk_in(asked)
        sessions = self._counter.kept.sessions
        waited = self._sessions_in_use.is_held(session.id)
        async with self._sessions_in_use.hold(session.id):
            now = await sessions.get(session.id) if waited else session
            if now is not None and (not waited or await may_open(asked, now, sessions)):
                return await self._talk_in(replace(asked, session=now, user=user), show, again)
        elsewhere = await sessions.at(asked.place.key, asked.user.id, not asked.place.private)
        return await self.talk(replace(asked, session=elsewhere, user=user, replying=False), show)

    async def close(self) -> None:
        """Leaves titles that are still being thought of."""
        for task in self._titles:
            task.cancel()
        await asyncio.gather(*self._titles, return_exceptions=True)

    async def _talk_in(self, asked: Asked, show: Show, again: str | None) -> Reply:
        with self._counter.running.talk(asked.place.key, asked.user.id, asked.session.user_id) as stop:
            said = _said(asked, stop)
            if again is not None:
                answered = await self._repeat(said, asked, show, again)
            else:
                answered = Answered(await self._converse(said, asked, show), asked, asked.incoming.text)
            answered = replace(answered, answer=await self._presented(answered.answer, asked, show, stop))
        warns = window_warning.is_due(answered.answer, asked)
        if warns:
            answered = replace(answered, answer=window_warning.with_warning(answered.answer, asked))
        await self._settling.finish(answered)
        if warns:
            await self._remember_warning(asked.session)
        if answered.first and self._entitle is not None:
            self._think_of_a_title(answered, self._entitle)
        return answered.answer.reply

    async def _presented(self, answer: Answer, asked: Asked, show: Show, stop: Stop) -> Answer:
        """Saying an answer takes a while, in which it can be read; stopping that leaves the answer as it is."""
        if asked.user.voice and not (answer.failure or answer.stopped):
            await show(answer.reply.text)
            speaking = self._presenting.present(answer.reply, asked, aloud=True)
            with suppress(Stopped):
                return replace(answer, reply=await stop.unless(speaking, words=str))
        return replace(answer, reply=await self._presenting.present(answer.reply, asked))

    async def _repeat(self, said: Said, asked: Asked, show: Show, words: str) -> Answered:
        words = words or await self._conversation.retract(said) or ""
        if not words:
            return Answered(Answer(Reply(nothing_to_answer(asked._))), asked)
        return Answered(await self._converse(replace(said, text=words), asked, show), asked, words)

    async def _converse(self, said: Said, asked: Asked, show: Show) -> Answer:
        granted = await self._spending.reserve(said, asked)
        if isinstance(granted, UsedUp):
            self._metrics.failed.labels("budget").inc()
            return Answer(unpaid(asked, self._counter), failure="budget")
        try:
            answer = await self._conversation.answer(replace(said, too_dear=granted.too_dear), show)
        except Exception:
            error = uuid4().hex[:8]
            _log.exception("conversation failed", turn=said.turn_id, error_id=error)
            self._metrics.failed.labels("bug").inc()
            await self._conversation.abandon(said)
            return Answer(apology(said.turn_id, error, asked.locale), failure="bug")
        if answer.stopped:
            self._metrics.stopped.labels(asked.incoming.platform).inc()
        if answer.failure:
            self._metrics.failed.labels(answer.failure).inc()
            return replace(answer, reply=unavailable(said.turn_id, answer.failure, asked.locale))
        return answer

    async def _remember_warning(self, session: Session) -> None:
        try:
            await self._counter.kept.sessions.change(session.id, warned=True)
        except LookupError:
            _log.info("session removed meanwhile", session=session.id)

    def _think_of_a_title(self, answered: Answered, entitle: Entitle) -> None:
        asked, answer = answered.asked, answered.answer
        task = asyncio.ensure_future(entitle(asked.session, asked.turn_id, answered.said, answer.reply.text))
        self._titles.add(task)
        task.add_done_callback(self._titles.discard)


def _said(asked: Asked, stop: Stop) -> Said:
    incoming, session, user = asked.incoming, asked.session, asked.user
    heard = session.public or not asked.place.private
    return Said(
        turn_id=asked.turn_id,
        thread_id=session.id,
        caller=replace(asked.caller, aside=False),  # talking is heard by all who are there
        text=words_of(incoming),
        pressed=incoming.pressed,
        mode=session.mode,
        model=session.model,
        system_message=session.system_message,
        max_tokens=user.max_tokens,
        speaker=user.name if heard else "",
        stop=stop,
        heard=incoming.heard,
    )
