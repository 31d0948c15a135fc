from decimal import Decimal
from pathlib import Path

import pytest

from models.card import Card
from models.card_words import dollars, price_text, window_text
from models.catalogue import load
from texts import translator


def test_what_is_known_is_said() -> None:
    card = load(None, {}).cards["gpt-6-luna"]
    assert window_text(card, translator("en")) == "1,050,000 tokens"
    assert price_text(card, translator("en")) == "$0.10 read, $0.50 written (a million tokens)"
    assert "токенов" in window_text(card, translator("ru"))


def test_what_is_unknown_is_said_to_be_so(tmp_path: Path) -> None:
    card = load(tmp_path / "absent", {"OPENAI_MODEL": "never-heard-of"}).cards["never-heard-of"]
    assert window_text(card, translator("en")) == price_text(card, translator("en")) == "unknown"
    assert window_text(card, translator("ru")) == "неизвестно"


def test_the_built_in_model_is_free() -> None:
    card = load(None, {}).cards["builtin"]
    assert price_text(card, translator("en")) == "free"
    assert window_text(card, translator("en")) == "unknown"


def test_a_price_half_known_is_unknown() -> None:
    assert price_text(Card("m", "compatible", input_price=Decimal(1)), translator("en")) == "unknown"


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "$0.00"),
        ("1", "$1.00"),
        ("0.1", "$0.10"),
        ("0.075", "$0.075"),
        ("0.00012", "$0.00012"),
        ("1500", "$1,500.00"),
    ],
)
def test_small_amounts_are_not_rounded_away(amount: str, text: str) -> None:
    assert dollars(Decimal(amount)) == text
