"""Where the messages of one answer go.

What was asked in a channel is answered in the channel. What was asked by a command is answered in the message that
says "… is thinking"; further messages follow in the channel, where each is made only once. An ephemeral answer
goes to follow-ups instead, and so does one where the bot may be asked but may not write. An answer to something
pressed may take the place of the message that it hangs under. When an interaction's token has lapsed, the channel
is left; for an ephemeral answer, which is nobody else's business, the person's direct messages. These are also left
for what nobody has asked just now, where the bot may not write into the channel.
"""

from typing import cast

from bots.discord.channel_messages import ChannelMessages
from bots.discord.grants import Grant
from bots.discord.interaction_messages import ORIGINAL, InteractionMessages, MessageGone, TokenGone
from bots.discord.posts import Asked, Body, Part, Post
from bots.discord.refusals import UNKNOWN_MESSAGE, Refused
from bots.discord.rest import Call, Rest
from storage.deliveries import Deliveries


class Outlet:
    """`grant` is for the answer to an interaction; about `doubt` see `ChannelMessages`. What can't stand in the
    channel goes `or_to_person`.

    All may raise `Refused`, and for what is `spare` what `Rest.spare` raises.
    """

    def __init__(
        self,
        rest: Rest,
        deliveries: Deliveries,
        asked: Asked,
        grant: Grant | None = None,
        doubt: float | None = None,
        pressed: str = "",
        *,
        or_to_person: bool = False,
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
        self._pressed = pressed
        self._or_to_person = or_to_person

    @property
    def in_channel(self) -> bool:
        """Whether all of the answer stands in a channel, where each message is made only once."""
        return self._interaction is None or not (self._private or self.begun)

    @property
    def begun(self) -> Post | None:
        """The message that stands already, in which a command is answered."""
        return ORIGINAL if self._interaction and self._grant and self._grant.original else None

    @property
    def pressed(self) -> Post | None:
        """The message whose button is answered, as it can be reached now; None where there is none."""
        if not self._pressed:
            return None
        if self._interaction is not None:
            return ORIGINAL
        return None if self._private else Post(self._asked.channel, self._pressed)

    def standing(self, post: Post) -> Post | None:
        """A post that a token reached, by the name that its message has in the channel, so far as that is known."""
        known = self._pressed or (self._grant.waiting if self._grant else "")
        message = known if post == ORIGINAL else post.message
        return Post(self._asked.channel, message) if message and not post.channel else None

    async def turn_aside(self) -> bool:
        """From now on for the one who asked alone; whether that is so now, and was not before.

        Messages that stand for all to see are the caller's to take back, but for the one that waits: a follow-up
        would be put into it. The pressed message, which others see, stays as it is.
        """
        if self._private or self._grant is None:
            return False
        if self._interaction is not None and self._grant.original:
            await self.remove(ORIGINAL)
        self._private, self._pressed = True, ""
        self._left = self._interaction is not None
        return True

    async def put(self, number: int, part: Part, post: Post | None, *, spare: bool) -> Post:
        """Makes the part stand in `post`, or in a message of its own.

        A post that an interaction's token reached is stored once it is whole, so without the token it is left.
        """
        if not self._left:
            await self._leave(number)
        try:
            return await self._put(number, part, post, spare=spare)
        except MessageGone:
            if not self._pressed or post != ORIGINAL:
                await self._leave(number)
            return await self._put(number, part, None, spare=spare)
        except TokenGone:
            await self._leave(number)
            return await self._put(number, part, self.pressed if post == ORIGINAL else None, spare=spare)

    async def remove(self, post: Post) -> None:
        """Takes a message back, as far as that is possible."""
        if post.channel:
            await self._channel.remove(post)
        elif self._interaction is not None:
            try:
                await self._interaction.remove(post)
            except TokenGone:
                standing = self.standing(post)
                if standing is not None and not self._private:
                    await self._channel.remove(standing)

    async def wait_no_longer(self) -> None:
        """Takes back the message that says the bot is thinking where the token that reached it has lapsed.

        One that only one person sees ends with its token.
        """
        grant = self._grant
        if self._interaction is None and grant is not None and grant.waiting and not self._private:
            await self._channel.remove(Post(self._asked.channel, grant.waiting))

    async def _put(self, number: int, part: Part, post: Post | None, *, spare: bool) -> Post:
        if post is not None:
            return await self._edit(number, part, post, spare=spare)
        if self._interaction is not None and self._private:
            return await self._interaction.follow_up(part, spare=spare, private=True)
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
            if refused.closed and self._interaction is not None:
                return await self._interaction.follow_up(part, spare=spare, private=self._private)
            if not refused.closed or not self._or_to_person:
                raise
            await self._turn_to_person()
            return await self._channel.make(number, part, spare=spare)

    async def _turn_to_person(self) -> None:
        """From now on in direct messages."""
        self._or_to_person = False
        opening = Call("POST", "/users/@me/channels", body={"recipient_id": self._asked.person})
        opened = cast("Body", await self._rest.insist(opening))
        channel = str(opened["id"])
        self._channel = ChannelMessages(self._rest, self._deliveries, self._asked, channel, self._doubt)

    async def _leave(self, number: int) -> None:
        """From now on without the interaction. The message that waits goes, unless something stands in it."""
        grant, self._interaction, self._left = self._grant, None, True
        if grant is None:
            return
        if self._private:
            await self._turn_to_person()
        elif grant.original and grant.waiting and number == 0:
            await self._channel.remove(Post(self._asked.channel, grant.waiting))
