"""Plain talk: one model call over the window, no tools."""

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, SystemMessage
from langgraph.runtime import Runtime

from graphs.instructions import instructions
from graphs.parts import Parts
from graphs.routing import is_small_talk
from graphs.standing_in import marked, stood_in_because
from graphs.state import State, Update, failed, last_words
from models.failover import ModelUnavailable, first_answer
from tools.caller import Caller


async def chat(state: State, runtime: Runtime[Caller], *, parts: Parts) -> Update:
    """Answers with the session's model or the mode's; falls back in the catalogue's order.

    The built-in model stands in only for small talk. Of anything else it would say that it can't, and what was
    asked is better kept for the model that can.
    """
    system = await instructions("chat", state.get("summary", ""), runtime.context, parts)
    request: list[BaseMessage] = [SystemMessage(system), *state["messages"]]

    async def attempt(model: BaseChatModel) -> AIMessage:
        return await model.ainvoke(request)

    try:
        answer = await first_answer(
            parts.models.candidates("chat", state.get("model")), attempt, parts.models.policy
        )
    except ModelUnavailable as unavailable:
        return {"messages": [failed(unavailable.reason)]}
    reason = stood_in_because(answer)
    if reason and not is_small_talk(last_words(state["messages"])):
        return {"messages": [failed(reason)]}
    return {"messages": [marked(answer.message, reason)]}
