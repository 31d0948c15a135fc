"""Where the messages of one answer go.

What was asked in a channel is answered in the channel. What was asked by a command is answered in the message that
says "… is thinking"; further messages follow in the channel, where each is made only once. An ephemeral answer
goes to follow-ups instead, and so does one where the bot may be asked but may not write. When an interaction's
token has lapsed, the channel is left; for an ephemeral answer, which is nobody else's business, the person's
direct messages.
"""

from typing import cast

from bots.discord.channel_messages import ChannelMessages
from bots.discord.grants import Grant
from bots.discord.interaction_messages import ORIGINAL, InteractionMessages, TokenGone
from bots.discord.posts import Asked, Body, Part, Post
from bots.discord.refusals import UNKNOWN_MESSAGE, Refused
from bots.discord.rest import Call, Rest
from storage.deliveries import Deliveries


class Outlet:
    """`grant` is for the answer to an interaction; about `doubt` see `ChannelMessages`.

    All may raise `Refused`, and for what is `spare` what `Rest.spare` raises.
    """

    def __init__(
        self,
        rest: Rest,
        deliveries: Deliveries,
        asked: Asked,
        grant: Grant | None = None,
        doubt: float | None = None,
    ) -> None:
        self._rest = rest
        self._deliveries = deliveries
        self._asked = asked
        self._grant = grant
        self._interaction = InteractionMessages(rest, grant) if grant and grant.valid else None
        self._doubt = doubt
        self._channel = ChannelMessages(rest, deliveries, asked, asked.channel, doubt)
        self._private = grant is not None and grant.ephemeral
        self._left = self._interaction is not None or grant is None

    @property
    def in_channel(self) -> bool:
        """Whether all of the answer stands in a channel, where each message is made only once."""
        return self._interaction is None or not (self._private or self.begun)

    @property
    def begun(self) -> Post | None:
        """The message that stands already, in which a command is answered."""
        return ORIGINAL if self._interaction and self._grant and self._grant.original else None

    async def put(self, number: int, part: Part, post: Post | None, *, spare: bool) -> Post:
        """Makes the part stand in `post`, or in a message of its own.

        A post that an interaction's token reached is stored once it is whole, so without the token it is left.
        """
        if not self._left:
            await self._leave(number)
        try:
            return await self._put(number, part, post, spare=spare)
        except TokenGone:
            await self._leave(number)
            return await self._put(number, part, None, spare=spare)

    async def remove(self, post: Post) -> None:
        """Takes a message back, as far as that is possible."""
        if post.channel:
            await self._channel.remove(post)
        elif self._interaction is not None:
            await self._interaction.remove(post)

    async def _put(self, number: int, part: Part, post: Post | None, *, spare: bool) -> Post:
        if post is not None:
            return await self._edit(number, part, post, spare=spare)
        if self._interaction is not None and self._private:
            return await self._interaction.follow_up(part, spare=spare)
        return await self._make(number, part, spare=spare)

    async def _edit(self, number: int, part: Part, post: Post, *, spare: bool) -> Post:
        if not post.channel:
            return await self._interaction.edit(post, part, spare=spare) if self._interaction else post
        try:
            return await self._channel.edit(post, part, spare=spare)
        except Refused as refused:
            if refused.code != UNKNOWN_MESSAGE:
                raise
            return await self._make(number, part, spare=spare)

    async def _make(self, number: int, part: Part, *, spare: bool) -> Post:
        try:
            return await self._channel.make(number, part, spare=spare)
        except Refused as refused:
            if not refused.closed or self._interaction is None:
                raise
            return await self._interaction.follow_up(part, spare=spare)

    async def _leave(self, number: int) -> None:
        """From now on without the interaction. The message that waits goes, unless something stands in it."""
        grant, self._interaction, self._left = self._grant, None, True
        if grant is None:
            return
        if grant.ephemeral:
            opening = Call("POST", "/users/@me/channels", body={"recipient_id": self._asked.person})
            opened = cast("Body", await self._rest.insist(opening))
            channel = str(opened["id"])
            self._channel = ChannelMessages(self._rest, self._deliveries, self._asked, channel, self._doubt)
        elif grant.original and grant.waiting and number == 0:
            await self._channel.remove(Post(self._asked.channel, grant.waiting))
