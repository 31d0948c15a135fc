import pytest

from graphs.decisions import decision_panel, pressed_decision, typed_decision
from texts import translator


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("Confirm", "confirm"),
        ("yes!", "confirm"),
        ("Yes, please.", "confirm"),
        ("Да, подтверждаю", "confirm"),
        ("ок", "confirm"),
        ("всё верно", "confirm"),
        ("change", "change"),
        ("Изменить", "change"),
        ("No, thanks", "cancel"),
        ("отмена", "cancel"),
        ("no, 19 to 21", None),
        ("yes, but an hour later", None),
        ("нет, с 19 до 21", None),
        ("cancel booking 12", None),
        ("", None),
        ("👍🏽", None),
    ],
)
def test_a_short_answer_is_a_decision_and_more_than_that_is_not(text: str, decision: str | None) -> None:
    assert typed_decision(text) == decision


def test_every_button_stands_for_its_decision_and_fits_the_platforms() -> None:
    operation = "0123456789abcdef01234567"
    panel = decision_panel(operation, translator("ru"))
    pressed = [pressed_decision(button.value) for button in panel.buttons]
    assert pressed == [("confirm", operation), ("change", operation), ("cancel", operation)]
    assert all(len(button.value.encode()) <= 64 for button in panel.buttons)
    assert [button.label for button in panel.buttons] == ["Подтвердить", "Изменить", "Отмена"]


@pytest.mark.parametrize("value", ["", "confirm", "confirm:", "retry:5", "confirm:xyz", "CONFIRM:abc"])
def test_other_values_decide_nothing(value: str) -> None:
    assert pressed_decision(value) is None
