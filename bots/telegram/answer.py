"""The messages of one turn's answer."""

from collections.abc import Callable, Collection

import structlog
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import TelegramMethod
from aiogram.types import InlineKeyboardMarkup, Message

from bots.platform import Undeliverable
from bots.telegram.api import Api, Gone, Uncertain
from bots.telegram.edits import Content, document, edit
from bots.telegram.parts import TextPart
from bots.telegram.post import Attempt, Post
from bots.telegram.posts import Posts
from bots.telegram.refusals import closed
from bots.telegram.wording import unsent
from graphs.dialogue import Incoming

VOICES = 10_000
"""The part that the first voice note is: a draft never has so many."""
MOST_LOST = 5
"""How often the message that we write into may disappear."""
TRIES_OF_FILE = 5
"""How often it is tried to make a file of a message, which not every server can."""

_log = structlog.get_logger(__name__)


class Answer:
    """Its parts are counted from 0 and have a message each, which every later try finds again.

    The answer to a later version of a message is written over the one to the version before.
    """

    def __init__(self, api: Api, posts: Posts, turn_id: int, asked: Incoming) -> None:
        self._api = api
        self._posts = posts
        self.turn_id = turn_id
        self.asked = asked
        self._known: dict[int, Post | Attempt] | None = None
        self._before: dict[int, Post] = {}
        self._taken_over: frozenset[Post] = frozenset()
        self._drafted: TextPart | None = None

    def drafted(self, words: TextPart | None) -> None:
        """What the first message certainly says by now; None where that isn't certain."""
        self._drafted = words

    async def replace(self, pressed: int, parts: int) -> Collection[Post]:
        """Has the answer, of so many parts, stand where the one stands whose button was pressed.

        The messages of that one; the part `pressed` goes into the one with the button, and the parts before into
        those above it. Another message takes the place of one that can't be written into.
        """
        await self._load()
        there = await self._posts.pressed(self.turn_id, self.asked)
        kept, spare = there[-1 - pressed :], there[: -1 - pressed]
        self._before = dict(enumerate(kept)) | dict(enumerate(spare, start=parts))
        self._taken_over = frozenset(there)
        return self._taken_over

    async def post(self, part: int) -> Post:
        """The message of a part, sent now where there is none. Raises `Undeliverable`."""
        known = await self._load()
        post = known.get(part)
        if isinstance(post, Post):
            return post
        if post is None and part in self._before:
            found = self._before[part]
            await self._posts.keep(self.turn_id, part, found)
        else:
            found = await self._posts.open(self.turn_id, part, self.asked, post)
        known[part] = found
        return found

    async def write(self, part: int, content: Content, keyboard: InlineKeyboardMarkup | None) -> None:
        """Returns once the message of a part is certain to say this. Raises `Undeliverable`."""
        for _attempt in range(MOST_LOST):
            if part == 0 and content == self._drafted and keyboard is None:
                return
            try:
                await self._write(part, content, keyboard)
                return
            except Gone as error:
                _log.info(
                    "a message can't be written into, so another is sent",
                    turn=self.turn_id,
                    reason=str(error),
                )
                await self.forsake(part)
        raise Undeliverable("each message was gone before the answer was in it")

    async def place(self, part: int, make: Callable[[int], TelegramMethod[Message]]) -> None:
        """A message that can't be written into later is sent whole; see `Posts.place`."""
        known = await self._load()
        if not isinstance(known.get(part), Post):
            known[part] = await self._posts.place(self.turn_id, part, self.asked, make)
            old = self._before.pop(part, None)
            if old is not None and old not in self._taken_over:
                await self._posts.delete(old)

    async def forsake(self, part: int) -> None:
        """Gives up the message of a part: it is deleted if it is still there, and the next one is another."""
        known = await self._load()
        post = known.pop(part, None)
        self._drafted = None
        self._before.pop(part, None)
        if isinstance(post, Post) and post not in self._taken_over:
            await self._posts.delete(post)

    async def end(self, parts: int, voices: int = 0) -> None:
        """Deletes what an earlier and longer answer has left behind the first `parts` messages and `voices`."""
        known = await self._load()
        kept = {*range(parts), *range(VOICES, VOICES + voices)}
        for part in [part for part in {**self._before, **known} if part not in kept]:
            post = known.get(part) or self._before.get(part)
            if isinstance(post, Post):
                await self._posts.delete(post)

    async def _write(self, part: int, content: Content, keyboard: InlineKeyboardMarkup | None) -> None:
        post = await self.post(part)
        tries = None if isinstance(content, TextPart) else TRIES_OF_FILE
        try:
            await self._api.edit(post.chat, edit(post, content, keyboard), post.ref, tries)
        except (TelegramAPIError, Uncertain) as error:
            _log.error("Telegram refused an answer", turn=self.turn_id, reason=str(error))
            await self._write_otherwise(part, post, content)

    async def _write_otherwise(self, part: int, post: Post, content: Content) -> None:
        """Words without anything that could be refused; a file as a message of its own, or a word about it."""
        try:
            if isinstance(content, TextPart):
                await self._api.edit(post.chat, edit(post, TextPart(content.text), None), post.ref)
            else:
                known = await self._load()
                known[part] = await self._posts.replace(
                    self.turn_id, part, post, lambda chat: document(chat, self.asked.place, content)
                )
        except TelegramAPIError as error:
            if isinstance(content, TextPart) or closed(error):
                raise Undeliverable(error.message) from error
            _log.warning("a file can't be sent", turn=self.turn_id, reason=error.message)
            await self._write(part, unsent(content.name, self.asked), None)

    async def _load(self) -> dict[int, Post | Attempt]:
        if self._known is None:
            self._known = await self._posts.of(self.turn_id)
            self._before = await self._posts.before(self.turn_id, self.asked)
        return self._known
