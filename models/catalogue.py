"""Which models there are, and who answers in which mode.

Nothing here imports a model library, so that a wrong setting is named before anything is opened.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from models.card import OPENAI_KEY, OPENAI_URL, Card
from models.entries import CatalogueError, address_of, card_of

_SHIPPED = Path(__file__).with_name("models.toml")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Cards by name, and for each mode the names to try in order, "builtin" last. "auto" always exists."""

    cards: Mapping[str, Card]
    modes: Mapping[str, tuple[str, ...]]

    @property
    def keys(self) -> frozenset[str]:
        """The settings that hold the cards' keys."""
        return frozenset(name for card in self.cards.values() for name in card.settings)

    def of(self, mode: str) -> tuple[Card, ...]:
        """Who may answer in `mode`, best first; a mode that isn't listed is served as "auto"."""
        return tuple(self.cards[name] for name in self.modes.get(mode, self.modes["auto"]))


def load(path: Path | None, settings: Mapping[str, str]) -> Catalogue:
    """The shipped catalogue with the owner's file at `path` over it, if there is one.

    `settings` are looked at for OPENAI_MODEL, OPENAI_BASE_URL and whatever "${NAME}" a file mentions.
    Raises CatalogueError.
    """
    base_url = address_of(settings.get("OPENAI_BASE_URL", ""), "OPENAI_BASE_URL")
    shipped = _read(_SHIPPED)
    own = _read(path) if path is not None and path.exists() else {}
    where = str(path or _SHIPPED)
    entries = _merged(_tables(shipped, "models", where), _tables(own, "models", where))
    cards = {name: card_of(name, entry, settings, where) for name, entry in entries.items()}
    cards["builtin"] = cards.get("builtin") or Card("builtin", "builtin")
    openai_model = str(own.get("default", shipped["default"]))
    default = _default(cards, settings.get("OPENAI_MODEL", "").strip(), base_url, openai_model)
    cards[default.name] = default
    named_twice = cards.get("compatible")
    if named_twice and default.name != "compatible" and _same_server(named_twice, default):
        del cards["compatible"]
    modes = {**_tables(shipped, "modes", where), **_tables(own, "modes", where)}
    names = {mode: _names(mode, listed, cards, default) for mode, listed in modes.items()}
    known = {name: card for name, card in cards.items() if _reachable(card, default)}
    return Catalogue(known, {mode: tuple(filter(known.__contains__, order)) for mode, order in names.items()})


def _default(cards: Mapping[str, Card], model: str, url: str, openai_model: str) -> Card:
    """The card that OPENAI_MODEL and OPENAI_BASE_URL name; one without window and prices if it is unknown."""
    if url and not f".{urlsplit(url).hostname}".endswith(".api.openai.com"):
        known = cards.get(model)
        if known is not None and known.provider == "compatible":
            return replace(known, url=known.url or url)
        card = cards.get("compatible") or Card("compatible", "compatible", key=OPENAI_KEY)
        return replace(card, name=model or card.name, model=model, url=url)
    name = model or openai_model
    card = cards.get(name) or Card(name, "openai", model=name, url=OPENAI_URL, key=OPENAI_KEY)
    return replace(card, url=url) if url and card.provider == "openai" else card


def _same_server(one: Card, other: Card) -> bool:
    return (one.url, one.model) == (other.url, other.model)


def _reachable(card: Card, default: Card) -> bool:
    """False for a server without an address, a file without a path, and OpenAI while its key is another's."""
    if card.provider == "openai":
        return not (default.provider == "compatible" and card.key == default.key)
    return card.provider in ("builtin", "transformers") or bool(card.url or card.path or card.chat_class)


def _names(mode: str, listed: object, cards: Mapping[str, Card], default: Card) -> list[str]:
    if not isinstance(listed, list):
        raise CatalogueError(f"models.toml: mode {mode} must be a list of model names.")
    names = [default.name if name == "default" else str(name) for name in cast(list[object], listed)]
    unknown = [name for name in names if name not in cards]
    if unknown:
        raise CatalogueError(f"models.toml: mode {mode} names {unknown[0]}, which is not among the models.")
    return list(dict.fromkeys([*(name for name in names if name != "builtin"), "builtin"]))


def _merged(shipped: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    merged = dict(shipped)
    for name, entry in own.items():
        if not isinstance(entry, dict):
            raise CatalogueError(f"models.toml: model {name} must be a table.")
        merged[name] = entry if "provider" in entry else {**merged.get(name, {}), **entry}
    return merged


def _tables(document: Mapping[str, Any], name: str, where: str) -> dict[str, Any]:
    table = document.get(name, {})
    if not isinstance(table, dict):
        raise CatalogueError(f"{where}: [{name}] must be a table.")
    return cast(dict[str, Any], table)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{path} can't be read: {error}.") from None
