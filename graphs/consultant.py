"""The hall consultant: a tool loop over halls and bookings."""

from typing import Any

from langchain.agents import create_agent  # pyright: ignore[reportUnknownVariableType]  # an open type of its own
from langgraph.graph.state import CompiledStateGraph

from graphs.middleware import ModelChoice, SafeTools
from graphs.parts import Parts
from tools.caller import Caller


def consultant(parts: Parts, context: type[Caller] = Caller) -> CompiledStateGraph[Any, Caller, Any, Any]:
    """The mode's subgraph. The model given here is the last to be asked: `ModelChoice` picks for each call."""
    return create_agent(
        parts.builtin,
        parts.tools,
        middleware=[ModelChoice(parts), SafeTools()],
        context_schema=context,
        name="consultant",
    )
