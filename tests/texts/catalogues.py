"""The translations as they stand in `texts/<locale>/<package>.po`."""

from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Entry:
    """A text and its plural where it has one, and a translation for each of the locale's forms."""

    sources: tuple[str, ...]
    translations: tuple[str, ...]
    fuzzy: bool


def catalogues(locale: str) -> dict[str, list[Entry]]:
    """By package."""
    found: dict[str, list[Entry]] = {}
    for path in sorted((ROOT / "texts" / locale).glob("*.po")):
        with path.open("rb") as source:
            catalogue = read_po(source, locale=locale)
        found[path.stem] = [
            Entry(_forms(message.id), _forms(message.string), message.fuzzy)
            for message in catalogue
            if message.id
        ]
    return found


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def words(text: str) -> str:
    """A text without its fields."""
    return "".join(literal for literal, _, _, _ in Formatter().parse(text))


def _forms(text: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)
