"""From names to models: who may answer, opened when needed."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from pydantic import SecretStr

from models.breaker import Breaker
from models.candidate import Candidate, Open
from models.card import LOCAL, Card
from models.catalogue import Catalogue
from models.choice import Decision, Needs, Option, choose
from models.policy import Policy

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from models.lane import Lane
    from models.server import ServerModel

SERVED = frozenset({"openai", "compatible"})

_POLICY = Policy()


class Models:
    """The models of a catalogue. `keys` are by their setting's name; an OpenAI model without one is left out.

    Nothing is imported, opened or asked until a model is used, and never on the event loop.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        keys: Mapping[str, SecretStr],
        builtin: "BaseChatModel",
        policy: Policy = _POLICY,
        local: Mapping[str, Open] | None = None,
    ) -> None:
        """`local` opens the models that run here, by their provider."""
        self.policy = policy
        self._local = local or {}
        self._catalogue = catalogue
        self._keys = {name: key for name, key in keys.items() if key.get_secret_value()}
        self._builtin = builtin
        self._opened = AsyncExitStack()
        self._lanes: dict[str, Lane] = {}
        breakers: dict[str, Breaker] = {}
        self._candidates = {
            name: Candidate(card, self._open, breakers.setdefault(card.address or name, Breaker()))
            for name, card in catalogue.cards.items()
            if self._usable(card)
        }

    @property
    def asks_servers(self) -> bool:
        """Whether any of them needs `load_client`."""
        return any(card.provider in SERVED or card.provider == "community" for card in self.cards)

    @property
    def cards(self) -> tuple[Card, ...]:
        """Everything that a person may pick for a session."""
        return tuple(candidate.card for candidate in self._candidates.values())

    def candidates(self, mode: str, chosen: str | None = None) -> tuple[Candidate, ...]:
        """Who may answer in `mode`, best first and the built-in model last.

        `chosen` is tried before the mode's own; a name that we no longer have is passed over. Whoever chose
        the built-in model gets no other.
        """
        if chosen == "builtin":
            return (self._candidates["builtin"],)
        names = [card.name for card in self._catalogue.of(mode) if card.name in self._candidates]
        if chosen in self._candidates:
            names = [chosen, *(name for name in names if name != chosen)]
        return tuple(self._candidates[name] for name in names)

    def choose(
        self,
        mode: str,
        needs: Needs,
        chosen: str | None = None,
        *,
        too_dear: Collection[str] = (),
        first: str = "",
        free: bool = True,
    ) -> Decision:
        """Who answers in `mode` now, and why; see `models.choice`. `too_dear` are names, `first` is one that comes
        before the mode's own, if there is such a model.
        """
        options = {
            name: Option(candidate.card, candidate.breaker.shut, candidate.card.name in too_dear)
            for name, candidate in self._candidates.items()
        }
        names = dict.fromkeys((first, *(card.name for card in self._catalogue.of(mode))))
        own = [options[name] for name in names if name in options]
        wanted = options[chosen].card.name if chosen in options else chosen or ""
        return choose(own, needs, chosen=wanted, others=list(options.values()), free=free)

    def named(self, names: Iterable[str]) -> tuple[Candidate, ...]:
        """The candidates of these names, in their order; one that we no longer have is left out.

        A server's model may be called by the catalogue's name for it and by the one it has told since.
        """
        told = {candidate.card.name: candidate for candidate in self._candidates.values()}
        known = {**told, **self._candidates}
        return tuple(known[name] for name in names if name in known)

    def answering(self, mode: str, chosen: str | None = None) -> Card:
        """Who answers first in `mode`."""
        return self.candidates(mode, chosen)[0].card

    def names(self, mode: str) -> bool:
        """Whether the catalogue names models for `mode` itself, and one of them is a real one that can be asked."""
        return mode in self._catalogue.modes and self.answering(mode).provider != "builtin"

    async def close(self) -> None:
        """Closes every connection."""
        await self._opened.aclose()

    def _usable(self, card: Card) -> bool:
        if card.provider == "openai":
            return card.key in self._keys
        if card.provider == "community":
            return card.settings <= self._keys.keys()
        return card.provider not in LOCAL or card.provider in self._local

    async def _open(self, card: Card) -> "tuple[Card, BaseChatModel]":
        if card.provider == "builtin":
            return card, self._builtin
        if card.provider in self._local:
            return await self._local[card.provider](card)
        if card.provider == "community":
            return card, await asyncio.to_thread(_build_class, card, self._keys, self.policy)
        await asyncio.to_thread(load_client)
        from models.lane import Lane
        from models.server import ask_model

        key = self._keys.get(card.key)
        if not card.model:
            name = await ask_model(card, key, self.policy)
            card = replace(card, name=name, model=name)
        lane = self._lanes.setdefault(card.address, Lane())
        server = await asyncio.to_thread(_build, card, key, self.policy, lane)
        self._opened.push_async_callback(server.aclose)
        return card, server


def load_client() -> None:
    """Imports what talks to servers, which takes half a second and leaves much for the garbage collector to look at."""
    import_module("models.server")


def _build_class(card: Card, keys: Mapping[str, SecretStr], policy: Policy) -> "BaseChatModel":
    from models.community import build

    return build(card, keys, policy)


def _build(card: Card, key: SecretStr | None, policy: Policy, lane: "Lane") -> "ServerModel":
    from models.server import build

    return build(card, key, policy, lane)
