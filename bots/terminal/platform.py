"""The terminal as a platform: what is typed becomes updates, replies become text."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Self
from uuid import uuid4

import structlog

from bots.platform import Accept, Delivery, Undeliverable
from bots.terminal.choices import Choice, choices_of, chosen, pages_of
from bots.terminal.person import NAME, place_of, sitting_here
from bots.terminal.plain_screen import PlainScreen
from bots.terminal.printable import printable
from bots.terminal.screen import Screen, Shown
from bots.terminal.shown import ShownAnswers
from bots.terminal.welcome import Welcome, greeting
from graphs.dialogue import Draft, Incoming, Reply, Sender
from texts import Translator, translator

LEAVING = ("/quit", "/exit")

_log = structlog.get_logger(__name__)


class Terminal:
    """One person at one terminal. The next line is read when the answer to the last one has been shown.

    `home` keeps which answers have been shown, so that a replay after a crash shows none twice.
    """

    def __init__(self, screen: Screen, sender: Sender, home: Path, welcome: Welcome) -> None:
        self._screen = screen
        self._sender = sender
        self._place = place_of(sender)
        self._welcome = welcome
        self._translate = _words_of(sender)
        self._shown = ShownAnswers(home / "terminal.shown")
        self._answered: dict[str, asyncio.Event] = {}
        self._choices: tuple[Choice, ...] = ()
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
        if incoming.update_id in self._answered:
            self._screen.draft(printable(draft.text))

    async def deliver(self, delivery: Delivery) -> None:
        answered = self._answered.get(delivery.incoming.update_id)
        try:
            async with self._writing:
                await self._show_once(delivery, earlier=answered is None)
        except OSError as error:
            self._gone = True
            raise Undeliverable(f"the terminal is gone: {error.strerror}") from None
        finally:
            if answered is not None:
                answered.set()

    def status(self, text: str) -> None:
        """Shows how the program is doing, beside the prompt; nothing on a pipe."""
        self._screen.status(text)

    async def close(self) -> None:
        self._screen.close()
        self._shown.close()

    async def _ask(self, accept: Accept, text: str) -> None:
        """Hands the line over and waits until its answer stands on the screen."""
        incoming = self._incoming(text)
        answered = self._answered[incoming.update_id] = asyncio.Event()
        self._screen.begin()
        try:
            await accept(incoming)
            await answered.wait()
        except Exception:
            _log.exception("a message could not be stored")
            _ = self._translate
            await self._say(_("Your message could not be stored, so nothing was done. Please send it again."))
        finally:
            del self._answered[incoming.update_id]

    def _incoming(self, text: str) -> Incoming:
        choice = chosen(self._choices, text)
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
        self._choices = answer.choices
        if key in self._shown:
            return
        await asyncio.to_thread(self._show, key, answer)
        if earlier and self._answered:
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
        text=printable("\n\n".join((reply.text, *_hints(reply)))),
        choices=choices_of(reply.panel),
        pages=pages_of(reply.panel),
        earlier=earlier,
    )


def _hints(reply: Reply) -> list[str]:
    """What a terminal can only name: files, and what a list is for."""
    files = [f"{file.name or file.kind}: {file.ref}" for file in reply.attachments]
    return [*files, *(select.prompt for select in (reply.panel.selects if reply.panel else ()))]
