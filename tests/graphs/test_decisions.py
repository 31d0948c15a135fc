import pytest

from graphs.decision_words import typed_decision
from graphs.decisions import decision_panel, pressed_decision
from texts import translator


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("Confirm", "confirm"),
        ("yes!", "confirm"),
        ("Yes, please.", "confirm"),
        ("да, пожалуйста", "confirm"),
        ("Да, всё верно, бронируйте!", "confirm"),
        ("ok, great, book it", "confirm"),
        ("нет, отмена", "cancel"),
        ("yes, cancel", None),
        ("thanks", None),
        ("спасибо, так", None),
        ("book", "confirm"),
        ("book the Loft", None),
        ("yesterday", None),
        ("да нет", None),
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
        ("是的", "confirm"),
        ("好的，谢谢！", "confirm"),
        ("好的谢谢", "confirm"),
        ("对，没问题，预订吧", "confirm"),
        ("请确认。", "confirm"),
        ("确认", "confirm"),
        ("修改", "change"),
        ("请修改一下", "change"),
        ("取消", "cancel"),
        ("不用了，谢谢", "cancel"),
        ("算了吧", "cancel"),
        ("谢谢", None),
        ("不好", None),
        ("不要取消", None),
        ("好的，改到 19 点", None),
        ("取消预订 12", None),
        ("是不是太晚了？", None),
        ("", None),
        ("👍🏽", None),
    ],
)
def test_a_short_answer_is_a_decision_and_more_than_that_is_not(text: str, decision: str | None) -> None:
    assert typed_decision(text) == decision


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("Cancel the booking", "confirm"),
        ("cancel", "confirm"),
        ("Отменить", "confirm"),
        ("yes", "confirm"),
        ("да, отмени, пожалуйста", "confirm"),
        ("yes, cancel it", "confirm"),
        ("no", "cancel"),
        ("нет, оставь", "cancel"),
        ("don't cancel it", "cancel"),
        ("change", None),
        ("book it", None),
        ("Keep it!", "cancel"),
        ("Оставить", "cancel"),
        ("取消预订", "confirm"),
        ("是的，取消吧", "confirm"),
        ("确定取消", "confirm"),
        ("保留", "cancel"),
        ("不要取消了", "cancel"),
        ("修改", None),
        ("cancel booking 12", None),
    ],
)
def test_to_cancel_is_a_yes_where_the_question_is_whether_to_cancel(text: str, decision: str | None) -> None:
    assert typed_decision(text, cancels=True) == decision


def test_a_cancellation_has_buttons_that_say_what_they_do() -> None:
    panel = decision_panel("0a1b", translator("en"), cancels=True)
    assert [(button.label, button.value) for button in panel.buttons] == [
        ("Cancel the booking", "confirm:0a1b"),
        ("Keep it", "cancel:0a1b"),
    ]


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
