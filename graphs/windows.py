"""How much of a session fits into its model's window."""

from collections.abc import Sequence

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from graphs.memory import may_exceed
from graphs.state import State
from models.usage import estimate, tokens_used

USUAL_ANSWER = 1_000
"""Tokens kept free for an answer whose length nobody has bounded."""
OUR_WORDS = 400
"""About how many tokens a mode's own prompt takes."""
_DENSITIES = (0.25, 2.0)


def room(window: int, state: State) -> float:
    """How many tokens, as `estimate` counts them, the messages may take so that an answer still fits.

    At least a quarter of the window: what else there is may be larger than we think, the person's words come first.
    """
    answer = state.get("max_tokens") or USUAL_ANSWER
    beside = estimate([HumanMessage(state.get("system_message", "")), HumanMessage(state.get("summary", ""))])
    left = window - min(answer, window // 4) - OUR_WORDS - beside * state.get("density", 1.0)
    return max(left, window / 4) / state.get("density", 1.0)


def read_and_written(turn: Sequence[BaseMessage], everything: Sequence[BaseMessage]) -> int:
    """How many tokens stand in the window after a turn: as the server has counted, else estimated."""
    for at in range(len(turn) - 1, -1, -1):
        message = turn[at]
        if isinstance(message, AIMessage) and message.usage_metadata:
            used = tokens_used(message)
            if not used.estimated:
                return used.input + used.output + estimate(turn[at + 1 :])
    return OUR_WORDS + estimate(everything)


def density(used: int, messages: Sequence[BaseMessage], state: State, window: int) -> float:
    """How many tokens one of our estimated ones is, by what the server has counted; measured when it matters."""
    before = state.get("density", 1.0)
    if not may_exceed(messages, window / 4):
        return before
    beside = [HumanMessage(state.get("system_message", "")), HumanMessage(state.get("summary", ""))]
    estimated = OUR_WORDS + estimate([*messages, *beside])
    least, most = _DENSITIES
    return min(max(used / estimated, least), most)
