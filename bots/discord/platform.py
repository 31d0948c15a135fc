"""Discord as a platform."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import structlog

from bots.discord.answer import Answer, Tempo
from bots.discord.answers import Answers, is_message
from bots.discord.attachments import fetch
from bots.discord.bookmark import Bookmark
from bots.discord.catching_up import CatchingUp
from bots.discord.circle import Circle
from bots.discord.commands import tell_commands
from bots.discord.connection import Connection
from bots.discord.ears import Ears, Storing
from bots.discord.forms import Forms
from bots.discord.interactions import Interactions
from bots.discord.memory import remember
from bots.discord.parts import parts_of_draft
from bots.discord.patience import Patience as ConnectionPatience
from bots.discord.reactions import Reactions
from bots.discord.refusals import MISSING_PERMISSIONS, TOO_LARGE, Refused
from bots.discord.replies import parts_of_reply
from bots.discord.rest import Patience as CallPatience
from bots.discord.rest import Rest
from bots.discord.signs import Signs
from bots.discord.updates import NAME
from bots.discord.uploads import Files, has_address, read_files
from bots.pacing import DISCORD, Pacer
from bots.platform import Accept, Delivery, Suggest, TooLarge, Undeliverable
from graphs.dialogue import LASTING, Attachment, Draft, Incoming, Reply
from storage.deliveries import Deliveries
from storage.inbox import Inbox
from storage.visits import Visits

API_URL = "https://discord.com/api/v10"

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Memory:
    """What the platform reads and writes; `home` is a folder for a file of its own."""

    inbox: Inbox
    deliveries: Deliveries
    visits: Visits
    home: Path


@dataclass(frozen=True, slots=True)
class Waits:
    """How long things take where nothing else decides."""

    connection: ConnectionPatience = field(default_factory=ConnectionPatience)
    calls: CallPatience = field(default_factory=CallPatience)
    drafts: Tempo = field(default_factory=Tempo)


class Discord:
    """The bot with this token. `api_url` is Discord's own unless another is given. `suggest` completes what people
    type after a slash command.
    """

    def __init__(
        self,
        token: str,
        memory: Memory,
        *,
        api_url: str = "",
        pacer: Pacer | None = None,
        waits: Waits | None = None,
        suggest: Suggest | None = None,
    ) -> None:
        pacer = Pacer(DISCORD) if pacer is None else pacer  # an idle one is empty, and so counts as false
        waits = waits or Waits()
        self._memory = memory
        self._rest = Rest(api_url or API_URL, token, pacer, waits.calls)
        self._suggest = suggest
        self._signs = Signs(self._rest, pacer)
        self._reactions = Reactions(self._rest, pacer)
        self._answers = Answers(self._rest, memory.inbox, memory.deliveries, pacer, waits.drafts)
        bookmark = Bookmark(memory.home / "discord.session", waits.connection.save_every)
        self._connection = Connection(token, api_url or API_URL, bookmark, waits.connection)
        self._panels: OrderedDict[tuple[str, str], Answer] = OrderedDict()
        self._tidying: set[asyncio.Task[None]] = set()

    @property
    def name(self) -> str:
        return NAME

    async def check(self) -> None:
        """For /health: raises `NotConnected` while Discord is not reached."""
        await self._connection.check()

    async def run(self, accept: Accept) -> None:
        """Ends by itself only when Discord refuses the bot for good, after saying so in the log."""
        store = Storing(accept, self._accepted)
        forms = Forms(self._memory.inbox, self._memory.deliveries)
        interactions = Interactions(
            self._rest, self._answers.grants, store, self._pressed, forms, self._suggest
        )
        ears = Ears(self._connection, Circle(self._memory.visits, self._rest), interactions, store)
        catching_up = CatchingUp(self._memory.inbox, ears.message, self._connection.caught_up)
        telling = asyncio.create_task(self._tell_commands(), name="Discord's commands")
        try:
            await self._connection.run(ears.listeners, catching_up.begin)
        finally:
            catching_up.stop()
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
            await ears.close()

    async def draft(self, turn_id: int, incoming: Incoming, draft: Draft) -> None:
        try:
            if draft.text.strip():
                answer = await self._answers.of(turn_id, incoming)
                answer.grow(parts_of_draft(draft.text))
        except Exception:
            _log.exception("a draft can't be shown", turn=turn_id)

    async def deliver(self, delivery: Delivery) -> None:
        turn_id, incoming = delivery.turn_id, delivery.incoming
        self._signs.end(incoming.update_id)
        if self._answers.is_given(turn_id, incoming):
            return
        answer = await self._answers.of(turn_id, incoming)
        try:
            await _show(answer, delivery.reply, incoming)
        except Refused as refused:
            if not refused.closed:
                raise
            self._answers.over(turn_id, incoming)
            self._end_reaction(incoming, done=False)
            raise Undeliverable(refused.closed) from refused
        self._answers.over(turn_id, incoming)
        self._end_reaction(incoming, done=True)
        panel = answer if delivery.reply.panel else None
        if incoming.notice:  # nothing was said, so what somebody is being asked stays to be pressed
            return
        if delivery.reply.replaces and incoming.message:
            self._change_panel(incoming, panel)
        else:
            self._turn_panels(incoming, panel)

    async def unanswered(self, turn_id: int, incoming: Incoming) -> None:
        """A turn is over without an answer. That to an earlier version of the message stays."""
        self._signs.end(incoming.update_id)
        self._end_reaction(incoming, done=False)
        answer = await self._answers.of(turn_id, incoming)
        await (answer.stop() if incoming.edited else answer.withdraw())
        self._answers.over(turn_id, incoming)

    async def fetch(self, attachment: Attachment, most: int) -> bytes:
        """A file that a person sent. Raises `TooLarge` or `NotFetched`."""
        if attachment.size > most:
            raise TooLarge(most)
        return await fetch(self._rest, attachment, most)

    async def close(self) -> None:
        for task in self._tidying:
            task.cancel()
        await asyncio.gather(*self._tidying, return_exceptions=True)
        await self._signs.close()
        await self._reactions.close()
        await self._answers.close()
        await self._rest.close()

    def _accepted(self, incoming: Incoming) -> None:
        self._answers.heard(incoming)
        in_place = incoming.aside or incoming.pressed.startswith(LASTING)
        if not (incoming.edited or in_place or self._answers.grants.has_own_place(incoming.update_id)):
            awaited = partial(self._is_awaited, incoming)
            self._signs.begin(incoming.update_id, incoming.place.chat, awaited)
            if is_message(incoming):
                chat = incoming.place.chat
                self._reactions.begin(incoming.update_id, chat, incoming.message, awaited)

    async def _is_awaited(self, incoming: Incoming) -> bool:
        """Whether there is an answer to come: whoever has told the bot to be silent gets none to plain words."""
        memory = self._memory
        try:
            turn = await memory.inbox.find(NAME, incoming.update_id)
            if turn is not None and turn.state in ("done", "failed"):
                return False
            if incoming.pressed or incoming.text.startswith("/"):
                return True
            known = await memory.visits.find(NAME, incoming.sender.id, incoming.place.key)
        except Exception as error:
            _log.warning("it can't be seen whether an answer is to come", error=repr(error)[:200])
            return True
        return known is None or known[0].state != "off"

    def _end_reaction(self, incoming: Incoming, *, done: bool) -> None:
        if is_message(incoming):
            self._reactions.end(incoming.update_id, incoming.place.chat, incoming.message, done=done)

    def _pressed(self, incoming: Incoming) -> None:
        """The buttons are gone with the press."""
        key = incoming.place.key, incoming.sender.id
        panel = self._panels.get(key)
        if panel is not None and panel.has(incoming.message):
            del self._panels[key]

    def _change_panel(self, incoming: Incoming, new: Answer | None) -> None:
        """What stood there is no more; other buttons stay, since nothing was said."""
        self._pressed(incoming)
        key = incoming.place.key, incoming.sender.id
        if new is not None and key not in self._panels:
            remember(self._panels, key, new)

    def _turn_panels(self, incoming: Incoming, new: Answer | None) -> None:
        """Buttons end with the next answer to the same person, so that nobody presses what is no longer asked."""
        key = incoming.place.key, incoming.sender.id
        old = self._panels.pop(key, None)
        if old is not None and old is not new:
            task = asyncio.create_task(_tidy(old))
            self._tidying.add(task)
            task.add_done_callback(self._tidying.discard)
        if new is not None:
            remember(self._panels, key, new)

    async def _tell_commands(self) -> None:
        await self._connection.signed_in.wait()
        await tell_commands(self._rest)


async def _show(answer: Answer, reply: Reply, incoming: Incoming) -> None:
    """Where the bot may write and not attach files, code becomes text, and other files are said to be missing."""
    owner, locale = incoming.sender.id, incoming.sender.locale or "en"
    local = [file for file in reply.attachments if not has_address(file)]
    sent = await asyncio.to_thread(read_files, local) if local else Files()
    if reply.aside and not incoming.place.private:
        await answer.turn_aside()
    if reply.replaces:
        await answer.replace_pressed()
    parts = parts_of_reply(reply, owner, sent=sent, locale=locale)
    try:
        await answer.finish(parts)
    except Refused as refused:
        refusals = (MISSING_PERMISSIONS, TOO_LARGE)
        if refused.code not in refusals or not any(part.files for part in parts):
            raise
        await answer.finish(parts_of_reply(reply, owner, files=False, sent=sent.left_out(), locale=locale))


async def _tidy(answer: Answer) -> None:
    try:
        await answer.end_panel()
    except Refused as refused:
        _log.info("old buttons can't be taken away", reason=str(refused))
    except Exception:
        _log.exception("old buttons can't be taken away")
