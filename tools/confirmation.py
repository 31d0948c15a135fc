"""Asking before something that can't be undone: the graph stops here until the person has decided."""

from hashlib import sha256
from typing import Literal, NotRequired, TypedDict

from langgraph.types import interrupt

from tools.arguments import Runtime

Decision = Literal["confirm", "change", "cancel", "superseded"]


class Confirmation(TypedDict):
    """What the person is asked: `summary` is Markdown in their language, `operation` names the side effect.

    `terms` says in no language what they agree to, e.g. hall, times and price. `cancels` is true where it is
    something that stands which they would cancel: a "cancel" is then a yes.
    """

    operation: str
    summary: str
    terms: str
    cancels: NotRequired[bool]


class Decided(TypedDict):
    """What comes back, with the terms that the person had before their eyes."""

    decision: Decision
    terms: str


def operation_id(runtime: Runtime) -> str:
    """The id under which this tool call's side effect is stored once (24 hex characters).

    It comes from the thread and the tool call, which a checkpoint keeps, so a replay after a crash finds it.
    """
    thread = runtime.config.get("configurable", {}).get("thread_id", "")
    return sha256(f"{thread}/{runtime.tool_call_id}".encode()).hexdigest()[:24]


def confirm(question: Confirmation) -> Decision | Literal["outdated"]:
    """Stops the turn with Confirm / Change / Cancel and returns what the person decided.

    "superseded" means that a new message came instead of a decision; "outdated" that they have confirmed terms
    which no longer hold, as when a price was changed meanwhile. Code above the call runs again on resume.
    """
    decided: Decided = interrupt(question)
    if decided["decision"] == "confirm" and decided["terms"] != question["terms"]:
        return "outdated"
    return decided["decision"]
