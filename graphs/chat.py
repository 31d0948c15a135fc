"""Plain talk: one model call over the window, no tools."""

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, SystemMessage
from langgraph.runtime import Runtime

from graphs.instructions import instructions
from graphs.limits import within
from graphs.parts import Parts
from graphs.routing import is_small_talk
from graphs.speakers import attributed, several_talk
from graphs.standing_in import marked, stood_in_because
from graphs.state import State, Update, failed, last_words
from graphs.stopping import Stopped, stopped_message, until_stopped
from models.failover import ModelUnavailable, first_answer
from tools.caller import Caller


async def chat(state: State, runtime: Runtime[Caller], *, parts: Parts) -> Update:
    """Answers with the session's model or the mode's; falls back in the catalogue's order.

    The built-in model stands in only for small talk. Of anything else it would say that it can't, and what was
    asked is better kept for the model that can.
    """
    messages = state["messages"]
    system = await instructions(
        "chat",
        runtime.context,
        parts,
        summary=state.get("summary", ""),
        system_message=state.get("system_message", ""),
        several=several_talk(messages),
    )

    async def attempt(model: BaseChatModel) -> AIMessage:
        said = messages if model is parts.builtin else attributed(messages)
        request: list[BaseMessage] = [SystemMessage(system), *said]

        async def ask(limit: int | None) -> AIMessage:
            return await (model.ainvoke(request, max_tokens=limit) if limit else model.ainvoke(request))

        return await within(state.get("max_tokens"), ask)

    candidates = parts.models.candidates("chat", state.get("model"))
    try:
        answer = await until_stopped(first_answer(candidates, attempt, parts.models.policy))
    except ModelUnavailable as unavailable:
        return {"messages": [failed(unavailable.reason)]}
    except Stopped as stopped:
        return {"messages": [stopped_message(stopped.words)]}
    reason = stood_in_because(answer)
    if reason and not is_small_talk(last_words(messages)):
        return {"messages": [failed(reason)]}
    return {"messages": [marked(answer.message, reason)]}
