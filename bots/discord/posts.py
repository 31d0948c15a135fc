"""The messages that an answer stands in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from bots.discord.components import Component
from bots.discord.rest import Upload

Body: TypeAlias = dict[str, Any]

NO_MENTIONS: Body = {"parse": [], "replied_user": False}


@dataclass(frozen=True, slots=True)
class Part:
    """One message of an answer."""

    text: str
    files: tuple[Upload, ...] = ()
    rows: tuple[Component, ...] = ()

    @property
    def body(self) -> Body:
        """As it is sent, whole: an edit leaves nothing of what stood there before."""
        files = [{"id": number, "filename": file.name} for number, file in enumerate(self.files)]
        return {
            "content": self.text,
            "components": list(self.rows),
            "attachments": files,
            "allowed_mentions": NO_MENTIONS,
        }

    def stands_in(self, message: Mapping[str, Any]) -> bool:
        """Whether a message of Discord's says this already."""
        counts = (len(message.get("attachments") or ()), len(message.get("components") or ()))
        return message.get("content") == self.text.strip() and counts == (len(self.files), len(self.rows))


@dataclass(frozen=True, slots=True)
class Post:
    """A message of ours. `channel` is empty for one that is reached by an interaction's token."""

    channel: str
    message: str

    @property
    def ref(self) -> str:
        return f"{self.channel}/{self.message}"


def read_ref(ref: str) -> Post:
    channel, _, message = ref.partition("/")
    return Post(channel, message)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is answered: `id` names it among all that is ever said on Discord, `number` is Discord's id of it.

    `replies_to` is the message to show the answer under, empty for none. `at` is when it was said, a Unix time.
    """

    id: str
    number: int
    channel: str
    person: str
    replies_to: str
    at: float
