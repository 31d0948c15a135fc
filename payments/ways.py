"""The ways to pay that are set up, and which of them a customer is offered where."""

from collections.abc import Sequence
from dataclasses import dataclass

from payments.practice import NAME as PRACTICE
from payments.provider import Amount, Provider, Refused
from storage.bookings import Booking


@dataclass(frozen=True, slots=True)
class Way:
    """A provider by its name, and what it would ask for."""

    provider: str
    amount: Amount


class Ways:
    """`providers` in the order in which they are offered; `in_chats` names, by platform, those that ask there."""

    def __init__(self, providers: Sequence[Provider], in_chats: dict[str, tuple[str, ...]]) -> None:
        self._providers = {provider.name: provider for provider in providers}
        self._in_chats = in_chats

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._providers)

    @property
    def origins(self) -> tuple[str, ...]:
        """Where the pages of others are that customers are sent to."""
        return tuple(provider.origin for provider in self._providers.values() if provider.origin)

    @property
    def is_practice(self) -> bool:
        """Whether no money moves, for want of another way."""
        return PRACTICE in self._providers

    def on_page(self, booking: Booking) -> tuple[Way, ...]:
        return tuple(self._way(provider, booking) for provider in self._providers.values())

    def in_chat(self, booking: Booking, platform: str) -> tuple[Way, ...]:
        """Those that ask in the chat itself; empty where people pay on the page alone."""
        names = self._in_chats.get(platform, ())
        return tuple(self._way(self._providers[name], booking) for name in names if name in self._providers)

    def named(self, name: str) -> Provider:
        """Raises `Refused` for one that isn't set up (any more)."""
        if name not in self._providers:
            raise Refused(f"{name} is not set up any more")
        return self._providers[name]

    async def aclose(self) -> None:
        for provider in self._providers.values():
            await provider.aclose()

    def _way(self, provider: Provider, booking: Booking) -> Way:
        return Way(provider.name, provider.asks(Amount(booking.price, booking.currency)))
