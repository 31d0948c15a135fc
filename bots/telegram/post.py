"""Messages of ours, and attempts to send one, as they are kept in `storage.deliveries`."""

from dataclasses import dataclass

_FIRST_SUPERGROUP = -1_000_000_000_000


@dataclass(frozen=True, slots=True)
class Post:
    """A message of ours."""

    chat: int
    message: int

    @property
    def ref(self) -> str:
        return f"{self.chat}/{self.message}"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A message that was about to be sent; if it was, its number is higher than `after`."""

    chat: int
    after: int

    @property
    def ref(self) -> str:
        return f"{self.chat}?{self.after}"


def read(ref: str) -> Post | Attempt:
    kind, mark = (Attempt, "?") if "?" in ref else (Post, "/")
    chat, _, number = ref.partition(mark)
    return kind(int(chat), int(number))


class Newest:
    """The highest message numbers seen. Supergroups count for themselves, all other chats together."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}

    def note(self, chat: int, message: int) -> None:
        key = _count_of(chat)
        self._numbers[key] = max(message, self._numbers.get(key, 0))

    def of(self, chat: int) -> int:
        """0 where none has been seen."""
        return self._numbers.get(_count_of(chat), 0)


def _count_of(chat: int) -> int:
    return chat if chat < _FIRST_SUPERGROUP else 0
