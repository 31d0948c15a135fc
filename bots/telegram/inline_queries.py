"""Quick answers in any chat: somebody writes @bot and a question there, and picks the answer to send it."""

import asyncio
from collections.abc import Awaitable, Callable
from hashlib import sha256

import structlog
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import AnswerInlineQuery
from aiogram.types import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)

from bots.telegram.api import Api, Uncertain
from bots.telegram.edits import entities_of
from bots.telegram.rendering import draft
from bots.telegram.spelling import clean
from bots.telegram.updates import sender_of
from graphs.dialogue import Sender
from texts import detect, translator

Quick = Callable[[Sender, str], Awaitable[str]]
"""The answer to one person's question, as Markdown and without any memory; empty where there is none."""

PAUSE = 0.7
"""Seconds without another letter after which a question is taken for whole."""
KEPT = 60
"""Seconds for which Telegram may show the same person the same answer again."""
_PREVIEW = 200
START = "inline"
"""What the button beside the answers brings to /start."""

_log = structlog.get_logger(__name__)


class InlineQueries:
    """Each person has one question at work at a time, and then the newest of those typed meanwhile.

    They are stored nowhere: Telegram forgets one within seconds.
    """

    def __init__(self, api: Api, quick: Quick | None) -> None:
        self._api = api
        self._quick = quick
        self._newest: dict[int, InlineQuery] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def take(self, query: InlineQuery) -> None:
        person = query.from_user.id
        self._newest[person] = query
        if person not in self._tasks:
            self._tasks[person] = asyncio.create_task(self._serve(person), name=f"inline for {person}")

    async def close(self) -> None:
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, person: int) -> None:
        try:
            while person in self._newest:
                await self._answer(await self._whole(person))
        finally:
            self._newest.pop(person, None)
            self._tasks.pop(person, None)

    async def _whole(self, person: int) -> InlineQuery:
        """The newest question, once nothing was typed for a while; there is no need to wait for an empty one."""
        while True:
            query = self._newest[person]
            if query.query.strip():
                await asyncio.sleep(PAUSE)
            if self._newest[person] is query:
                return self._newest.pop(person)

    async def _said(self, sender: Sender, question: str) -> str:
        if self._quick is None:
            return ""
        try:
            return await self._quick(sender, question)
        except Exception:
            _log.exception("a quick answer failed")
            return ""

    async def _answer(self, query: InlineQuery) -> None:
        question = clean(query.query).strip()
        sender = sender_of(query.from_user)
        text = await self._said(sender, question) if question else ""
        locale = detect(question, sender.locale or "en")
        _ = translator(locale)
        answer = AnswerInlineQuery(
            inline_query_id=query.id,
            results=[_article(question, text, locale)] if text.strip() else [],
            cache_time=KEPT if text.strip() else 0,
            is_personal=True,
            button=InlineQueryResultsButton(text=_("Talk to me in a chat"), start_parameter=START),
        )
        try:
            await self._api.ask(answer)
        except (TelegramAPIError, Uncertain) as error:
            _log.debug("a quick answer came too late", reason=str(error))


def _article(question: str, text: str, locale: str) -> InlineQueryResultArticle:
    """The message that is sent when it is picked says the question, too: others in the chat have not seen it."""
    _ = translator(locale)
    quoted = "\n".join(f"> {line}" for line in question.splitlines())
    whole, alone = draft(f"{quoted}\n\n{text}"), draft(text)
    return InlineQueryResultArticle(
        id=sha256(f"{question}\0{text}".encode()).hexdigest()[:32],
        title=_("Send this answer"),
        description=alone.text[:_PREVIEW],
        input_message_content=InputTextMessageContent(
            message_text=whole.text,
            entities=entities_of(whole),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
    )
