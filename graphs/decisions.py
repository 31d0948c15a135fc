"""What a person answers to Confirm / Change / Cancel, or to Cancel the booking / Keep it, pressed or typed."""

import re

from graphs.dialogue import Button, Panel
from texts import Translator
from tools.confirmation import Decision

_PRESSED = re.compile(r"^(confirm|change|cancel):([0-9a-f]+)$")
_WORDS: dict[Decision, str] = {
    "confirm": """
        confirm, confirmed, i confirm, yes, y, yep, yeah, yup, ok, okay, sure, correct, perfect, that's right,
        yes please, yes confirm, yes book it, please do, go ahead, do it, book it, sounds good,
        да, ага, угу, подтверждаю, подтвердить, подтверди, верно, всё верно, все верно, давай, конечно, ок, окей,
        хорошо, бронируй, бронируйте, да подтверждаю, да бронируй, да бронируйте, да конечно, да верно,
        согласен, согласна, 确认, 是, 是的, 好, 好的, 可以
    """,
    "change": """
        change, change it, edit, i want to change it, let me change it,
        изменить, измени, изменим, поменять, поменяй, поправить, хочу изменить, 更改, 修改
    """,
    "cancel": """
        cancel, cancel it, no, n, nope, stop, don't, never mind, nevermind, no thanks, no thank you, forget it,
        нет, не надо, не нужно, отмена, отменить, отмени, отмените, передумал, передумала, нет спасибо, стоп,
        取消, 不, 不用, 不要
    """,
}
_MEANING: dict[str, Decision] = {
    word.strip(): decision for decision, words in _WORDS.items() for word in words.split(",")
}


_CANCELS: dict[str, Decision] = {
    **dict.fromkeys(
        (
            *("cancel", "cancel it", "cancel the booking", "yes cancel", "yes cancel it"),
            *(
                "отмена",
                "отменить",
                "отмени",
                "отмените",
                "отменить бронь",
                "да отменить",
                "да отмени",
                "取消",
            ),
        ),
        "confirm",
    ),
    **dict.fromkeys(
        ("keep", "keep it", "leave it", "no keep it", "оставить", "оставь", "оставьте", "нет оставь", "保留"),
        "cancel",
    ),
}
"""Words that mean something else where they answer whether to cancel."""


def pressed_decision(value: str) -> tuple[Decision, str] | None:
    """The decision and the operation that a button's value stands for; None where it is another button's."""
    match = _PRESSED.match(value)
    if match is None:
        return None
    return _decision(match[1]), match[2]


def typed_decision(text: str, *, cancels: bool = False) -> Decision | None:
    """The decision that a short text certainly means; None for anything that says more.

    `cancels` says that the question was whether to cancel something.
    """
    said = " ".join(re.sub(r"[^\w\s'’]", " ", text.casefold()).replace("’", "'").split())
    return (_CANCELS.get(said) if cancels else None) or _MEANING.get(said)


def decision_panel(operation: str, _: Translator, *, cancels: bool = False) -> Panel:
    """The buttons under a question: three, or two where it is whether to cancel something."""
    if cancels:
        sure = Button(_("Cancel the booking"), f"confirm:{operation}", "danger")
        return Panel(rows=((sure, Button(_("Keep it"), f"cancel:{operation}")),))
    return Panel(
        rows=(
            (
                Button(_("Confirm"), f"confirm:{operation}", "primary"),
                Button(_("Change"), f"change:{operation}"),
                Button(_("Cancel"), f"cancel:{operation}", "danger"),
            ),
        )
    )


def _decision(word: str) -> Decision:
    return "confirm" if word == "confirm" else "change" if word == "change" else "cancel"
