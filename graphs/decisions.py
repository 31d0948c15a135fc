"""What a person answers to Confirm / Change / Cancel, or to Cancel the booking / Keep it, pressed or typed."""

import re
from collections.abc import Sequence

from langgraph.types import Interrupt

from graphs.decision_words import typed_decision
from graphs.dialogue import Button, Panel, Reply
from texts import Translator
from tools.confirmation import Confirmation, Decided, Decision

_PRESSED = re.compile(r"^(confirm|change|cancel):([0-9a-f]+)$")

Decisions = dict[str, Decided]
"""By the id of the question that is decided, as LangGraph resumes it."""


def asked(question: Interrupt, _: Translator) -> Reply:
    """An open question with its buttons."""
    confirmation: Confirmation = question.value
    return Reply(
        confirmation["summary"], decision_panel(confirmation["operation"], _, cancels=_cancels(question))
    )


def decided(pending: Sequence[Interrupt], text: str, pressed: str) -> Decisions | None:
    """The one open question that a message decides; None where it decides none."""
    if not pending:
        return None
    press = pressed_decision(pressed)
    if press is not None:
        decision, operation = press
        meant = next((each for each in pending if each.value["operation"] == operation), None)
        return {meant.id: _decided(decision, meant)} if meant else None
    typed = None if pressed else typed_decision(text, cancels=_cancels(pending[0]))
    return {pending[0].id: _decided(typed, pending[0])} if typed else None


def superseded(pending: Sequence[Interrupt]) -> Decisions:
    """All open questions, left behind by a message that is about something else."""
    return {question.id: _decided("superseded", question) for question in pending}


def pressed_decision(value: str) -> tuple[Decision, str] | None:
    """The decision and the operation that a button's value stands for; None where it is another button's."""
    match = _PRESSED.match(value)
    if match is None:
        return None
    return _decision(match[1]), match[2]


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


def _decided(decision: Decision, question: Interrupt) -> Decided:
    return Decided(decision=decision, terms=question.value["terms"])


def _cancels(question: Interrupt) -> bool:
    return bool(question.value.get("cancels"))


def _decision(word: str) -> Decision:
    return "confirm" if word == "confirm" else "change" if word == "change" else "cancel"
