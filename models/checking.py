"""What a model can really do, found out by asking it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from models.candidate import Candidate
from models.card import Card
from models.trouble import Trouble

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

_MOST_TOKENS = 1_024
"""Enough for a model that thinks before it answers, and an end for one that never stops."""

_TOOL_NAME = "find_hall"
_TOOL: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": _TOOL_NAME,
        "description": "How many people fit into a hall.",
        "parameters": {
            "type": "object",
            "properties": {"hall": {"type": "string", "description": "The hall's name."}},
            "required": ["hall"],
        },
    },
}


TOOL_RESULT = "60 people"


class Ability(StrEnum):
    """What is asked for, in the order of asking."""

    REPLY = "reply"
    STREAM = "stream"
    TOOL = "tool"
    JSON = "json"
    USAGE = "usage"


class Lack(StrEnum):
    """Why it does not work."""

    TROUBLE = "trouble"
    """The model could not be opened, or did not answer; the finding's `trouble` says why."""
    TOO_SLOW = "too_slow"
    BROKEN = "broken"
    """Something that no provider should raise; `detail` is its class."""
    EMPTY = "empty"
    ONE_PIECE = "one_piece"
    """All of the text came at once."""
    NO_CALL = "no_call"
    WRONG_CALL = "wrong_call"
    """A tool was called, but not the one there is, or with arguments that don't fit."""
    UNUSED = "unused"
    """The tool was called, but nothing was said about what it returned."""
    NO_JSON = "no_json"
    NOT_COUNTED = "not_counted"
    NOT_MEANT = "not_meant"
    """Not asked, since the catalogue says that the model is not for it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`lack` is None for what works."""

    lack: Lack | None = None
    trouble: Trouble | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found of each ability; of a model that doesn't reply, only that."""

    card: Card
    found: Mapping[Ability, Finding]

    @property
    def replies(self) -> bool:
        return self.found[Ability.REPLY].lack is None


Words = Callable[[Ability], str]
"""What a model is told to do."""

Question = Callable[["BaseChatModel", Card, str], Awaitable[Lack | None]]


async def check(candidate: Candidate, words: Words, seconds: float) -> Findings:
    """Asks for each ability once, `seconds` at most each; opening the model belongs to the first."""
    found: dict[Ability, Finding] = {}
    for ability, question in _QUESTIONS.items():
        found[ability] = await _finding(_answer(candidate, question, words(ability)), seconds)
        if found[Ability.REPLY].lack is not None:
            break
    return Findings(candidate.card, found)


async def _answer(candidate: Candidate, question: Question, words: str) -> Lack | None:
    model = await candidate.model()
    return await question(model, candidate.card, words)


async def _finding(asking: Awaitable[Lack | None], seconds: float) -> Finding:
    try:
        async with asyncio.timeout(seconds):
            return Finding(await asking)
    except Trouble as trouble:
        return Finding(Lack.TROUBLE, trouble)
    except TimeoutError:
        return Finding(Lack.TOO_SLOW)
    except Exception as error:  # whatever one model's library does, the others have to be checked
        return Finding(Lack.BROKEN, detail=type(error).__name__)


async def _replies(model: "BaseChatModel", card: Card, words: str) -> Lack | None:
    message = await model.ainvoke(words, **_bound(card))
    return None if message.text.strip() else Lack.EMPTY


async def _streams(model: "BaseChatModel", card: Card, words: str) -> Lack | None:
    pieces = [piece async for piece in _pieces(model, card, words) if piece.text]
    if not "".join(piece.text for piece in pieces).strip():
        return Lack.EMPTY
    return Lack.ONE_PIECE if len(pieces) == 1 else None


async def _calls_a_tool(model: "BaseChatModel", card: Card, words: str) -> Lack | None:
    if not card.tools:
        return Lack.NOT_MEANT
    from langchain_core.messages import HumanMessage, ToolMessage

    able = model.bind_tools([_TOOL])
    asked = HumanMessage(words)
    message = await able.ainvoke([asked], **_bound(card))
    if not message.tool_calls:
        return Lack.WRONG_CALL if message.invalid_tool_calls else Lack.NO_CALL
    call = message.tool_calls[0]
    if call["name"] != _TOOL_NAME or not isinstance(call["args"].get("hall"), str):
        return Lack.WRONG_CALL
    returned = [
        ToolMessage(TOOL_RESULT, name=each["name"], tool_call_id=each["id"]) for each in message.tool_calls
    ]
    told = await able.ainvoke([asked, message, *returned], **_bound(card))
    return None if told.text.strip() or told.tool_calls else Lack.UNUSED


async def _writes_json(model: "BaseChatModel", card: Card, words: str) -> Lack | None:
    if card.provider not in _FORMATTED:
        return Lack.NOT_MEANT
    message = await model.ainvoke(words, response_format={"type": "json_object"}, **_bound(card))
    try:
        return None if isinstance(json.loads(message.text), dict) else Lack.NO_JSON
    except ValueError:
        return Lack.NO_JSON


async def _counts(model: "BaseChatModel", card: Card, words: str) -> Lack | None:
    said = [piece.usage_metadata async for piece in _pieces(model, card, words)]
    return None if any(usage and usage["output_tokens"] for usage in said) else Lack.NOT_COUNTED


async def _pieces(model: "BaseChatModel", card: Card, words: str) -> AsyncIterator["AIMessageChunk"]:
    async for piece in model.astream(words, **_bound(card)):
        yield piece


def _bound(card: Card) -> dict[str, Any]:
    """Classes of others don't all know what a bound is called."""
    return {} if card.provider == "community" else {"max_tokens": _MOST_TOKENS}


_FORMATTED = frozenset({"openai", "compatible", "llama"})
"""Providers that can be told to answer in JSON."""

_QUESTIONS: Mapping[Ability, Question] = {
    Ability.REPLY: _replies,
    Ability.STREAM: _streams,
    Ability.TOOL: _calls_a_tool,
    Ability.JSON: _writes_json,
    Ability.USAGE: _counts,
}
