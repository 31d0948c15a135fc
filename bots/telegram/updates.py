"""Telegram's messages as plain values; aiogram's types end here."""

from datetime import UTC, datetime

from aiogram.types import Chat, Message, SuccessfulPayment, User

from bots.telegram.addressing import Addressing, Me
from bots.telegram.attachments import attachments_of
from bots.telegram.placeholder import PLACEHOLDER
from bots.telegram.spelling import clean
from bots.telegram.words import Words, words_of
from graphs.dialogue import Incoming, PaidInvoice, Place, Sender
from payments.money import NotExact, from_telegram

NAME = "telegram"
_ANONYMOUS_ADMIN = 1087968824
"""The account that Telegram shows as the author of what an anonymous admin of a group writes."""


class Reader:
    """Reads the messages that are meant for the bot; the rest is nobody's turn."""

    def __init__(self, me: Me) -> None:
        self._addressing = Addressing(me)

    def read(self, update_id: int, message: Message, *, edited: bool) -> Incoming | None:
        """None for a message without words and files, and for what people in a group say to each other.

        Telegram's numbers of updates begin anew with another token, and after a quiet week, so that alone
        they could hide a new message behind an old one.
        """
        sender = _sender(message)
        if message.successful_payment is not None and sender is not None:
            return _paid(update_id, message, message.successful_payment, sender)
        words = words_of(message)
        attachments = attachments_of(message)
        if sender is None or not (words.text.strip() or attachments):
            return None
        place = place_of(message)
        if not place.private and not self._addressing.includes(message, words, place.key, sender.id):
            return None
        text = self._addressing.without_name(words) if not place.private else words.text
        sent_at = _moment(message, edited=edited)
        return Incoming(
            platform=NAME,
            update_id=f"{update_id}:{message.message_id}:{int(sent_at.timestamp())}",
            place=place,
            sender=sender,
            sent_at=sent_at,
            text=clean(text).strip(),
            quoted=clean(_quoted(message)).strip(),
            attachments=attachments,
            message=str(message.message_id),
            album=clean(message.media_group_id or ""),
            edited=edited,
            about=self._addressing.about(message),
        )


def _paid(update_id: int, message: Message, paid: SuccessfulPayment, sender: Sender) -> Incoming:
    """Money is for the bot, wherever it comes; the charge makes it one turn, however often it is told of."""
    return Incoming(
        platform=NAME,
        update_id=clean(f"paid:{paid.telegram_payment_charge_id}"),
        place=place_of(message),
        sender=sender,
        sent_at=_moment(message, edited=False),
        message=str(message.message_id),
        paid=PaidInvoice(
            payload=clean(paid.invoice_payload),
            charge=clean(paid.telegram_payment_charge_id),
            amount=sum_of(paid.total_amount, paid.currency),
            currency=clean(paid.currency),
        ),
    )


def sum_of(units: int, currency: str) -> int:
    """Minor units as we count them; a fraction of one, which we never ask for, stays as Telegram counts it."""
    try:
        return from_telegram(units, currency)
    except NotExact:
        return units


def place_of(message: Message) -> Place:
    """A reply chain outside a forum has a thread id too, and is no topic."""
    topic = message.message_thread_id if message.is_topic_message else None
    return Place(NAME, str(message.chat.id), str(topic or ""), _is_private(message.chat))


def sender_of(user: User) -> Sender:
    language = (user.language_code or "").replace("_", "-").partition("-")[0]
    return Sender(str(user.id), clean(user.full_name), clean(language))


def _is_private(chat: Chat) -> bool:
    return chat.type == "private"


def _sender(message: Message) -> Sender | None:
    """None for channels, for other bots, and for what Telegram itself forwards from a channel."""
    user, group = message.from_user, message.sender_chat
    if user is None or message.chat.type == "channel" or message.is_automatic_forward:
        return None
    if user.id == _ANONYMOUS_ADMIN and group is not None and group.id == message.chat.id:
        return Sender(str(group.id), clean(group.title or ""))
    return None if user.is_bot else sender_of(user)


def _moment(message: Message, *, edited: bool) -> datetime:
    if edited and message.edit_date:
        return datetime.fromtimestamp(message.edit_date, UTC)
    return message.date.astimezone(UTC)


def _quoted(message: Message) -> str:
    """The words that this message replies to: those that the person marked, else all of them."""
    if message.quote is not None and message.quote.is_manual:
        return message.quote.text
    replied = message.reply_to_message
    if replied is None:
        return message.quote.text if message.quote is not None else ""
    said: Words = words_of(replied)
    return "" if said.text == PLACEHOLDER else said.text
