"""What stands around the consultant's model and tools."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NotRequired, cast
from uuid import uuid4

import structlog
from langchain.agents import AgentState
from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain.tools.tool_node import ToolCallRequest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, SystemMessage, ToolMessage
from langgraph.errors import GraphBubbleUp, GraphInterrupt
from langgraph.types import Command, Interrupt
from pydantic import BaseModel, ValidationError

from graphs.deciding import answers_in
from graphs.instructions import instructions
from graphs.limits import within
from graphs.modes import CONSULTANT
from graphs.parts import Parts
from graphs.speakers import attributed, several_talk
from graphs.standing_in import left_because, marked, reason_in_turn, reason_note, stood_in_because
from graphs.state import failed
from graphs.stopping import Stopped, stopped_message, until_stopped
from models.failover import ModelUnavailable, first_answer
from texts import translator
from tools.bookings import TOLD_AS_THEY_ARE
from tools.caller import Caller
from tools.confirmation import Confirmation

MOST_CALLS = 8
"""How often one turn may ask a model."""

LARGEST_NUMBER = 2**63

_log = structlog.get_logger(__name__)


class ConsultantState(AgentState[Any]):
    """The consultant's part of the conversation's state."""

    summary: NotRequired[str]
    model: NotRequired[str | None]
    system_message: NotRequired[str]
    max_tokens: NotRequired[int | None]
    decision: NotRequired[dict[str, Any]]


class ModelChoice(AgentMiddleware[ConsultantState, Caller]):
    """Picks the model, falls back when it fails, and ends a turn that goes in circles.

    Where the built-in model has stood in, it stays to the end of the turn.
    """

    state_schema = ConsultantState

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self._parts = parts

    async def awrap_model_call(
        self,
        request: ModelRequest[Caller],
        handler: Callable[[ModelRequest[Caller]], Awaitable[ModelResponse[Any]]],
    ) -> AIMessage:
        caller: Caller | None = request.runtime.context if request.runtime else None
        if calls_in_turn(request.messages) >= MOST_CALLS:
            return AIMessage(_going_in_circles(caller))
        if words := _tools_own_words(request.messages):
            return AIMessage(words)
        state = cast(ConsultantState, request.state)
        system = await instructions(
            await asyncio.to_thread(self._parts.modes.named, CONSULTANT),
            caller,
            self._parts,
            summary=state.get("summary", ""),
            system_message=state.get("system_message", ""),
            several=several_talk(request.messages),
        )
        request = request.override(system_message=SystemMessage(system))
        named = attributed(request.messages)

        async def attempt(model: BaseChatModel) -> AIMessage:
            said = request.messages if model is self._parts.builtin else named

            async def ask(limit: int | None) -> AIMessage:
                settings = {"max_tokens": limit} if limit else {}
                response = await handler(
                    request.override(model=model, messages=said, model_settings=settings)
                )
                message = response.result[-1]
                assert isinstance(message, AIMessage)
                return message

            return await within(state.get("max_tokens"), ask)

        stands_in = reason_in_turn(request.messages)
        answers = answers_in(state)
        if answers is None or stands_in:
            chosen = "builtin" if stands_in else state.get("model")
            candidates = self._parts.models.candidates(CONSULTANT, chosen)
        else:
            candidates = self._parts.models.named(answers.order)
        try:
            answer = await until_stopped(first_answer(candidates, attempt, self._parts.models.policy))
        except ModelUnavailable as unavailable:
            return failed(unavailable.reason)
        except Stopped as stopped:
            return stopped_message(stopped.words)
        reason = stands_in or stood_in_because(answer) or left_because(answers)
        return marked(_storable(answer.message), reason)


class SafeTools(AgentMiddleware[ConsultantState, Caller]):
    """Turns what goes wrong in a tool into words: no exception text reaches a model or a person."""

    async def awrap_tool_call(
        self,
        request: ToolCallRequest,
        handler: Callable[[ToolCallRequest], Awaitable[ToolMessage | Command[Any]]],
    ) -> ToolMessage | Command[Any]:
        call = request.tool_call
        wrong = _wrong_call(request)
        if wrong:
            return ToolMessage(wrong, name=call["name"], tool_call_id=call["id"] or "", status="error")
        try:
            return await handler(request)
        except GraphInterrupt as question:
            raise _with_note(question, request) from None
        except GraphBubbleUp:
            raise
        except Exception:
            error = uuid4().hex[:8]
            _log.exception("tool failed", tool=call["name"], error_id=error)
            _ = translator(_locale(request.runtime.context))
            text = _("Sorry, that did not work just now (error {error}). Please try again.")
            return ToolMessage(
                text.format(error=error), name=call["name"], tool_call_id=call["id"] or "", status="error"
            )


def _with_note(asking: GraphInterrupt, request: ToolCallRequest) -> GraphInterrupt:
    """A tool's question, with a sentence under it where the built-in model asks it in another one's place."""
    messages = cast(ConsultantState, request.state)["messages"]
    note = reason_note(reason_in_turn(messages), _locale(request.runtime.context))
    if not note:
        return asking
    return GraphInterrupt([_noted(question, note) for question in asking.args[0]])


def _noted(question: Interrupt, note: str) -> Interrupt:
    asked: Confirmation = question.value
    return Interrupt({**asked, "summary": f"{asked['summary']}\n\n_{note}_"}, question.id)


def calls_in_turn(messages: list[AnyMessage]) -> int:
    """How many answers a model has given since the person last spoke."""
    count = 0
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            break
        count += isinstance(message, AIMessage)
    return count


def _storable(message: AIMessage) -> AIMessage:
    """A checkpoint keeps whole numbers of 64 bits; a larger one becomes text, which no schema takes for one."""
    if not any(_too_large(value) for call in message.tool_calls for value in call["args"].values()):
        return message
    calls = [
        {
            **call,
            "args": {key: str(value) if _too_large(value) else value for key, value in call["args"].items()},
        }
        for call in message.tool_calls
    ]
    return message.model_copy(update={"tool_calls": calls})


def _too_large(value: object) -> bool:
    return isinstance(value, int) and abs(value) >= LARGEST_NUMBER


def _tools_own_words(messages: list[AnyMessage]) -> str:
    """What the tools have just said, where it is to be told as it is; empty where a model has to go on."""
    texts: list[str] = []
    for message in reversed(messages):
        if not isinstance(message, ToolMessage):
            break
        if message.name not in TOLD_AS_THEY_ARE or message.status == "error":
            return ""
        texts.append(message.text)
    return "\n\n".join(reversed(texts))


def _wrong_call(request: ToolCallRequest) -> str:
    """What a model should do differently: the tool is unknown or its arguments don't fit; empty when fine."""
    if request.tool is None:
        return f"There is no tool named {request.tool_call['name']!r}. Use one of those you were given."
    schema = request.tool.tool_call_schema
    if not (isinstance(schema, type) and issubclass(schema, BaseModel)):
        return ""
    try:
        schema.model_validate(request.tool_call["args"])
    except ValidationError as error:
        wrong = sorted({".".join(map(str, item["loc"])): item["type"] for item in error.errors()}.items())
        named = ", ".join(f"{name} ({kind.replace('_', ' ')})" for name, kind in wrong)
        return f"{request.tool.name} was not called: these arguments don't fit its schema: {named}."
    return ""


def _going_in_circles(caller: Caller | None) -> str:
    _ = translator(_locale(caller))
    return _(
        "I went round in circles over this and stopped. Please say it in other words, one wish at a time."
    )


def _locale(caller: Caller | None) -> str:
    return caller.locale if caller else "en"
