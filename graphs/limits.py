"""Answers that are no longer than the person wants them."""

from collections.abc import Awaitable, Callable

from langchain_core.messages import AIMessage, HumanMessage

from graphs.modes import Mode
from models.limit import at_its_limit
from models.trouble import Reason, Trouble
from models.usage import estimate
from texts import translator

Ask = Callable[[int | None], Awaitable[AIMessage]]
"""Asks a model for an answer of at most so many tokens."""

ROOMIER = 8
"""How many times more tokens a model gets that spent them all before its first word, or within a tool call."""

_CUT = "cut_at"


def longest(mode: Mode, limit: int | None, text: str) -> int | None:
    """How many tokens an answer to `text` may take. A text in other words is about as long as it is itself."""
    if limit is None or not mode.alone:
        return limit
    return max(limit, 2 * estimate([HumanMessage(text)]))


async def within(limit: int | None, ask: Ask) -> AIMessage:
    """An answer of about `limit` tokens, marked where it ended there.

    Thoughts count, so a model that thinks may come to no word; half a tool call is of no use either. Both are
    asked for once more with more room. Raises Trouble where even that was too little, and where a model ended
    without a word.
    """
    message = await ask(limit)
    if limit is not None and at_its_limit(message) and not _usable(message):
        message = await ask(limit * ROOMIER)
    if not at_its_limit(message):
        if not message.text.strip() and not message.tool_calls:
            raise Trouble(Reason.CUT_SHORT, retry=True, detail="empty")
        return message
    if not _usable(message):
        raise Trouble(Reason.CUT_SHORT, detail="length")
    return message.model_copy(update={"additional_kwargs": {**message.additional_kwargs, _CUT: limit or 0}})


def limit_note(message: AIMessage, locale: str) -> str:
    """How to get the rest, where the answer was ended at a limit; empty otherwise."""
    limit = message.additional_kwargs.get(_CUT)
    if limit is None:
        return ""
    _ = translator(locale)
    if not limit:
        return _("The model stopped at its own limit here. Write “go on” for the rest.")
    return _(
        "This is as long as your answers may be: {limit} tokens. Write “go on” for the rest, or allow more in /user."
    ).format(limit=limit)


def _usable(message: AIMessage) -> bool:
    return bool(message.text.strip()) and not message.tool_calls and not message.invalid_tool_calls
