"""Messages as chat templates know them: text by three roles, calls of tools and their results among it."""

from collections.abc import Sequence

from langchain_core.messages import AIMessage, BaseMessage, SystemMessage, ToolMessage

from models.llama.calling import Instruct, Offer, written_call
from models.llama.template import Said


def as_said(messages: Sequence[BaseMessage], offer: Offer | None, instruct: Instruct) -> list[Said]:
    """What was said, with how to call the tools of `offer` at the end of the instructions."""
    said = [_said(message) for message in messages]
    if offer is None:
        return said
    how = instruct(offer.lines, offer.choice)
    if said and said[0]["role"] == "system":
        return [{"role": "system", "content": f"{said[0]['content']}\n\n{how}"}, *said[1:]]
    return [{"role": "system", "content": how}, *said]


def _said(message: BaseMessage) -> Said:
    match message:
        case SystemMessage():
            return {"role": "system", "content": message.text}
        case ToolMessage():
            return {"role": "user", "content": f"[{message.name or 'tool'}]\n{message.text}"}
        case AIMessage():
            calls = [written_call(call["name"], call["args"]) for call in message.tool_calls]
            return {"role": "assistant", "content": "\n".join(filter(None, [message.text, *calls]))}
        case _:
            return {"role": "user", "content": message.text}
