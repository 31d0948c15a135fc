"""The built-in model: no weights, no key, no network, and the same calls as any other model would make."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal, cast
from uuid import uuid4

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, ToolCall
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool

from models.asynchronous import AsyncChatModel, Tool
from models.builtin.conversation import NAME, Exchange, bookings_in, context_of, latest
from models.builtin.guessing import guess_day
from models.builtin.names import HallName, Vocabulary
from models.builtin.questions import question
from models.builtin.replies import in_another_language, left_to_cancel, one_at_a_time, reply, unavailable
from models.builtin.smalltalk import topic_of
from models.builtin.understanding import Intent, understand
from models.builtin.wishes import Call, Wish
from texts import Translator, translator
from texts import date as date_text


class BuiltinModel(AsyncChatModel):
    """Understands everyday English and Russian about halls, from rules.

    It keeps nothing between calls: what it knows comes from the messages, from `halls` and from `now`, which
    returns the present in the zone of the halls. It calls only tools that are bound to it; without any it
    says what it is and what it can do. Whatever tools answer is passed on as it is and never obeyed.
    """

    halls: Callable[[], Awaitable[Sequence[HallName]]]
    now: Callable[[], datetime]
    disable_streaming: bool | Literal["tool_calling"] = True

    @property
    def _llm_type(self) -> str:
        return NAME

    def bind_tools(
        self, tools: Sequence[Tool], *, tool_choice: str | None = None, **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The model with tools it may call. `tool_choice` is accepted and makes no difference."""
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        answer = await self._answer(messages, _tool_names(kwargs.get("tools")))
        return ChatResult(generations=[ChatGeneration(message=answer)])

    async def _answer(self, messages: Sequence[BaseMessage], tools: frozenset[str]) -> AIMessage:
        exchange = latest(messages)
        vocabulary = _vocabulary(tuple(await self.halls()))
        now = self.now()
        intent = await _understood(exchange, vocabulary, now)
        if not tools:
            intent = Intent(topic=intent.topic or topic_of(exchange.text))
        return _next_step(intent, exchange, vocabulary.names, tools)


@lru_cache(maxsize=8)
def _vocabulary(halls: tuple[HallName, ...]) -> Vocabulary:
    return Vocabulary(halls)


async def _understood(exchange: Exchange, vocabulary: Vocabulary, now: datetime) -> Intent:
    context = context_of(exchange.earlier, vocabulary, now)
    intent = understand(exchange.text, context, vocabulary, now)
    if not intent.puzzle:
        return intent
    day = await asyncio.to_thread(guess_day, intent.puzzle, now)
    words = r"\W+".join(map(re.escape, intent.puzzle.split()))
    said, found = re.subn(words, f" {day} ", exchange.text, count=1, flags=re.IGNORECASE)
    return understand(said, context, vocabulary, now) if day and found else intent


def _next_step(intent: Intent, exchange: Exchange, names: Sequence[str], tools: frozenset[str]) -> AIMessage:
    """The first call that is still to be made for this message, or else the answer."""
    _ = translator(exchange.locale)
    rounds = _rounds(intent, exchange)
    if exchange.rounds < len(rounds):
        calls = [call for call in rounds[exchange.rounds] if call.name in tools]
        if calls:
            return _calling(calls)
        if not exchange.results:
            return _saying(unavailable(_))
    return _saying("\n\n".join(part for part in _parts(intent, exchange, names, _) if part))


def _rounds(intent: Intent, exchange: Exchange) -> list[tuple[Call, ...]]:
    """The calls of this message, round by round; which booking is to be cancelled shows after the first."""
    rounds = [intent.calls] if intent.calls else []
    if intent.act:
        rounds.append((intent.act,))
    if intent.find_booking is not None and exchange.results:
        found = _found(intent, exchange)
        rounds += [(Call("cancel_booking", {"number": found[0]}),)] if len(found) == 1 else []
    return rounds


def _found(intent: Intent, exchange: Exchange) -> list[int]:
    """The numbers of the person's bookings that may be the one to cancel."""
    wish, listed = intent.find_booking, bookings_in(exchange.results[0].text)
    wanted = [wish.hall or "", _day_text(wish.date, exchange.locale)] if wish else []
    return [each.number for each in listed if all(word.casefold() in each.line.casefold() for word in wanted)]


def _day_text(day: str | None, locale: str) -> str:
    """A day as tools write it; empty for none."""
    try:
        return date_text(date.fromisoformat(day), locale) if day else ""
    except ValueError:
        return ""


def _parts(intent: Intent, exchange: Exchange, names: Sequence[str], _: Translator) -> list[str]:
    parts: list[str] = [result.text for result in exchange.results]
    if intent.several:
        parts.append(one_at_a_time(_))
    parts += [left_to_cancel(int(call.args["number"]), _) for call in intent.left]
    if intent.find_booking is not None and exchange.results and bookings_in(exchange.results[0].text):
        parts.append(question("number", Wish("cancel"), names, _))
    if intent.ask:
        parts.append(question(intent.ask.slot, intent.ask.wish, names, _))
    if parts:
        parts.append(in_another_language(names, _))
    else:
        parts.append(reply(intent.topic or "limits", names, _))
    return parts


def _calling(calls: Sequence[Call]) -> AIMessage:
    return AIMessage(
        "",
        tool_calls=[
            ToolCall(name=call.name, args=dict(call.args), id=f"call_{uuid4().hex}") for call in calls
        ],
        response_metadata={"finish_reason": "tool_calls", "model_name": NAME},
        usage_metadata=_usage(),
    )


def _saying(text: str) -> AIMessage:
    return AIMessage(
        text, response_metadata={"finish_reason": "stop", "model_name": NAME}, usage_metadata=_usage()
    )


def _usage() -> UsageMetadata:
    """It reads no tokens."""
    return UsageMetadata(input_tokens=0, output_tokens=0, total_tokens=0)


def _tool_names(tools: object) -> frozenset[str]:
    """The names of the tools as `bind_tools` keeps them."""
    if not isinstance(tools, list):
        return frozenset()
    listed = cast(list[dict[str, Any]], tools)
    return frozenset(str(tool["function"]["name"]) for tool in listed if "function" in tool)
