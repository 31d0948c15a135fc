"""What people and the assistant say to each other, in no platform's words.

A platform turns its own events into `Incoming` once, at its edge, and renders `Reply` in its own way. All of
these are plain values that survive being stored as JSON (`dump`, `load_incoming`, `load_reply`).
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter

from models.hearing.heard import Heard as Heard
from payments.invoice import Invoice as Invoice
from payments.invoice import PaidInvoice as PaidInvoice
from storage.place import Place as Place

LASTING = "p:"
"""How the values of choices begin that stay to be pressed again, as those of a panel of settings do."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote, as the platform knows them; `locale` is what their client is set to, empty if unknown."""

    id: str
    name: str = ""
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message or goes with a reply. `ref` is what the platform fetches it by; `origin` is where
    it finds that anew, if it holds for a while only.

    A "voice" is said by the assistant, an Ogg file with Opus, so many `seconds` long.
    """

    kind: Literal["image", "audio", "video", "file", "voice"]
    ref: str
    name: str = ""
    media_type: str = ""
    size: int = 0
    seconds: int = 0
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update from a platform. `update_id` is unique within the platform: the same one is one turn.

    `pressed` is the value of a button or a choice; `text` is then its label. `quoted` is the text of the
    message that this one replies to, and `about` the platform's id of that message where it is the bot's own.
    `message` is the platform's own id of the message, for a press of the one that has the button; a later
    version of a message bears the same id and is `edited`. Messages of one `album` are one turn.

    `filled` is what was written into an `Input`, whose value is `pressed`; None where nothing was filled in.
    `aside` says that the answer can be shown to the sender alone, although others can read along in the place.

    With a `notice` (its id) nobody has written: the sender is to be told something. So it is with `owed`, the number of
    a payment that an admin has to give back by hand. `paid` is an invoice that was paid in the chat.

    `heard` is what was understood of the recordings among the attachments, one for each and in their order; empty
    until they were listened to. `read` is so what stands in the text files among them.
    """

    platform: str
    update_id: str
    place: Place
    sender: Sender
    sent_at: datetime
    text: str = ""
    pressed: str = ""
    quoted: str = ""
    attachments: tuple[Attachment, ...] = ()
    message: str = ""
    album: str = ""
    edited: bool = False
    filled: str | None = None
    aside: bool = False
    about: str = ""
    notice: int = 0
    paid: PaidInvoice | None = None
    owed: int = 0
    heard: tuple[Heard, ...] = ()
    read: tuple[str, ...] = ()

    @property
    def by_itself(self) -> bool:
        """Whether it is no message, which could be part of a longer one."""
        return bool(self.notice or self.paid or self.owed)


@dataclass(frozen=True, slots=True)
class Button:
    """A choice. `value` comes back as `Incoming.pressed` and stays under 64 bytes. A `url` opens instead."""

    label: str
    value: str = ""
    style: Literal["plain", "primary", "danger"] = "plain"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    label: str
    value: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Select:
    """A list to pick one option from; `chosen` is the value of the one that holds now, empty for none."""

    prompt: str
    options: tuple[Option, ...]
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """Something to fill in: `text` stands there now, at most `longest` characters, in several `lines` or one.

    Where the platform has forms, pressing `label` opens one; elsewhere the person is asked, and the next message
    is what they fill in. Both come back as `value` in `Incoming.pressed`, the former with `Incoming.filled`.
    """

    label: str
    value: str
    text: str = ""
    lines: bool = False
    longest: int = 2_000


@dataclass(frozen=True, slots=True)
class Panel:
    """Things to press under a message, in rows."""

    rows: tuple[tuple[Button, ...], ...] = ()
    selects: tuple[Select, ...] = ()
    inputs: tuple[Input, ...] = ()

    @property
    def buttons(self) -> tuple[Button, ...]:
        return tuple(button for row in self.rows for button in row)


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer: Markdown as models write it, with what hangs on it.

    `aside` is for the one who asked alone, where the platform can do that. `replaces` puts it where the message
    stands whose button was pressed, if that can still be changed; otherwise it is a new message. An `invoice` stands
    under the answer, on platforms whose chats take money; on others nobody asks for one. `above` is Markdown that
    stands above the answer and is no part of it: what was understood of a recording.
    """

    text: str
    panel: Panel | None = None
    attachments: tuple[Attachment, ...] = ()
    aside: bool = False
    replaces: bool = False
    invoice: Invoice | None = None
    above: str = ""

    @property
    def whole(self) -> str:
        """All the words that are shown."""
        return "\n\n".join(part for part in (self.above, self.text) if part)


@dataclass(frozen=True, slots=True)
class Draft:
    """The answer so far, whole each time: a later draft replaces an earlier one."""

    text: str


@cache
def _adapters() -> dict[type, TypeAdapter[Any]]:
    return {kind: TypeAdapter(kind) for kind in (Incoming, Reply)}


def dump(value: Incoming | Reply) -> str:
    """JSON that `load_incoming` or `load_reply` reads back."""
    return _adapters()[type(value)].dump_json(value).decode()


def load_incoming(text: str) -> Incoming:
    value = _adapters()[Incoming].validate_json(text)
    assert isinstance(value, Incoming)
    return value


def load_reply(text: str) -> Reply:
    value = _adapters()[Reply].validate_json(text)
    assert isinstance(value, Reply)
    return value
