"""The terminal as a platform: what is typed becomes updates, replies become text."""

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Self
from uuid import uuid4

import structlog

from bots.platform import Accept, Delivery, Undeliverable
from bots.terminal.choices import choices_of, pages_of
from bots.terminal.offers import Offers
from bots.terminal.person import NAME, place_of, sitting_here
from bots.terminal.plain_screen import PlainScreen
from bots.terminal.printable import one_line, printable
from bots.terminal.screen import Screen, Shown, ShownFile, stops
from bots.terminal.shown import ShownAnswers
from bots.terminal.welcome import Welcome, greeting
from graphs.dialogue import Attachment, Draft, Incoming, Sender
from texts import Translator, translator

LEAVING = ("/quit", "/exit")

_log = structlog.get_logger(__name__)


class Terminal:
    """One person at one terminal. The next line is handed in when the answer to the last one has been shown; only
    the wish to stop an answer is handed in while it grows.

    `home` keeps which answers have been shown, so that a replay after a crash shows none twice.
    """

    def __init__(self, screen: Screen, sender: Sender, home: Path, welcome: Welcome) -> None:
        self._screen = screen
        self._sender = sender
        self._place = place_of(sender)
        self._welcome = welcome
        self._translate = _words_of(sender)
        self._shown = ShownAnswers(home / "terminal.shown")
        self._asked: dict[str, asyncio.Event] = {}
        self._offers = Offers()
        self._writing = asyncio.Lock()
        self._gone = False

    @classmethod
    def here(cls, home: Path, welcome: Welcome) -> Self:
        """On this process's own terminal; plain where its input or its output is none."""
        sender = sitting_here()
        return cls(_screen(home, _words_of(sender)), sender, home, welcome)

    @property
    def name(self) -> str:
        return NAME

    async def run(self, accept: Accept) -> None:
        """Ends with the input, at /quit, or when nobody can read the answers any more."""
        await self._say(greeting(self._welcome, self._translate))
        while not self._gone and (line := await self._screen.read()) is not None:
            text = printable(line).strip()
            if text.casefold() in LEAVING:
                return
            if text:
                await self._ask(accept, text)

    async def draft(self, turn_id: int, incoming: Incoming, draft: Draft) -> None:
        if incoming.update_id in self._asked:
            self._screen.draft(printable(draft.text))

    async def deliver(self, delivery: Delivery) -> None:
        update_id = delivery.incoming.update_id
        earlier = update_id not in self._asked
        try:
            if not earlier:
                await self._answered_before(update_id)
            async with self._writing:
                await self._show_once(delivery, earlier=earlier)
        except OSError as error:
            self._gone = True
            raise Undeliverable(f"the terminal is gone: {error.strerror}") from None
        finally:
            self._over(update_id)

    async def unanswered(self, turn_id: int, incoming: Incoming) -> None:
        self._over(incoming.update_id)

    def status(self, text: str) -> None:
        """Shows how the program is doing, beside the prompt; nothing on a pipe."""
        self._screen.status(text)

    async def close(self) -> None:
        self._screen.close()
        self._shown.close()

    async def _ask(self, accept: Accept, text: str) -> None:
        """Hands the line over and waits until its answer stands on the screen, and that to a stop meanwhile."""
        await self._hand_over(accept, text)
        stopping = asyncio.create_task(self._pass_stops(accept))
        try:
            while self._asked:
                await next(iter(self._asked.values())).wait()
        finally:
            stopping.cancel()
            self._wait_no_longer()

    async def _pass_stops(self, accept: Accept) -> None:
        while True:
            await self._hand_over(accept, printable(await self._screen.stop_wanted()).strip())

    async def _hand_over(self, accept: Accept, text: str) -> None:
        incoming = self._incoming(text)
        if not self._asked:
            self._screen.begin()
        self._asked[incoming.update_id] = asyncio.Event()
        try:
            await accept(incoming)
        except Exception:
            _log.exception("a message could not be stored")
            _ = self._translate
            await self._say(_("Your message could not be stored, so nothing was done. Please send it again."))
            self._over(incoming.update_id)

    async def _answered_before(self, update_id: str) -> None:
        """Waits for the answers to what was asked before: they stand in the order of the questions."""
        for earlier, answered in list(self._asked.items()):
            if earlier == update_id:
                return
            await answered.wait()

    def _wait_no_longer(self) -> None:
        for answered in self._asked.values():
            answered.set()
        self._asked.clear()
        self._screen.end()

    def _over(self, update_id: str) -> None:
        """Nothing more is waited for there."""
        answered = self._asked.pop(update_id, None)
        if answered is None:
            return
        answered.set()
        if self._asked:
            self._screen.begin()
        else:
            self._screen.end()

    def _incoming(self, text: str) -> Incoming:
        choice = self._offers.take(text)
        return Incoming(
            platform=NAME,
            update_id=uuid4().hex,
            place=self._place,
            sender=self._sender,
            sent_at=datetime.now(UTC),
            text=choice.label if choice else text,
            pressed=choice.value if choice else "",
        )

    async def _show_once(self, delivery: Delivery, *, earlier: bool) -> None:
        """The turn's number alone won't do: it begins again with a new database in the same folder."""
        key = f"{delivery.turn_id} {delivery.incoming.update_id}"
        answer = _drawn(delivery, earlier=earlier)
        if answer.choices or not (delivery.incoming.notice or stops(answer.question)):
            self._offers.answered(answer.choices)
        if key in self._shown:
            return
        await asyncio.to_thread(self._show, key, answer)
        if earlier and self._asked:
            self._screen.begin()

    def _show(self, key: str, answer: Shown) -> None:
        self._screen.show(answer)
        self._shown.add(key)

    async def _say(self, text: str) -> None:
        try:
            await asyncio.to_thread(self._screen.say, text)
        except OSError:
            self._gone = True


def _screen(home: Path, _: Translator) -> Screen:
    if sys.stdin.isatty() and sys.stdout.isatty():
        from bots.terminal.rich_screen import RichScreen  # slow to import, and of no use to a pipe

        return RichScreen(_, home / "terminal.history")
    return PlainScreen(_)


def _words_of(sender: Sender) -> Translator:
    return translator(sender.locale or "en")


def _drawn(delivery: Delivery, *, earlier: bool) -> Shown:
    reply = delivery.reply
    return Shown(
        question=delivery.incoming.text,
        text=printable(reply.whole),
        choices=choices_of(reply.panel),
        pages=pages_of(reply.panel, reply.text),
        files=tuple(_named(file) for file in reply.attachments),
        earlier=earlier and not delivery.incoming.notice,
    )


def _named(file: Attachment) -> ShownFile:
    """A file that lies here with its full path; one that lies elsewhere with its address."""
    ref = one_line(file.ref)
    return ShownFile(one_line(file.name) or file.kind, ref if "://" in ref else os.path.abspath(ref))
