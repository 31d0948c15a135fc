"""What the owner should see to, although the house runs: in words for the beginning of a conversation here."""

from collections.abc import Iterator

from app.wiring import House
from models.card import Card
from models.card_words import known_as
from models.lacking import EXTRAS, Lack, lack_of
from texts import Translator


def shortcomings(house: House, _: Translator) -> tuple[str, ...]:
    """Reads files."""
    return tuple((*_of_models(house, _), *_of_modes(house, _)))


def _of_models(house: House, _: Translator) -> Iterator[str]:
    for card in house.models.cards:
        match lack_of(card):
            case Lack.FILE:
                yield _("{model} can't answer: {path} is not there. Look at its path in models.toml.").format(
                    model=known_as(card, _), path=card.path
                )
            case Lack.LIBRARY:
                yield _("{model} can't answer yet: {command}").format(
                    model=known_as(card, _), command=_install(card)
                )
            case None:
                pass


def _of_modes(house: House, _: Translator) -> Iterator[str]:
    for problem in house.modes.problems():
        yield _("Look at {file}: {reason}.").format(file=problem.file, reason=problem.what.told(_))


def _install(card: Card) -> str:
    return f".venv/bin/pip install '{EXTRAS[card.provider]}'"
