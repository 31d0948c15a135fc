"""Where a conversation happens."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator


@dataclass(frozen=True, slots=True)
class Place:
    """Turns of one place run one at a time and in order.

    `chat` and `topic` are the platform's own ids; `private` is false where others can read along. What is told
    `aside` is for one person there alone.
    """

    platform: str
    chat: str
    topic: str = ""
    private: bool = True
    aside: bool = False

    @property
    def key(self) -> str:
        return f"{self.platform}:{self.chat}:{self.topic}" if self.topic else f"{self.platform}:{self.chat}"


class PlaceColumn(TypeDecorator[Place]):
    """A place, kept as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Place | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(asdict(value))

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Place | None:
        return None if value is None else Place(**json.loads(value))
