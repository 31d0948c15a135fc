"""What a Telegram message says, whatever kind it is of."""

from dataclasses import dataclass

from aiogram.types import Message, MessageEntity


@dataclass(frozen=True, slots=True)
class Words:
    text: str
    entities: tuple[MessageEntity, ...] = ()


def words_of(message: Message) -> Words:
    """The text or the caption; for what has none, what a person would read in it. Empty for service messages."""
    if message.text is not None:
        return Words(message.text, tuple(message.entities or ()))
    if message.caption is not None:
        return Words(message.caption, tuple(message.caption_entities or ()))
    return Words(_shown(message))


def _shown(message: Message) -> str:
    if message.sticker is not None:
        return message.sticker.emoji or ""
    if message.dice is not None:
        return f"{message.dice.emoji} {message.dice.value}"
    if message.poll is not None:
        return "\n".join([message.poll.question, *(f"- {option.text}" for option in message.poll.options)])
    if message.contact is not None:
        contact = message.contact
        return " ".join(filter(None, (contact.first_name, contact.last_name, contact.phone_number)))
    return _spot(message)


def _spot(message: Message) -> str:
    """A place on the map as "latitude, longitude" in degrees, after its name."""
    if message.venue is not None:
        venue = message.venue
        return f"{venue.title}, {venue.address} ({venue.location.latitude}, {venue.location.longitude})"
    if message.location is not None:
        return f"{message.location.latitude}, {message.location.longitude}"
    return ""
