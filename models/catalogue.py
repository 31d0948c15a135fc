"""Which models there are, what they can do and cost, and who answers in which mode.

Nothing here imports a model library, so that a wrong setting is named before anything is opened.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, cast, get_args
from urllib.parse import urlsplit

Provider = Literal["openai", "compatible", "llama", "transformers", "community", "builtin"]
LOCAL = frozenset({"llama", "transformers"})
"""Providers whose models run on this machine and cost nothing."""

OPENAI_URL = "https://api.openai.com/v1"
OPENAI_KEY = "OPENAI_API_KEY"

_SHIPPED = Path(__file__).with_name("models.toml")
_NUMBER = (int, Decimal)
_FIELDS: dict[str, type | tuple[type, ...]] = {
    "provider": str,
    "model": str,
    "url": str,
    "key": str,
    "window": int,
    "input_price": _NUMBER,
    "output_price": _NUMBER,
    "tools": bool,
    "vision": bool,
    "audio": bool,
    "reasoning_effort": str,
    "stall": _NUMBER,
    "path": str,
    "gpu_layers": int,
    "device": str,
    "waiting": int,
    "chat_class": str,
    "arguments": dict,
    "secrets": dict,
}
_SECRET_ARGUMENT = re.compile(r"(key|token|secret|password|credentials?|_[as]k)$", re.IGNORECASE)


class CatalogueError(ValueError):
    """A sentence for the owner: which file or setting is wrong. It never repeats an address or a key."""


@dataclass(frozen=True, slots=True)
class Card:
    """One model. `window` is in tokens, prices in US dollars per million tokens; None means unknown.

    `model` is the server's name for it, empty until the server is asked. `key` names the setting that holds
    its key. `url` may hold a login: show `address` instead. `stall` is in seconds, None for the policy's own.

    `path` is the file or the folder of a model that runs here, with so many `gpu_layers` on the GPU (None: all of them)
    or on a `device` (empty: the GPU where there is one), and `waiting` how many may wait for it.

    `chat_class` is made with these `arguments` and, for each of `secrets`, what the setting of that name holds.
    """

    name: str
    provider: Provider
    model: str = ""
    url: str = field(default="", repr=False)
    key: str = ""
    window: int | None = None
    input_price: Decimal | None = None
    output_price: Decimal | None = None
    tools: bool = True
    vision: bool = False
    audio: bool = False
    reasoning_effort: str = ""
    stall: float | None = None
    path: str = ""
    gpu_layers: int | None = None
    device: str = ""
    waiting: int | None = None
    chat_class: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False, hash=False)
    secrets: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)

    @property
    def settings(self) -> frozenset[str]:
        """The settings that hold its secrets."""
        return frozenset({*([self.key] if self.key else []), *self.secrets.values()})

    @property
    def address(self) -> str:
        """The server's address without a login, e.g. http://127.0.0.1:8080/v1; empty for `builtin`."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}" if self.url else ""

    @property
    def title(self) -> str:
        """What to call it before people: its name, or its address while the server hasn't named it."""
        return self.name if self.model or self.provider == "builtin" else self.address

    def cost(self, input_tokens: int, output_tokens: int) -> Decimal | None:
        """US dollars for one answer; None when a price is unknown."""
        if self.input_price is None or self.output_price is None:
            return None
        return (input_tokens * self.input_price + output_tokens * self.output_price) / 1_000_000


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
    base_url = _url(settings.get("OPENAI_BASE_URL", ""), "OPENAI_BASE_URL")
    shipped = _read(_SHIPPED)
    own = _read(path) if path is not None and path.exists() else {}
    where = str(path or _SHIPPED)
    entries = _merged(_tables(shipped, "models", where), _tables(own, "models", where))
    cards = {name: _card(name, entry, settings, where) for name, entry in entries.items()}
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


def _card(name: str, entry: Mapping[str, Any], settings: Mapping[str, str], where: str) -> Card:
    for field_name, value in entry.items():
        wanted = _FIELDS.get(field_name)
        if wanted is None:
            raise CatalogueError(f"{where}: model {name} has an unknown field {field_name}.")
        if not isinstance(value, wanted) or (wanted is not bool and isinstance(value, bool)):
            raise CatalogueError(f"{where}: {field_name} of model {name} is of the wrong kind.")
        if isinstance(value, _NUMBER) and value < 0:
            raise CatalogueError(f"{where}: {field_name} of model {name} is below zero.")
    provider = entry.get("provider")
    if provider not in get_args(Provider):
        raise CatalogueError(f"{where}: provider of model {name} must be one of {get_args(Provider)}.")
    _check_class(name, entry, where)
    values = {key: _filled(value, settings) for key, value in entry.items()}
    unset = Decimal(0) if provider in LOCAL else None
    for price in ("input_price", "output_price"):
        values[price] = unset if values.get(price) is None else Decimal(values[price])
    values["stall"] = None if values.get("stall") is None else float(values["stall"])
    openai = provider == "openai"
    if values.get("path"):
        values["path"] = str(Path(where).parent / Path(values["path"]).expanduser())
    values["url"] = _url(values.get("url", OPENAI_URL if openai else ""), f"{where}: url of model {name}")
    values["model"] = values.get("model", name)
    values["tools"] = values.get("tools", provider != "community") and provider != "transformers"
    values["key"] = values.get("key", OPENAI_KEY if openai else "")
    return Card(name=name, **values)


def _check_class(name: str, entry: Mapping[str, Any], where: str) -> None:
    """A secret must not stand in the file, nor be taken for an argument that may be shown."""
    if (entry.get("provider") == "community") != bool(entry.get("chat_class")):
        raise CatalogueError(f"{where}: model {name} needs both provider community and a chat_class.")
    for argument in entry.get("arguments", {}):
        if _SECRET_ARGUMENT.search(argument):
            raise CatalogueError(
                f"{where}: {argument} of model {name} belongs into its secrets, as the name of a setting."
            )
    for argument, setting in entry.get("secrets", {}).items():
        if not isinstance(setting, str) or not re.fullmatch(r"[A-Z][A-Z0-9_]*", setting):
            raise CatalogueError(f"{where}: {argument} of model {name} must be the name of a setting.")


def _url(text: str, what: str) -> str:
    """`text` as the clients want it: up to /v1, which is added where it has no path at all.

    Raises CatalogueError that names `what` but never shows the address.
    """
    text = text.strip().rstrip("/").removesuffix("/chat/completions")
    if not text:
        return ""
    if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?([?#].*)?", text) or not _has_host(text):
        raise CatalogueError(f"{what} must be an address like http://127.0.0.1:8080/v1.")
    if "?" in text or "#" in text:
        raise CatalogueError(f"{what} must end after the path: a key belongs into its own setting.")
    return text if urlsplit(text).path else f"{text}/v1"


def _has_host(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname) and urlsplit(url).port != 0
    except ValueError:
        return False


def _filled(value: Any, settings: Mapping[str, str]) -> Any:
    if not isinstance(value, str):
        return value
    return re.sub(r"\$\{(\w+)\}", lambda match: settings.get(match[1], "").strip(), value)


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
