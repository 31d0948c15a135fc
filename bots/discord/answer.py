"""One answer as it grows: the first words at once, then paced edits, at the end the whole of it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import structlog

from bots.discord.components import after_press
from bots.discord.interaction_messages import ORIGINAL
from bots.discord.outlet import Outlet
from bots.discord.posts import Part, Post
from bots.discord.refusals import Limited, Refused, Uncertain
from bots.pacing import Kind, Pacer
from storage.deliveries import Deliveries

_STANDING = -2
"""Below it, among the numbers of a turn's messages, are the names that they have in the channel."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Tempo:
    """Seconds. An answer that is whole after `gathering` is sent whole; after that it grows every `step`."""

    gathering: float = 0.15
    step: float = 0.7


class Answer:
    """`posts` are the messages that are known to stand already; what they say is not known.

    Further messages of a draft are not made where only an interaction reaches them.
    """

    def __init__(
        self,
        turn_id: int,
        chat: str,
        outlet: Outlet,
        posts: Mapping[int, Post],
        deliveries: Deliveries,
        pacer: Pacer,
        tempo: Tempo,
    ) -> None:
        self._turn_id = turn_id
        self._chat = chat
        self._outlet = outlet
        self._recorded = set(posts)
        self._posts = ({0: outlet.begun} if outlet.begun else {}) | dict(posts)
        self._deliveries = deliveries
        self._pacer = pacer
        self._tempo = tempo
        self._shown: dict[int, Part] = {}
        self._spoiled: set[int] = set()
        self._draft: Sequence[Part] = ()
        self._news = asyncio.Event()
        self._sending = asyncio.Lock()
        self._growing: asyncio.Task[None] | None = None
        self._whole = False

    def has(self, message: str) -> bool:
        """Whether it stands in this message, or may."""
        return any(post.message in (message, ORIGINAL.message) for post in self._posts.values())

    def grow(self, draft: Sequence[Part]) -> None:
        """Shows what there is so far, when there is time for it."""
        self._draft = draft
        self._news.set()
        if self._growing is None and not self._whole:
            self._growing = asyncio.create_task(self._grow(), name=f"draft {self._turn_id}")

    async def replace_pressed(self) -> None:
        """It is to stand where the message is whose button was pressed. Raises `Refused` or `Uncertain`."""
        pressed = self._outlet.pressed
        if pressed is None or self._posts.get(0) == pressed:
            return
        await self._hush()
        if 0 in self._posts:
            await self._take_back({0})
        self._posts[0] = pressed
        self._recorded.discard(0)

    async def turn_aside(self) -> None:
        """It is for the one alone who asked, where that is possible. What was shown to all is taken back."""
        begun = self._outlet.begun
        if not await self._outlet.turn_aside():
            return
        await self._hush()
        await self._take_back({number for number, post in self._posts.items() if post.channel})
        if begun is not None and self._posts.get(0) == begun:
            del self._posts[0]
            self._shown.pop(0, None)

    async def finish(self, parts: Sequence[Part]) -> None:
        """Shows all of it, whatever stood there before. Raises `Refused` or `Uncertain`."""
        await self._hush()
        await self._take_back(self._spoiled & self._posts.keys())
        for number, part in enumerate(parts):
            if self._shown.get(number) != part:
                await self._show(number, part, spare=False)
        await self._take_back({number for number in self._posts if number >= len(parts)})

    async def withdraw(self) -> None:
        """There is none: nothing is left of what showed that one was on its way."""
        await self._hush()
        await self._take_back(set(self._posts))
        await self._outlet.wait_no_longer()

    async def end_panel(self) -> None:
        """Takes away what can be pressed. Raises `Refused` or `Uncertain`."""
        for number, part in list(self._shown.items()):
            left = tuple(after_press(part.rows))
            if left != part.rows:
                await self._show(number, replace(part, rows=left), spare=False)

    async def stop(self) -> None:
        """Leaves the answer as it is."""
        self._whole = True
        if self._growing is not None:
            self._growing.cancel()
            await asyncio.gather(self._growing, return_exceptions=True)

    async def _hush(self) -> None:
        self._whole = True
        async with self._sending:  # a draft that is on its way must not arrive after the whole answer
            if self._growing is not None:
                self._growing.cancel()

    async def _grow(self) -> None:
        await asyncio.sleep(self._tempo.gathering)
        try:
            while True:
                await self._news.wait()
                kind = Kind.DRAFT if self._shown else Kind.FIRST
                if await self._pacer.turn(self._chat, kind, self._turn_id) and await self._step():
                    return
                await asyncio.sleep(self._tempo.step)
        except Exception:
            _log.exception("a draft can't be shown", turn=self._turn_id)

    async def _step(self) -> bool:
        """Brings one message up to date; whether that was the last draft of this answer."""
        async with self._sending:
            number = self._next()
            if self._whole or number is None:
                return self._whole
            try:
                await self._show(number, self._draft[number], spare=True)
            except Limited:
                return False
            except Uncertain as error:
                if error.late and number in self._posts:
                    self._spoiled.add(number)
                return number in self._spoiled
            except Refused:
                return True  # the whole answer will meet the same refusal, and tell why
            return False

    def _next(self) -> int | None:
        """The first message that the draft has changed."""
        reach = len(self._draft) if self._outlet.in_channel else 1
        for number, part in enumerate(self._draft[:reach]):
            if self._shown.get(number) != part:
                return number
        self._news.clear()
        return None

    async def _show(self, number: int, part: Part, *, spare: bool) -> None:
        known = self._posts.get(number)
        post = await self._outlet.put(number, part, known, spare=spare)
        self._posts[number], self._shown[number] = post, part
        unfinished = spare and post == ORIGINAL
        if not unfinished and (post != known or post == ORIGINAL or number not in self._recorded):
            self._recorded.add(number)
            await self._deliveries.record(self._turn_id, number, post.ref)
            standing = self._outlet.standing(post)
            if standing is not None:
                await self._deliveries.record(self._turn_id, _STANDING - number, standing.ref)

    async def _take_back(self, numbers: set[int]) -> None:
        """An edit that came to no end may come to one yet, and put a draft in the place of the answer."""
        for number in sorted(numbers):
            await self._outlet.remove(self._posts.pop(number))
            self._shown.pop(number, None)
