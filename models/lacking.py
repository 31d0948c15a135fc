"""What a model that runs here still needs, found without opening it."""

from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

from models.card import Card


class Lack(StrEnum):
    FILE = "file"
    LIBRARY = "library"


EXTRAS = {"llama": "concierge[local]", "transformers": "concierge[small-talk]"}
"""What to install for a provider's models."""

_LIBRARIES = {"llama": ("llama_cpp",), "transformers": ("torch", "transformers")}


def lack_of(card: Card) -> Lack | None:
    """None where nothing is missing, as far as can be seen from outside."""
    libraries = _LIBRARIES.get(card.provider)
    if libraries is None:
        return None
    there = Path(card.path).is_dir if card.provider == "transformers" else Path(card.path).is_file
    if card.path and not there():
        return Lack.FILE
    return None if all(map(find_spec, libraries)) else Lack.LIBRARY
