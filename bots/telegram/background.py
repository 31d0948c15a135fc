"""Calls that nothing waits for: they are made in the meantime, and their failure changes nothing."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress

from aiogram.exceptions import TelegramAPIError
from aiogram.methods import AnswerCallbackQuery, EditMessageReplyMarkup
from aiogram.types import InlineKeyboardMarkup

from bots.platform import Undeliverable
from bots.telegram.api import Api, Gone, Uncertain
from bots.telegram.post import Post

TRIES = 3
"""How often each is tried. Telegram forgets a press after 15 seconds anyway."""


class Background:
    def __init__(self, api: Api) -> None:
        self._api = api
        self._tasks: set[asyncio.Task[None]] = set()
        self._keyboards: dict[Post, asyncio.Task[None]] = {}

    def answer_query(self, query_id: str, text: str) -> None:
        """Stops the button's spinning; a text is shown until the person closes it."""
        self._start(self._answer_query(query_id, text))

    def show_keyboard(self, post: Post, keyboard: InlineKeyboardMarkup | None) -> None:
        task = self._start(self._show_keyboard(post, keyboard, self._keyboards.get(post)))
        self._keyboards[post] = task
        task.add_done_callback(lambda _: self._forget(post, task))

    async def rest(self, post: Post, seconds: float) -> None:
        """Returns when no keyboard is on its way to a message any more: one that isn't there yet is given up."""
        task = self._keyboards.get(post)
        if task is not None:
            await asyncio.wait([task], timeout=seconds)
            task.cancel()

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _forget(self, post: Post, task: asyncio.Task[None]) -> None:
        if self._keyboards.get(post) is task:
            del self._keyboards[post]

    async def _answer_query(self, query_id: str, text: str) -> None:
        answer = AnswerCallbackQuery(
            callback_query_id=query_id, text=text or None, show_alert=bool(text) or None
        )
        for _, pause in zip(range(TRIES), self._api.pauses(), strict=False):
            try:
                await self._api.ask(answer)
                return
            except Uncertain:
                await asyncio.sleep(pause)
            except TelegramAPIError:
                return

    async def _show_keyboard(
        self, post: Post, keyboard: InlineKeyboardMarkup | None, before: asyncio.Task[None] | None
    ) -> None:
        """After the one `before`, so that the newest stays."""
        if before is not None:
            await asyncio.gather(before, return_exceptions=True)
        show = EditMessageReplyMarkup(chat_id=post.chat, message_id=post.message, reply_markup=keyboard)
        with suppress(TelegramAPIError, Gone, Uncertain, Undeliverable):
            await self._api.edit(post.chat, show, tries=TRIES)
