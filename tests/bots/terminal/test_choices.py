import pytest

from bots.terminal.choices import choices_of, chosen, pages_of
from graphs.dialogue import Button, Option, Panel, Select

PANEL = Panel(
    rows=(
        (Button("Подтвердить", "confirm:0a1b", "primary"), Button("Open page", url="http://x")),
        (Button("Cancel", "cancel:0a1b", "danger"),),
    ),
    selects=(Select("Which hall?", (Option("Loft", "hall:1", "up to 40"),)),),
)


def test_buttons_and_options_are_numbered_in_order_and_pages_are_not() -> None:
    assert [(choice.number, choice.title) for choice in choices_of(PANEL)] == [
        (1, "Подтвердить"),
        (2, "Cancel"),
        (3, "Loft - up to 40"),
    ]
    assert [page.label for page in pages_of(PANEL)] == ["Open page"]


@pytest.mark.parametrize("typed", ["1", " 1. ", "1)", "подтвердить", "ПОДТВЕРДИТЬ!", "confirm:0a1b"])
def test_a_number_a_label_or_a_value_chooses(typed: str) -> None:
    choice = chosen(choices_of(PANEL), typed)
    assert choice is not None
    assert choice.value == "confirm:0a1b"


@pytest.mark.parametrize("typed", ["4", "confirm it for 20 people", "", "12"])
def test_other_words_choose_nothing(typed: str) -> None:
    assert chosen(choices_of(PANEL), typed) is None


def test_an_answer_without_a_panel_offers_nothing() -> None:
    assert choices_of(None) == ()
    assert pages_of(None) == ()
