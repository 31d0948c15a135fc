"""Plain talk, and every mode that is made of words alone: one model call over the window, no tools."""

import asyncio
from functools import partial

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langgraph.runtime import Runtime

from graphs.deciding import answers_in, window_in
from graphs.in_parts import LongMessage
from graphs.instructions import instructions
from graphs.kept import Kept
from graphs.limits import longest, within
from graphs.modes import CHAT, Mode
from graphs.parts import Parts
from graphs.routing import is_small_talk
from graphs.speakers import attributed, several_talk
from graphs.standing_in import left_because, marked, only_built_in, stood_in_because
from graphs.state import State, Update, failed, last_words
from graphs.stopping import Stopped, stopped_message, until_stopped
from models.choice import BUILTIN, Decision
from models.failover import ModelUnavailable, first_answer
from tools.caller import Caller


async def chat(state: State, runtime: Runtime[Caller], *, parts: Parts) -> Update:
    """Answers with whom `route` has decided on; falls back in the decision's order.

    The built-in model stands in only for small talk. Of anything else it would say that it can't, and what was
    asked is better kept for the model that can.
    """
    mode = await asyncio.to_thread(parts.modes.named, state["route"])
    answers = answers_in(state)
    assert answers is not None
    if not mode.built_in or left_because(answers):
        turned_down = _turned_down(mode, answers, runtime.context)
        if turned_down is not None:
            return {"messages": [turned_down]}
    return {"messages": await _answered(state, runtime.context, mode, answers, parts)}


async def _answered(
    state: State, caller: Caller | None, mode: Mode, answers: Decision, parts: Parts
) -> list[BaseMessage]:
    """The answer, and before it the person's message where notes have taken the place of its words."""
    kept = Kept.of(last_words(state["messages"])) if mode.keeps else Kept("")
    long = LongMessage(state, window_in(state, parts)) if mode.in_parts else None
    limit = longest(mode, state.get("max_tokens"), last_words(state["messages"]))

    async def attempt(model: BaseChatModel) -> AIMessage:
        async def ask(most: int | None) -> AIMessage:
            messages = long.messages if long else state["messages"]
            said = await _request(
                messages, state, caller, mode, kept, parts, named=model is not parts.builtin
            )
            return await (
                model.ainvoke(said, kept.run, max_tokens=most) if most else model.ainvoke(said, kept.run)
            )

        if long and model is not parts.builtin:
            return await long.answered(model, partial(within, limit, ask))
        message = await within(limit, ask)
        if kept.lost(message.text):
            message = await within(limit, ask)
        return message.model_copy(update={"content": kept.back(message.text)}) if kept.pieces else message

    try:
        asking = first_answer(parts.models.named(answers.order), attempt, parts.models.policy)
        answer = await until_stopped(asking)
    except ModelUnavailable as unavailable:
        return [failed(unavailable.reason)]
    except Stopped as stopped:
        return [stopped_message(kept.so_far(stopped.words))]
    reason = stood_in_because(answer)
    if reason and not (mode.name == CHAT and is_small_talk(last_words(state["messages"]))):
        return [failed(reason)]
    return [*(long.changed if long else []), marked(answer.message, reason)]


async def _request(
    messages: list[BaseMessage],
    state: State,
    caller: Caller | None,
    mode: Mode,
    kept: Kept,
    parts: Parts,
    *,
    named: bool,
) -> list[BaseMessage]:
    """What a model is given to read. Names before what people say, where they are known, are nothing for the built-in
    one.
    """
    decision = state.get("decision") or {}
    system = await instructions(
        mode,
        caller,
        parts,
        choice=decision.get("choice", ""),
        summary="" if mode.alone else state.get("summary", ""),
        system_message=state.get("system_message", ""),
        several=not mode.alone and several_talk(messages),
    )
    if mode.alone:
        return [SystemMessage(system), HumanMessage(kept.text or last_words(messages))]
    return [SystemMessage(system), *(attributed(messages) if named else messages)]


def _turned_down(mode: Mode, answers: Decision, caller: Caller | None) -> AIMessage | None:
    """What is said where there is only the built-in model for what it is not good for."""
    if answers.order != (BUILTIN,):
        return None
    reason = left_because(answers)
    return (
        failed(reason)
        if reason
        else AIMessage(only_built_in(mode, answers, caller.locale if caller else "en"))
    )
