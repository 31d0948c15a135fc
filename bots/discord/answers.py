"""The answers that are being given, by their turns."""

from collections import OrderedDict
from datetime import timedelta

from bots.discord.answer import Answer, Tempo
from bots.discord.grants import Grant, Grants
from bots.discord.memory import remember
from bots.discord.outlet import Outlet
from bots.discord.posts import Asked, Post, read_ref
from bots.discord.rest import Rest
from bots.discord.updates import NAME, snowflake_of
from bots.pacing import Pacer
from graphs.dialogue import Incoming
from storage.deliveries import Deliveries
from storage.inbox import Inbox

MOST_VERSIONS = 50
MARGIN = timedelta(minutes=1)
"""How far Discord's clock and ours may be apart."""


class Answers:
    """What this process has heard itself can't have been answered by another, so nothing is looked up for it."""

    def __init__(self, rest: Rest, inbox: Inbox, deliveries: Deliveries, pacer: Pacer, tempo: Tempo) -> None:
        self._rest = rest
        self._inbox = inbox
        self._deliveries = deliveries
        self._pacer = pacer
        self._tempo = tempo
        self.grants = Grants(NAME, inbox, deliveries)
        self._open: dict[int, Answer] = {}
        self._heard: OrderedDict[str, None] = OrderedDict()
        self._given: OrderedDict[tuple[int, str], None] = OrderedDict()

    def heard(self, incoming: Incoming) -> None:
        remember(self._heard, incoming.update_id, None)

    def is_given(self, turn_id: int, incoming: Incoming) -> bool:
        """Whether this process has given the answer. Turn ids begin again with a new database."""
        return (turn_id, incoming.update_id) in self._given

    async def of(self, turn_id: int, incoming: Incoming) -> Answer:
        answer = self._open.get(turn_id)
        if answer is None:
            answer = self._open[turn_id] = await self._begin(turn_id, incoming)
        return answer

    def over(self, turn_id: int, incoming: Incoming) -> None:
        self._open.pop(turn_id, None)
        self._heard.pop(incoming.update_id, None)
        remember(self._given, (turn_id, incoming.update_id), None)

    async def close(self) -> None:
        for answer in list(self._open.values()):
            await answer.stop()

    async def _begin(self, turn_id: int, incoming: Incoming) -> Answer:
        new = incoming.update_id in self._heard and not incoming.edited
        home = turn_id if new else await self._first_version(turn_id, incoming)
        grant = None if is_message(incoming) else await self.grants.of(turn_id, incoming.update_id)
        if grant is None and _for_one_person(incoming):
            grant = Grant(application="", token="", until=0.0, ephemeral=True, original=True)
        outlet = Outlet(
            self._rest,
            self._deliveries,
            _asked(incoming),
            grant,
            doubt=None if incoming.update_id in self._heard else incoming.sent_at.timestamp(),
            pressed="" if is_message(incoming) else incoming.message,
            or_to_person=bool(incoming.notice and incoming.sender.id) and not incoming.place.private,
        )
        chat = grant.token if grant is not None and grant.original and grant.valid else incoming.place.chat
        posts = {} if new else await self._posts(home)
        return Answer(home, chat, outlet, posts, self._deliveries, self._pacer, self._tempo)

    async def _first_version(self, turn_id: int, incoming: Incoming) -> int:
        """The turn of the message as it was written first: its answer makes room for the new one."""
        first, versions = turn_id, 0
        while incoming.edited and versions < MOST_VERSIONS:
            earlier = await self._inbox.earlier(NAME, incoming.place.key, incoming.message, first)
            if earlier is None:
                break
            first, versions = earlier.id, versions + 1
        return first

    async def _posts(self, turn_id: int) -> dict[int, Post]:
        refs = await self._deliveries.of(turn_id)
        return {number: read_ref(ref) for number, ref in refs.items() if number >= 0}


def is_message(incoming: Incoming) -> bool:
    return incoming.update_id[:1] in ("m", "e")


def _for_one_person(incoming: Incoming) -> bool:
    """Whether only that person may read the answer to this interaction, also where its grant was not kept."""
    return incoming.aside and not is_message(incoming) and not incoming.place.private


def _asked(incoming: Incoming) -> Asked:
    """All versions of a message are answered by the same messages."""
    if incoming.notice:
        return _unasked(incoming)
    message = is_message(incoming)
    return Asked(
        id=f"m{incoming.message}" if message else incoming.update_id,
        number=int(incoming.message if message else incoming.update_id[1:]),
        channel=incoming.place.chat,
        person=incoming.sender.id,
        replies_to="" if incoming.place.private else incoming.message,
        at=incoming.sent_at.timestamp(),
    )


def _unasked(incoming: Incoming) -> Asked:
    """Notices are counted anew with another database, so their time belongs to what tells them apart."""
    return Asked(
        id=f"{incoming.update_id} {incoming.sent_at.timestamp()}",
        number=snowflake_of(incoming.sent_at - MARGIN),
        channel=incoming.place.chat,
        person=incoming.sender.id,
        replies_to="",
        at=incoming.sent_at.timestamp(),
    )
