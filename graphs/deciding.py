"""Where a message goes and who answers it there: decided once a turn, and kept in the state to be looked at.

In LangGraph Studio it stands in what `route` gives, with the reasons and a sentence that tells them.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from langchain_core.messages import BaseMessage, HumanMessage

from graphs.modes import Mode
from graphs.parts import Parts
from graphs.routing import Routed
from graphs.state import State
from models.choice import BUILTIN, Decision, Needs
from models.choice_words import explained
from models.provider import Models
from models.usage import estimate
from texts import translator


def decide(state: State, routed: Routed, mode: Mode, parts: Parts) -> dict[str, Any]:
    """What stands in the state as `decision`: plain values."""
    needs = needs_of(mode, state["messages"], state.get("density", 1.0))
    answers = choose_in(mode, parts.models, needs, state.get("model"), state.get("too_dear") or ())
    return {
        "mode": mode.name,
        "because": str(routed.because),
        "choice": routed.choice,
        "node": mode.node,
        "answers": answers.as_values(),
        "told": explained(answers, parts.models.cards, translator("en")),
    }


def choose_in(
    mode: Mode, models: Models, needs: Needs, chosen: str | None, too_dear: Collection[str] = ()
) -> Decision:
    """Who answers in `mode`: its own model first, and `chosen` only where people may choose."""
    free = mode.free or not models.names(mode.name)
    return models.choose(mode.name, needs, chosen, too_dear=too_dear, first=mode.model, free=free)


def needs_of(mode: Mode, messages: Sequence[BaseMessage], density: float = 1.0) -> Needs:
    """What an answer to the last of `messages` takes. A window that has no room for it is too small for sure."""
    last = [message for message in messages if isinstance(message, HumanMessage)][-1:]
    kinds = {kind for message in last for kind in _kinds(message)}
    return Needs(
        tools=mode.tools,
        vision=bool(kinds & {"image", "image_url"}),
        audio=bool(kinds & {"audio", "input_audio"}),
        tokens=0 if mode.in_parts else int(estimate(last) * min(density, 1.0)),
    )


def answers_in(state: Mapping[str, Any]) -> Decision | None:
    """Who answers this turn; None where no `route` came before."""
    decision: dict[str, Any] = state.get("decision") or {}
    return Decision.of_values(decision["answers"]) if decision else None


def window_in(state: State, parts: Parts) -> int | None:
    """That of the model that was to answer; a turn of before there were decisions has none."""
    answers = answers_in(state)
    if answers is None:
        return parts.models.answering(state["route"], state.get("model")).window
    return parts.models.named((answers.model, *answers.order, BUILTIN))[0].card.window


def _kinds(message: BaseMessage) -> list[str]:
    content = message.content
    return (
        []
        if isinstance(content, str)
        else [str(part.get("type")) for part in content if isinstance(part, dict)]
    )
