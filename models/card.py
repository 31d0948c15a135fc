"""One model: where it is, what it can do and what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import urlsplit

Provider = Literal["openai", "compatible", "llama", "transformers", "community", "builtin"]
LOCAL = frozenset({"llama", "transformers"})
"""Providers whose models run on this machine and cost nothing."""

OPENAI_URL = "https://api.openai.com/v1"
OPENAI_KEY = "OPENAI_API_KEY"


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
