"""Messages that answer an interaction in its own place, by its token.

The first one is there already ("… is thinking") and is edited, which can be repeated. Follow-ups take no nonce:
kill -9 between the acceptance of one and our record shows it twice. They are used only where nothing else is
possible: for what one person alone may see, and where the bot may be asked but may not write.
"""

from contextlib import suppress
from dataclasses import replace
from typing import cast

from bots.discord.grants import Grant
from bots.discord.posts import Body, Part, Post
from bots.discord.refusals import UNKNOWN_MESSAGE, Refused
from bots.discord.rest import Call, Rest

ORIGINAL = Post("", "@original")
_FOLLOW_UPS = "/webhooks/{webhook_id}/{webhook_token}"
_MESSAGE = "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"
_EPHEMERAL = 64


class TokenGone(Exception):
    """The interaction can't be answered in its own place any more."""


class MessageGone(TokenGone):
    """The message was deleted, or put away by the person who alone could see it."""


class InteractionMessages:
    def __init__(self, rest: Rest, grant: Grant) -> None:
        self._rest = rest
        self._grant = grant

    async def edit(self, post: Post, part: Part, *, spare: bool) -> Post:
        """Raises `TokenGone`, also for a first message that somebody has deleted; `Refused`; for a `spare` one
        all that `Rest.spare` does.
        """
        call = replace(self._at("PATCH", post), body=part.body, files=part.files)
        await self._send(call, spare=spare)
        return post

    async def follow_up(self, part: Part, *, spare: bool, private: bool) -> Post:
        body = part.body | ({"flags": _EPHEMERAL} if private else {})
        names = {"webhook_id": self._grant.application, "webhook_token": self._grant.token}
        made = await self._send(Call("POST", _FOLLOW_UPS, names, body, part.files), spare=spare)
        return Post("", str(made["id"]))

    async def remove(self, post: Post) -> None:
        """Raises `TokenGone`; one that is gone already, or can't be reached, is left at that."""
        with suppress(Refused, MessageGone):
            await self._send(self._at("DELETE", post), spare=False)

    async def _send(self, call: Call, *, spare: bool) -> Body:
        try:
            sending = self._rest.spare(call) if spare else self._rest.insist(call)
            return cast("Body", await sending)
        except Refused as refused:
            if refused.code == UNKNOWN_MESSAGE:
                raise MessageGone from refused
            if refused.token_gone:
                raise TokenGone from refused
            raise

    def _at(self, method: str, post: Post) -> Call:
        names = {"webhook_id": self._grant.application, "webhook_token": self._grant.token}
        return Call(method, _MESSAGE, {**names, "message_id": post.message})
