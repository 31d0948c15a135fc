"""What a conversation remembers between turns; everything else is in SQL."""

from typing import Annotated, Any, Required

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langgraph.graph.message import add_messages
from typing_extensions import TypedDict  # typing's own has no schema for Studio before Python 3.12

Update = dict[str, Any]
"""What a node changes of the state."""


class State(TypedDict, total=False):
    """`messages` is a window of recent ones; what went before stands in `summary`.

    `mode` and `model` are the session's choice ("auto" and None leave it open), `system_message` is its own;
    `max_tokens` bounds an answer; `too_dear` are models that the person's budget doesn't reach for. `asker` is who
    spoke last, as a `Caller`'s fields: what is left open is theirs. `route` is the mode that the last turn went to,
    `decision` how that came about and who answers (see `graphs.deciding`); `failure` says why this turn has no answer,
    and is empty otherwise.

    `share` is how full the model's window is (1.0 is full), `density` how many tokens one of our estimated ones
    has turned out to be. `retracted` is the exchange that this turn answers anew.
    """

    messages: Required[Annotated[list[BaseMessage], add_messages]]
    summary: str
    mode: Required[str]
    model: str | None
    system_message: str
    max_tokens: int | None
    too_dear: list[str]
    asker: dict[str, Any]
    route: Required[str]
    decision: Required[dict[str, Any]]
    failure: str
    share: float | None
    density: float
    retracted: list[BaseMessage]


_FAILURE = "failure"


def last_words(messages: list[BaseMessage]) -> str:
    """What the person said last; empty where they have said nothing."""
    return next((message.text for message in reversed(messages) if isinstance(message, HumanMessage)), "")


def failed(reason: str) -> AIMessage:
    """Stands where an answer should be; `close` takes it out of the conversation again."""
    return AIMessage("", additional_kwargs={_FAILURE: reason})


def failure_of(message: BaseMessage) -> str:
    """The reason inside a message made by `failed`, else an empty text."""
    return str(message.additional_kwargs.get(_FAILURE, ""))
