"""The port that everything implements that can speak."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Speech:
    """16-bit samples (little-endian, one channel), so many `rate` a second."""

    samples: bytes
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / (2 * self.rate)


class Speaker(Protocol):
    async def open(self) -> None:
        """Gets ready, which takes a while the first time only. Raises `Unspoken` where that can't be."""
        ...

    async def speak(self, text: str) -> Speech:
        """Plain words, a few sentences at a time. Raises `Unspoken`."""
        ...

    async def close(self) -> None: ...
