"""An answer that grows in its message while the model is still writing it."""

import asyncio

import structlog
from aiogram.exceptions import TelegramAPIError

from bots.pacing import Kind
from bots.platform import Undeliverable
from bots.telegram.answer import Answer
from bots.telegram.api import Api, Patience, Uncertain
from bots.telegram.edits import edit
from bots.telegram.parts import TextPart
from bots.telegram.placeholder import PLACEHOLDER
from bots.telegram.post import Post
from bots.telegram.rendering import draft

LOOK_AGAIN = 1.0
"""Seconds after which it is looked for room again where there was none."""

_log = structlog.get_logger(__name__)


class Growing:
    """Shows the newest words whenever the chat's budget has room; what comes in between is left out."""

    def __init__(self, api: Api, answer: Answer, patience: Patience) -> None:
        self._api = api
        self._patience = patience
        self._answer = answer
        self._text = ""
        self._news = asyncio.Event()
        self._over = False
        self._idle = False
        self._opened = False
        self._late = False
        self._left = False
        self._task = asyncio.create_task(self._run(), name=f"draft of turn {answer.turn_id}")

    def say(self, text: str) -> None:
        """The answer so far."""
        self._text = text
        self._news.set()

    async def stop(self) -> Answer:
        """The answer, into which no draft is written any more.

        An edit that Telegram may still carry out later would undo the whole answer, so its message is given up.
        """
        self._over = True
        if self._idle:
            self._task.cancel()
        await asyncio.wait([self._task], timeout=self._patience.handover if self._opened else None)
        self._left = self._late or not self._task.done()
        if self._left:
            await self._answer.forsake(0)
        return self._answer

    async def closed(self) -> None:
        """Ends it wherever it is."""
        self._task.cancel()
        await asyncio.wait([self._task])

    async def _run(self) -> None:
        try:
            await self._grow()
        except (TelegramAPIError, Undeliverable) as error:
            _log.debug("a draft can't be shown", turn=self._answer.turn_id, reason=str(error))
        except Uncertain as error:
            self._late = error.late
        except Exception:
            _log.exception("a draft failed", turn=self._answer.turn_id)

    async def _grow(self) -> None:
        post = await self._answer.post(0)
        self._opened = True
        shown = TextPart(PLACEHOLDER)
        while not self._over:
            if not await self._may_show(post):
                continue
            words = draft(self._text)
            if words != shown and await self._show(post, words):
                shown = words
                if not self._left:
                    self._answer.drafted(words)

    async def _show(self, post: Post, words: TextPart) -> bool:
        """False where it isn't certain that the message says this now."""
        self._answer.drafted(None)
        try:
            return await self._api.try_once(post.chat, edit(post, words, None), self._patience.draft)
        except Uncertain as error:
            if error.late:
                raise
            return False

    async def _may_show(self, post: Post) -> bool:
        """Waits until there are other words; false where there is no room for them."""
        self._idle = True
        await self._news.wait()
        room = await self._api.room(post.chat, Kind.DRAFT, post.ref)
        if room:
            self._news.clear()
        else:
            await asyncio.sleep(LOOK_AGAIN)
        self._idle = False
        return room
