"""What a typed line means among the choices that are offered."""

import pytest

from bots.terminal.choices import choices_of
from bots.terminal.offers import Offers
from graphs.dialogue import Button, Input, Option, Panel, Select

QUESTION = Panel(((Button("Confirm", "confirm:1"), Button("Cancel", "cancel:1")),))
SETTINGS = Panel(
    ((Button("Make it public", "p:s:1:public"), Button("Once", "once")),),
    (
        Select(
            "Mode", (Option("Auto", "p:s:1:mode:auto"), Option("Chat", "p:s:1:mode:chat")), "p:s:1:mode:auto"
        ),
    ),
    (Input("Name", "p:s:1:name"),),
)
"""Numbered: 1 Make it public, 2 Once, 3 Name, 4 Auto, 5 Chat."""


def offering(panel: Panel) -> Offers:
    offers = Offers()
    offers.answered(choices_of(panel))
    return offers


def meant(offers: Offers, typed: str) -> str:
    choice = offers.take(typed)
    return choice.value if choice else ""


@pytest.mark.parametrize("typed", ["1", " 1. ", "1)", "confirm", "CONFIRM!", "confirm:1"])
def test_a_number_a_label_or_a_value_chooses(typed: str) -> None:
    assert meant(offering(QUESTION), typed) == "confirm:1"


@pytest.mark.parametrize("typed", ["4", "confirm it for 20 people", "", "12"])
def test_other_words_choose_nothing(typed: str) -> None:
    assert meant(offering(QUESTION), typed) == ""


def test_choices_end_with_the_next_answer() -> None:
    offers = offering(QUESTION)
    offers.answered(())
    assert meant(offers, "1") == meant(offers, "Confirm") == ""


def test_those_of_a_panel_last_through_presses_and_commands() -> None:
    offers = offering(SETTINGS)
    for line in ("1", "5", "/t", "4", "1"):
        offers.take(line)
        offers.answered(())
    assert meant(offers, "5") == "p:s:1:mode:chat"
    assert meant(offers, "2") == ""


def test_they_end_with_the_next_panel() -> None:
    offers = offering(SETTINGS)
    offers.answered(choices_of(QUESTION))
    assert meant(offers, "5") == meant(offers, "Make it public") == ""


def test_a_bare_number_in_a_conversation_is_no_press_of_an_earlier_panel() -> None:
    offers = offering(SETTINGS)
    assert meant(offers, "book the Loft tomorrow") == ""
    offers.answered(())  # "For how many hours?"
    assert meant(offers, "1") == ""
    offers.answered(())
    assert meant(offers, "make it public") == "p:s:1:public"


def test_a_message_without_an_answer_changes_nothing() -> None:
    offers = offering(QUESTION)
    offers.take("was not stored")
    assert meant(offers, "1") == "confirm:1"


@pytest.mark.parametrize("words", ["2026", "1", "Make it public", "Chat"])
def test_what_is_filled_in_may_look_like_a_choice(words: str) -> None:
    offers = offering(SETTINGS)
    assert meant(offers, "3") == "p:s:1:name"
    offers.answered(())  # "Send me the new name, or /cancel."
    assert meant(offers, words) == ""
    offers.answered(())
    assert meant(offers, "1") == "p:s:1:public"


def test_cancelling_gives_the_numbers_back_and_other_commands_do_not() -> None:
    offers = offering(SETTINGS)
    offers.take("Name")
    offers.answered(())
    offers.take("/t")
    offers.answered(())
    assert meant(offers, "1") == ""
    offers.take("name")
    offers.answered(())
    offers.take("/cancel")
    offers.answered(())
    assert meant(offers, "1") == "p:s:1:public"


def test_a_panel_in_the_answer_to_an_input_can_be_pressed() -> None:
    offers = offering(SETTINGS)
    offers.take("3")
    offers.answered(choices_of(Panel(((Button("Keep it", "p:s:1:show"),),))))
    assert meant(offers, "1") == "p:s:1:show"
