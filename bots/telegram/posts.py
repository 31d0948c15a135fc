"""The messages that answers stand in, each of them made once.

Telegram takes no number of ours with a message, so one whose acceptance we did not hear of can't be told from one
that was never sent. Therefore no words are ever sent, they are edited in: a message begins as a placeholder
that says nothing, its number is stored, and an edit can be repeated. What a crash leaves, by its moment:

    before the attempt is stored         nothing; the placeholder is sent as if for the first time
    attempt stored, nothing sent         nothing; as before, after a look for one that isn't there
    accepted, number not stored          a "…"; it is found by its number and used, see `_lost`
    number stored                        a "…" or the first words; the answer is edited into it

The attempt is stored with the newest message number that we know of, so a lost placeholder is one of the next
few. An edit without a change tells it: Telegram says "not modified" of a message of ours and refuses to edit
anybody else's. Where many others write at that very moment it may not be among the few, and then an empty "…"
stays in the chat; never a second answer.
"""

from collections.abc import Callable
from contextlib import suppress

from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramRetryAfter
from aiogram.methods import DeleteMessage, EditMessageReplyMarkup, SendMessage, TelegramMethod
from aiogram.types import Message, ReplyParameters

from bots.locks import KeyedLocks
from bots.pacing import Kind
from bots.platform import Undeliverable
from bots.telegram.api import Api, Gone, Uncertain
from bots.telegram.placeholder import PLACEHOLDER
from bots.telegram.post import Attempt, Newest, Post, read
from bots.telegram.refusals import is_not_modified
from graphs.dialogue import Incoming
from storage.deliveries import Deliveries
from storage.inbox import Inbox

TRIES = 3
"""How often it is tried to take a message out of a chat."""
LOOKED_AT = 15
"""How many message numbers are tried for a lost placeholder."""
REMEMBERED = 200
"""How many of our own messages are looked at for the newest number."""


class Posts:
    def __init__(self, api: Api, inbox: Inbox, deliveries: Deliveries, newest: Newest) -> None:
        self._api = api
        self._inbox = inbox
        self._deliveries = deliveries
        self._newest = newest
        self._opening = KeyedLocks()

    async def of(self, turn_id: int) -> dict[int, Post | Attempt]:
        """What is known of a turn's messages, by the part of the answer."""
        return {part: read(ref) for part, ref in (await self._deliveries.of(turn_id)).items()}

    async def before(self, turn_id: int, asked: Incoming) -> dict[int, Post]:
        """The messages that answered the version before, where `asked` is a later version of a message."""
        earlier = turn_id if asked.edited else None
        while earlier is not None:
            turn = await self._inbox.earlier(asked.platform, asked.place.key, asked.message, earlier)
            earlier = turn.id if turn is not None else None
            known = await self.of(earlier) if earlier is not None else {}
            if posts := {part: post for part, post in known.items() if isinstance(post, Post)}:
                return posts
        return {}

    async def pressed(self, turn_id: int, asked: Incoming) -> tuple[Post, ...]:
        """The messages of the answer whose button was pressed, down to the one with the button."""
        number = _number(asked.message) if asked.pressed else 0
        if not number:
            return ()
        under = Post(int(asked.place.chat), number)
        earlier = await self._deliveries.turn_of(under.ref, before=turn_id)
        known = await self.of(earlier) if earlier is not None else {}
        posts = [post for _, post in sorted(known.items()) if isinstance(post, Post)]
        return (*posts[: posts.index(under)], under) if under in posts else (under,)

    async def open(self, turn_id: int, part: int, asked: Incoming, known: Attempt | None) -> Post:
        """A message for this part of the answer; `known` is an attempt that nobody heard the end of.

        Raises `Undeliverable`.
        """
        chat = int(asked.place.chat)
        attempt = known

        async def attempted(chat: int) -> TelegramMethod[Message]:
            """Stored when its turn to be sent has come: the fewer others are sent in between, the better."""
            nonlocal attempt
            attempt = Attempt(chat, await self._newest_in(chat, asked))
            await self._deliveries.record(turn_id, part, attempt.ref)
            return _placeholder(chat, asked)

        async with self._opening.hold(asked.place.chat):
            post: Post | None = None
            pauses = self._api.pauses()
            while post is None:
                try:
                    post = await self._lost(attempt) if attempt is not None else None
                    if post is None:
                        sent = await self._api.send(chat, attempted, first=part == 0)
                        post = Post(sent.chat.id, sent.message_id)
                except Uncertain as error:
                    await self._api.rest(chat, error, next(pauses))
                except TelegramAPIError as error:
                    raise Undeliverable(error.message) from error
            self._newest.note(post.chat, post.message)
            await self._deliveries.record(turn_id, part, post.ref)
            return post

    async def keep(self, turn_id: int, part: int, post: Post) -> None:
        """Makes another turn's message this one's, too."""
        await self._deliveries.record(turn_id, part, post.ref)

    async def replace(
        self, turn_id: int, part: int, post: Post, make: Callable[[int], TelegramMethod[Message]]
    ) -> Post:
        """A message of another kind in place of `post`, for a server that can't turn one into the other."""

        other = await self._made(turn_id, part, post.chat, make)
        await self.delete(post)
        return other

    async def place(
        self, turn_id: int, part: int, asked: Incoming, make: Callable[[int], TelegramMethod[Message]]
    ) -> Post:
        """A message that is sent whole, such as an invoice: a crash before its number is stored shows it once more,
        which pays nothing twice.
        """
        post = await self._made(turn_id, part, int(asked.place.chat), make)
        self._newest.note(post.chat, post.message)
        return post

    async def _made(
        self, turn_id: int, part: int, chat: int, make: Callable[[int], TelegramMethod[Message]]
    ) -> Post:
        async def made(chat: int) -> TelegramMethod[Message]:
            return make(chat)

        pauses = self._api.pauses()
        while True:
            try:
                sent = await self._api.send(chat, made, first=False)
            except Uncertain as error:
                await self._api.rest(chat, error, next(pauses))
                continue
            post = Post(sent.chat.id, sent.message_id)
            await self._deliveries.record(turn_id, part, post.ref)
            return post

    async def delete(self, post: Post) -> None:
        """Takes a message out of the chat; one that is gone already, or can't go any more, is left."""
        with suppress(TelegramAPIError, Gone, Uncertain, Undeliverable):
            delete = DeleteMessage(chat_id=post.chat, message_id=post.message)
            await self._api.edit(post.chat, delete, tries=TRIES)

    async def _newest_in(self, chat: int, asked: Incoming) -> int:
        """The newest message number known: what nobody asked may be the first that this process has to do with."""
        known = max(self._newest.of(chat), _number(asked.message))
        if not known:
            for ref in await self._deliveries.latest(asked.platform, REMEMBERED):
                post = read(ref)
                if isinstance(post, Post):
                    self._newest.note(post.chat, post.message)
        return known or self._newest.of(chat)

    async def _lost(self, attempt: Attempt) -> Post | None:
        """The placeholder of an attempt, if it is there. Raises `Uncertain` where Telegram doesn't say."""
        next_ones = [Post(attempt.chat, attempt.after + step) for step in range(1, LOOKED_AT + 1)]
        known = await self._deliveries.among([post.ref for post in next_ones])
        for post in next_ones:
            if post.ref not in known and await self._is_placeholder(post):
                return post
        return None

    async def _is_placeholder(self, post: Post) -> bool:
        """Whether it is a message of ours without a keyboard; every other one of ours has been stored."""
        look = EditMessageReplyMarkup(chat_id=post.chat, message_id=post.message)
        while True:
            try:
                edited = await self._api.ask(look)
            except TelegramRetryAfter as flood:
                self._api.wait(post.chat, flood)
                await self._api.room(post.chat, Kind.FINAL)
            except TelegramBadRequest as error:
                return is_not_modified(error)
            except TelegramAPIError:
                return False
            else:
                return isinstance(edited, Message) and edited.text == PLACEHOLDER


def _placeholder(chat: int, asked: Incoming) -> TelegramMethod[Message]:
    place = asked.place
    replied = None if place.private or not _number(asked.message) or asked.pressed else _number(asked.message)
    return SendMessage(
        chat_id=chat,
        message_thread_id=int(place.topic) if place.topic else None,
        text=PLACEHOLDER,
        reply_parameters=(
            ReplyParameters(message_id=replied, allow_sending_without_reply=True) if replied else None
        ),
    )


def _number(message: str) -> int:
    return int(message) if message.isdecimal() else 0
