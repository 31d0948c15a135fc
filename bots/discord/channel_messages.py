"""Messages in a channel, each made only once.

Discord keeps a nonce for some minutes: a message sent again with the same one is not made again, the first is
given back. Ours is derived from what is answered and the part's number, so that every life of the program comes
to the same. What kill -9 leaves, by its moment, and what the next life does:

    before the message is accepted     nothing; it is made
    accepted, its id not stored        the nonce gives it back, and what it says is put right by an edit; once
                                       the nonce may be too old, it is looked for in the channel
    id stored                          it is edited: an edit can be repeated
    the last part edited, turn open    the same edits again; nothing changes for a reader

A message that somebody deleted keeps its nonce from being used again (10008), so the next one has another.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import cast

import structlog

from bots.discord.posts import Asked, Body, Part, Post
from bots.discord.refusals import NO_HISTORY, UNKNOWN_MESSAGE, Refused, Uncertain
from bots.discord.rest import Call, Rest
from storage.deliveries import Deliveries

NONCE_SECONDS = 240.0
"""How long a nonce surely counts; Discord says "a few minutes", and keeps it for five."""
MOST_DELETED = 5
"""How often a part is written again after somebody has deleted it."""
LOOKED_AT = 100
_MESSAGES = "/channels/{channel_id}/messages"
_MESSAGE = "/channels/{channel_id}/messages/{message_id}"

_log = structlog.get_logger(__name__)


def nonce(asked: str, number: int, again: int) -> str:
    """At most 25 characters."""
    return blake2b(f"{asked} {number} {again}".encode(), digest_size=12).hexdigest()


class ChannelMessages:
    """The answer to one question, as far as it stands in a channel.

    Parts may have been sent without our record at some time after `doubt`, a Unix time; None where none was.
    """

    def __init__(
        self, rest: Rest, deliveries: Deliveries, asked: Asked, channel: str, doubt: float | None
    ) -> None:
        self._rest = rest
        self._deliveries = deliveries
        self._asked = asked
        self._channel = channel
        self._under = asked.replies_to if channel == asked.channel else ""
        self._doubt = doubt
        self._tried_at: dict[int, float] = {}

    async def make(self, number: int, part: Part, *, spare: bool) -> Post:
        """A new message, or the one that an earlier attempt has made. Raises `Refused` and, for a `spare` one,
        all that `Rest.spare` does.
        """
        again = 0
        while True:
            found = await self._found(number)
            if found is not None:
                return await self.edit(found, part, spare=spare)
            doubtful = self._tried(number) is not None
            try:
                made = await self._send(number, part, again, spare=spare)
            except Refused as refused:
                again = self._next(again, refused)
                continue
            except Uncertain:
                if spare:
                    raise
                continue
            post = Post(self._channel, str(made["id"]))
            if doubtful and not part.stands_in(made):
                return await self.edit(post, part, spare=spare)
            return post

    async def edit(self, post: Post, part: Part, *, spare: bool) -> Post:
        """Raises as `make`; `Refused` with `UNKNOWN_MESSAGE` when somebody has deleted it."""
        call = replace(_at("PATCH", post), body=part.body, files=part.files)
        await (self._rest.spare(call) if spare else self._rest.insist(call))
        return post

    async def remove(self, post: Post) -> None:
        """Takes a message back; one that is gone already, or can't be reached, is left at that."""
        try:
            await self._rest.insist(_at("DELETE", post))
        except Refused as refused:
            if refused.code != UNKNOWN_MESSAGE:
                _log.info("a message can't be taken back", reason=str(refused))

    async def _send(self, number: int, part: Part, again: int, *, spare: bool) -> Body:
        """One attempt, as long as its nonce counts."""
        body = part.body | {"nonce": nonce(self._asked.id, number, again), "enforce_nonce": True}
        if self._under:
            body["message_reference"] = {"message_id": self._under, "fail_if_not_exists": False}
        call = Call("POST", _MESSAGES, {"channel_id": self._channel}, body, part.files)
        before = time.time()
        try:
            sending = self._rest.spare(call) if spare else self._rest.insist(call, NONCE_SECONDS)
            return cast("Body", await sending)
        except (Uncertain, asyncio.CancelledError):
            self._tried_at.setdefault(number, before)
            raise

    def _next(self, again: int, refused: Refused) -> int:
        """Which nonce comes next, where a refusal can be got round."""
        if refused.code == NO_HISTORY and self._under:
            self._under = ""
            return again
        if refused.code == UNKNOWN_MESSAGE and again + 1 < MOST_DELETED:
            return again + 1
        raise refused

    def _tried(self, number: int) -> float | None:
        return self._tried_at.get(number, self._doubt)

    async def _found(self, number: int) -> Post | None:
        """A message that an attempt has left which is too old for its nonce."""
        tried_at = self._tried(number)
        if tried_at is None or time.time() - tried_at < NONCE_SECONDS:
            return None
        try:
            return await self._lost([nonce(self._asked.id, number, again) for again in range(MOST_DELETED)])
        except Refused as refused:
            _log.warning("it can't be seen whether an answer was sent before", reason=str(refused))
            return None
        finally:
            self._tried_at[number] = time.time()

    async def _lost(self, nonces: Sequence[str]) -> Post | None:
        """A message of ours that nobody stored: the one with such a nonce, else the oldest since the question.

        Turns of a channel come one after another, so what is ours, said since, and not stored belongs to this
        one. Raises `Refused`.
        """
        me = cast("Body", await self._rest.insist(Call("GET", "/users/@me")))
        query = {"after": str(self._asked.number), "limit": str(LOOKED_AT)}
        said = await self._rest.insist(Call("GET", _MESSAGES, {"channel_id": self._channel}, query=query))
        ours = [one for one in cast("list[Body]", said or []) if _is_from(one, str(me["id"]))]
        posts = {Post(self._channel, str(one["id"])): one.get("nonce") for one in ours}
        stored = await self._deliveries.among([post.ref for post in posts])
        left = sorted((post for post in posts if post.ref not in stored), key=lambda post: int(post.message))
        return next(iter([post for post in left if posts[post] in nonces] or left), None)


def _at(method: str, post: Post) -> Call:
    return Call(method, _MESSAGE, {"channel_id": post.channel, "message_id": post.message})


def _is_from(message: Body, me: str) -> bool:
    """Answers to interactions stand in the channel, too, and are found by their tokens."""
    author = cast("Body", message.get("author") or {})
    return author.get("id") == me and not message.get("interaction_metadata")
