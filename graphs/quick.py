"""One answer outside of any conversation."""

import asyncio
from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.runnables import RunnableConfig

from graphs.accounting import Meter, Spent
from graphs.instructions import instructions
from graphs.limits import within
from graphs.modes import CHAT
from graphs.notes import with_notes
from graphs.parts import Parts
from graphs.routing import is_small_talk
from graphs.standing_in import marked, stood_in_because
from models.failover import ModelUnavailable, first_answer
from tools.caller import Caller

QUICK_SECONDS = 15.0
USUAL_LIMIT = 300
"""Tokens of a quick answer, unless the person wants fewer."""


@dataclass(frozen=True, slots=True)
class QuickAnswer:
    """`text` is empty where nobody could answer in time."""

    text: str
    spent: tuple[Spent, ...] = ()


async def quick_answer(
    parts: Parts,
    caller: Caller,
    text: str,
    *,
    model: str | None = None,
    system_message: str = "",
    max_tokens: int | None = None,
) -> QuickAnswer:
    """Answers `text` without memory and tools, and without leaving a trace."""
    meter = Meter()
    mode = await asyncio.to_thread(parts.modes.named, CHAT)
    answered = await _answered(
        parts,
        [
            SystemMessage(await instructions(mode, caller, parts, system_message=system_message)),
            HumanMessage(text),
        ],
        model,
        min(max_tokens or USUAL_LIMIT, USUAL_LIMIT),
        RunnableConfig(callbacks=[meter], metadata={"user": caller.user_id}),
    )
    meter.break_off()
    return QuickAnswer(with_notes(answered, caller.locale) if answered else "", tuple(meter.spent))


async def _answered(
    parts: Parts,
    request: list[SystemMessage | HumanMessage],
    chosen: str | None,
    limit: int,
    config: RunnableConfig,
) -> AIMessage | None:
    async def attempt(model: BaseChatModel) -> AIMessage:
        async def ask(most: int | None) -> AIMessage:
            return await model.ainvoke(request, config, max_tokens=most)

        return await within(limit, ask)

    try:
        async with asyncio.timeout(QUICK_SECONDS):
            candidates = parts.models.candidates("chat", chosen)
            answer = await first_answer(candidates, attempt, parts.models.policy)
    except (ModelUnavailable, TimeoutError):
        return None
    reason = stood_in_because(answer)
    if reason and not is_small_talk(request[-1].text):
        return None
    return marked(answer.message, reason)
