"""Telegram as a platform."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import GetMe

from bots.pacing import Pacer
from bots.platform import Accept, Delivery, Undeliverable
from bots.telegram.addressing import Me
from bots.telegram.answer import VOICES, Answer
from bots.telegram.api import Api, Patience
from bots.telegram.background import Background
from bots.telegram.checkouts import Check, Checkouts
from bots.telegram.command_list import announce_commands, announce_menu
from bots.telegram.connection import Connection
from bots.telegram.edits import Content, is_there, voice_note
from bots.telegram.files import fetch
from bots.telegram.growing import Growing
from bots.telegram.inline_queries import InlineQueries, Quick
from bots.telegram.intake import Intake
from bots.telegram.invoices import Invoices
from bots.telegram.keyboards import keyboard, links_beside, prompts
from bots.telegram.parts import TextPart
from bots.telegram.polling import poll
from bots.telegram.post import Newest
from bots.telegram.posts import Posts
from bots.telegram.presses import Presses
from bots.telegram.reactions import Reactions
from bots.telegram.rendering import render
from bots.telegram.typing_signs import TypingSigns
from bots.telegram.updates import NAME, Reader
from bots.telegram.webhook import Webhook
from bots.telegram.wording import no_invoice, nothing, unsent
from graphs.dialogue import Attachment, Draft, Incoming, Invoice
from payments.provider import Refused
from storage.deliveries import Deliveries
from storage.inbox import Inbox

_PAYLOAD = re.compile("[A-Za-z0-9_-]{1,64}")

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Till:
    """What taking money needs: a payment provider's `token` (none for Stars alone), and whether it may be taken."""

    token: str = ""
    check: Check | None = None


class Telegram:
    """One bot. With a `webhook` updates are brought, without one they are fetched.

    `quick` answers the questions that people ask it from within other chats.
    """

    def __init__(
        self,
        bot: Bot,
        pacer: Pacer,
        inbox: Inbox,
        deliveries: Deliveries,
        webhook: Webhook | None,
        patience: Patience,
        quick: Quick | None = None,
        till: Till | None = None,
    ) -> None:
        self._bot = bot
        self._webhook = webhook
        self._patience = patience
        self._newest = Newest()
        self._api = Api(bot, pacer, patience)
        self._connection = Connection(self._api)
        self._posts = Posts(self._api, inbox, deliveries, self._newest)
        self._background = Background(self._api)
        self._signs = TypingSigns(self._api, inbox)
        self._reactions = Reactions(self._api, inbox)
        self._inline_queries = InlineQueries(self._api, quick)
        till = till or Till()
        self._checkouts = Checkouts(self._api, till.check)
        self._invoices = Invoices(self._api, till.token)
        self._presses = Presses(inbox, deliveries, self._background, self._signs)
        self._username = ""
        self._growing: dict[int, Growing] = {}

    @property
    def name(self) -> str:
        return NAME

    async def check(self) -> None:
        """Raises `connection.Disconnected`, which says why no updates come."""
        await self._connection.check()

    async def receive(self, update: object) -> None:
        """What the webhook's endpoint calls with the JSON of an update; see `Webhook.receive`."""
        assert self._webhook is not None
        await self._webhook.receive(update)

    async def run(self, accept: Accept) -> None:
        me = await self._connection.insist(GetMe())
        self._username = me.username or ""
        intake = self.intake(Me(me.id, me.username or ""))
        async with asyncio.TaskGroup() as group:
            group.create_task(announce_commands(self._api), name="commands of Telegram")
            group.create_task(announce_menu(self._api), name="menu of Telegram")
            if self._webhook is not None:
                await self._webhook.run(self._connection, intake, accept)
            else:
                await poll(self._connection, intake, accept)

    def intake(self, me: Me) -> Intake:
        """What takes in the updates of the bot with this account."""
        return Intake(
            Reader(me),
            self._presses,
            self._newest,
            self._signs,
            self._reactions,
            self._inline_queries,
            self._checkouts,
        )

    async def draft(self, turn_id: int, incoming: Incoming, draft: Draft) -> None:
        if not draft.text.strip():
            return
        if turn_id not in self._growing:
            self._growing[turn_id] = Growing(self._api, self._answer(turn_id, incoming), self._patience)
        self._growing[turn_id].say(draft.text)

    async def deliver(self, delivery: Delivery) -> None:
        growing = self._growing.pop(delivery.turn_id, None)
        try:
            answer = await growing.stop() if growing else self._answer(delivery.turn_id, delivery.incoming)
            await self._write(answer, delivery)
            self._presses.answered(delivery.incoming, in_place=delivery.reply.replaces)
            self._reactions.end(delivery.incoming, answered=True)
        finally:
            self._signs.end(delivery.incoming)

    async def unanswered(self, turn_id: int, incoming: Incoming) -> None:
        """A turn is over without an answer: nothing is left of what showed that one was on its way."""
        growing = self._growing.pop(turn_id, None)
        if growing is not None:
            await (await growing.stop()).end(0)
        self._signs.end(incoming)
        self._reactions.end(incoming, answered=False)

    def link(self, payload: str) -> str:
        """An address that opens a private chat, where a press sends "/start" with the payload.

        Empty before the bot is connected, and for what Telegram doesn't carry: it takes up to 64 of A-Z, a-z, 0-9,
        _ and -.
        """
        carried = self._username and _PAYLOAD.fullmatch(payload)
        return f"https://t.me/{self._username}?start={payload}" if carried else ""

    async def invoice_link(self, invoice: Invoice) -> str:
        """An address at which anybody may pay it. Raises `payments.provider`'s errors."""
        return await self._invoices.link(invoice)

    async def refund_stars(self, payer: str, charge: str) -> None:
        """Raises `payments.provider`'s errors."""
        await self._invoices.refund_stars(payer, charge)

    async def fetch(self, attachment: Attachment, most: int) -> bytes:
        """A file that a person sent. Raises `TooLarge` or `NotFetched`."""
        return await fetch(self._bot, self._api, attachment, most)

    async def close(self) -> None:
        for growing in self._growing.values():
            await growing.closed()
        await self._signs.close()
        await self._reactions.close()
        await self._inline_queries.close()
        await self._checkouts.close()
        await self._background.close()
        await self._bot.session.close()

    def _answer(self, turn_id: int, incoming: Incoming) -> Answer:
        return Answer(self._api, self._posts, turn_id, incoming)

    async def _write(self, answer: Answer, delivery: Delivery) -> None:
        reply = delivery.reply
        contents = _contents(delivery) or (nothing(delivery.incoming),)
        keys = keyboard(delivery.turn_id, reply.panel)
        under = _last_words(contents)
        if reply.replaces:
            for post in await answer.replace(under, len(contents)):
                await self._background.rest(post, self._patience.handover)
        for part, content in enumerate(contents):
            await answer.write(part, content, keys if part == under else None)
        if reply.invoice is not None:
            await self._ask_for_money(answer, len(contents), reply.invoice)
        voices = [file for file in reply.attachments if file.kind == "voice" and is_there(file)]
        for number, voice in enumerate(voices):
            await self._say(answer, VOICES + number, voice)
        await answer.end(len(contents) + (reply.invoice is not None), len(voices))

    async def _say(self, answer: Answer, part: int, voice: Attachment) -> None:
        """Whoever takes no voice notes gets a recording instead."""
        try:
            await answer.place(part, lambda chat: voice_note(chat, answer.asked.place, voice))
        except (TelegramAPIError, Undeliverable) as error:
            _log.info("Telegram refused a voice note", turn=answer.turn_id, reason=str(error))
            await answer.write(part, replace(voice, kind="audio"), None)

    async def _ask_for_money(self, answer: Answer, part: int, invoice: Invoice) -> None:
        try:
            await answer.place(part, lambda chat: self._invoices.message(chat, answer.asked.place, invoice))
        except (Refused, TelegramAPIError) as error:
            _log.error("Telegram refused an invoice", turn=answer.turn_id, reason=str(error))
            await answer.write(part, no_invoice(answer.asked), None)


def _contents(delivery: Delivery) -> tuple[Content, ...]:
    """Each is a message: the words, what keyboards have no room for, and the files but voice notes."""
    reply = delivery.reply
    texts = (reply.whole, links_beside(reply.panel), prompts(reply.panel))
    written = (file for file in reply.attachments if file.kind != "voice")
    files = (file if is_there(file) else unsent(file.name, delivery.incoming) for file in written)
    return (*render("\n\n".join(text for text in texts if text)), *files)


def _last_words(contents: Sequence[Content]) -> int:
    """Which one the keyboard is for; a file only where there are no words."""
    words = (part for part, content in enumerate(contents) if isinstance(content, TextPart))
    return max(words, default=len(contents) - 1)
