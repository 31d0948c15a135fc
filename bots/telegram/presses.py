"""Presses of buttons: stored like a message, then acknowledged, so that the button stops spinning."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from bots.platform import Accept
from bots.telegram.background import Background
from bots.telegram.keyboards import (
    Named,
    Page,
    Stay,
    choices_of,
    keyboard,
    label_of,
    meaning,
    says_more,
    stays,
    without_mark,
)
from bots.telegram.post import Post
from bots.telegram.spelling import clean
from bots.telegram.typing_signs import TypingSigns
from bots.telegram.updates import NAME, place_of, sender_of
from graphs.dialogue import Incoming, Panel, Place, load_incoming, load_reply
from storage.deliveries import Deliveries
from storage.inbox import Inbox
from texts import translator

REMEMBERED = 1_000


@dataclass(frozen=True, slots=True)
class Pressed:
    label: str
    value: str


class Presses:
    def __init__(
        self, inbox: Inbox, deliveries: Deliveries, background: Background, signs: TypingSigns
    ) -> None:
        self._inbox = inbox
        self._deliveries = deliveries
        self._background = background
        self._signs = signs
        self._bared: OrderedDict[Post, None] = OrderedDict()

    async def take(self, query: CallbackQuery, accept: Accept) -> None:
        """Returns once the press is stored. Raises what `accept` raises."""
        if query.message is None or not query.data:
            return self._acknowledge(query)
        _ = translator(query.from_user.language_code or "en")
        means = meaning(query.data)
        if isinstance(means, Stay):
            return self._acknowledge(query)
        if not await self._may_press(query):
            return self._acknowledge(query, _("This question is for somebody else here."))
        if isinstance(means, Page):
            return await self._turn_page(query, means)
        pressed = await self._pressed(query, means)
        if pressed is None:
            return self._acknowledge(query, _("This button is too old. Tell me what you would like."))
        await self._hand_in(query, pressed, accept)

    def answered(self, incoming: Incoming, *, in_place: bool) -> None:
        """What was chosen can't be chosen again, also where the press came before a restart.

        What lasts can; and an answer `in_place` of the one with the buttons has brought its own.
        """
        post = Post(int(incoming.place.chat), int(incoming.message or 0))
        if in_place or stays(incoming.pressed):
            return
        if incoming.pressed and post.message and post not in self._bared:
            self._bare(post)

    def _bare(self, post: Post) -> None:
        self._background.show_keyboard(post, None)
        self._bared[post] = None
        if len(self._bared) > REMEMBERED:
            self._bared.popitem(last=False)

    async def _hand_in(self, query: CallbackQuery, pressed: Pressed, accept: Accept) -> None:
        """A button that was pressed under an answer is not taken again, however often and fast it is pressed.

        One that stays is, each time.
        """
        assert query.message is not None
        post = Post(query.message.chat.id, query.message.message_id)
        asked = None if stays(pressed.value) else await self._deliveries.turn_of(post.ref)
        incoming = Incoming(
            platform=NAME,
            update_id=clean(f"{post.ref}:{asked or query.id}:{query.data}"),
            place=_place(query),
            sender=sender_of(query.from_user),
            sent_at=datetime.now(UTC),
            text=clean(pressed.label),
            pressed=clean(pressed.value),
            message=str(query.message.message_id),
        )
        new = await accept(incoming)
        self._acknowledge(query)
        if new:
            self._signs.begin(incoming)
        if new and not stays(incoming.pressed):
            self._bare(post)

    async def _pressed(self, query: CallbackQuery, means: Named | str) -> Pressed | None:
        if isinstance(means, str):
            return Pressed(await self._name(query, means), means)
        panel = await self._panel(means.turn_id, _place(query))
        choices = choices_of(panel) if panel else ()
        if means.number >= len(choices):
            return None
        choice = choices[means.number]
        return Pressed(choice.label, choice.value)

    async def _name(self, query: CallbackQuery, value: str) -> str:
        """The words on the button, without what we have added to them."""
        label = label_of(_rows(query), value) or value
        if not says_more(label) or query.message is None:
            return label
        post = Post(query.message.chat.id, query.message.message_id)
        turn_id = await self._deliveries.turn_of(post.ref)
        panel = await self._panel(turn_id, _place(query)) if turn_id is not None else None
        choices = choices_of(panel) if panel else ()
        return next((choice.label for choice in choices if choice.value == value), without_mark(label))

    async def _turn_page(self, query: CallbackQuery, page: Page) -> None:
        panel = await self._panel(page.turn_id, _place(query))
        if panel is None:
            _ = translator(query.from_user.language_code or "en")
            return self._acknowledge(query, _("This button is too old. Tell me what you would like."))
        self._acknowledge(query)
        if query.message is not None:
            pages = {} if page.select is None else {page.select: page.number}
            shown = keyboard(page.turn_id, panel, pages)
            self._background.show_keyboard(Post(query.message.chat.id, query.message.message_id), shown)

    async def _panel(self, turn_id: int, place: Place) -> Panel | None:
        """What hung under the answer of that turn, which must have been given in this place."""
        turn = await self._inbox.get(turn_id)
        if turn is None or turn.reply is None or turn.place != place.key:
            return None
        return load_reply(turn.reply).panel

    async def _may_press(self, query: CallbackQuery) -> bool:
        """In a group the buttons under an answer are for the one who was answered."""
        place = _place(query)
        if place.private or query.message is None:
            return True
        turn_id = await self._deliveries.turn_of(Post(query.message.chat.id, query.message.message_id).ref)
        turn = await self._inbox.get(turn_id) if turn_id is not None else None
        return turn is None or load_incoming(turn.payload).sender.id == str(query.from_user.id)

    def _acknowledge(self, query: CallbackQuery, text: str = "") -> None:
        self._background.answer_query(query.id, text)


def _place(query: CallbackQuery) -> Place:
    """Of a message that is too old to be shown with its press, Telegram only tells the chat."""
    message = query.message
    assert message is not None
    if isinstance(message, Message):
        return place_of(message)
    return Place(NAME, str(message.chat.id), private=message.chat.type == "private")


def _rows(query: CallbackQuery) -> Sequence[Sequence[InlineKeyboardButton]]:
    markup = query.message.reply_markup if isinstance(query.message, Message) else None
    return markup.inline_keyboard if markup is not None else ()
