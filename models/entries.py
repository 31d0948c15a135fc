"""An entry of models.toml as the model that it describes; what is wrong in it is named."""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

from models.card import LOCAL, OPENAI_KEY, OPENAI_URL, Card, Provider

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


def card_of(name: str, entry: Mapping[str, Any], settings: Mapping[str, str], where: str) -> Card:
    """The model that `entry` of the file `where` describes. Raises CatalogueError."""
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
    values["url"] = address_of(
        values.get("url", OPENAI_URL if openai else ""), f"{where}: url of model {name}"
    )
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


def address_of(text: str, what: str) -> str:
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
