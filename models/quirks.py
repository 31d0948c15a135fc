"""The ways of servers that speak OpenAI's API almost, and what becomes of them.

Tool calls
- No id, an empty one, or one that comes again in a later answer (Ollama, LM Studio, Kimi and Mistral models): each call
  gets an id of ours, since side effects are stored once under it.
- All calls at index 0 or at none (Ollama, Gemini): told apart by their ids, or by where one ends.
- The tool's name in every chunk (llama_cpp.server): said once.
- Arguments as an object, or as JSON within JSON in one piece (gateways before other APIs): read as they are meant.
- Half a call from a server that says it has ended (any, when its parser fails): `Trouble`, so it is asked again.
- No null for the words beside calls, nor any such conversation (llama_cpp.server): an empty text is sent.
- "stop" beside calls (Ollama, Gemini): the calls count, not the reason.
- Tools refused until an option allows them (vLLM, llama-server without --jinja, models of Ollama without a template for
  them): `Trouble` at once, and the owner's log says why (`models.diagnosis`).

Words
- Thoughts within <think> (servers without a reasoning parser), as `reasoning_content` or as `reasoning` (llama-server,
  vLLM, Ollama, transformers serve): left out. Without an opening tag they can't be told from the answer.
- `content`, `delta` or `choices` null, several reasons to end, no [DONE]: read as nothing, the first one, the end.
- No word at all: `Trouble`, so it is asked again, then others are (`graphs.limits`).

Tokens
- Only `max_tokens` bounds an answer (llama_cpp.server): sent under that name (`models.server`).
- `stream_options` refused (older gateways): not sent again (`models.server`).
- Usage in every chunk, or twice (vLLM by an option, gateways): a sum so far, of which the last one counts.
- No usage in streams (llama_cpp.server): estimated (`models.usage`).

The server
- An answer ends as soon as somebody else asks (llama_cpp.server): asked one after another from then on (`models.lane`).
- A conversation beyond the window ends a stream before its first chunk (llama_cpp.server): asked why (`models.server`).
- An address without /v1 (as owners copy it): added (`models.entries`).
- A model's name has to be right (vLLM, transformers serve): asked for where none is given (`models.provider`).
- Errors as {"error": "..."}, {"detail": ...}, {"object": "error"} or plain text, within a stream or instead of it: told
  by their HTTP status, and by what they are about where that matters (`models.diagnosis`); none of them is shown.
- An answer breaks off where it fills the window, and after half a character words come at the end only, if at all
  (llama_cpp.server): `Trouble`, and others answer. Models that have learnt to write end before and write whole ones.
- A conversation beyond the window loses its beginning without a word (Ollama beyond num_ctx): nothing tells, so
  `window` in models.toml has to be no larger than num_ctx.
"""

import json
import re
import secrets
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessageChunk
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import ToolCallChunk
from langchain_core.outputs import ChatGenerationChunk

from models.thoughts import Thoughts

_ID_CHARACTERS = string.ascii_letters + string.digits
_ID_LENGTH = 9
"""Mistral's templates take no other length and no other characters."""

_NAMING_ID = re.compile(r"(functions\.\S+:)\d+")
"""Kimi K2 reads a tool's name from the id of its call."""


Json = Mapping[str, Any]
_NOTHING: Json = {}


def readable(event: Json) -> dict[str, Any]:
    """One event of a stream, with what langchain-openai would stumble over in the shape that OpenAI gives it."""
    choices: Sequence[Json] = event.get("choices") or ()
    return {**event, "choices": [_readable_choice(choice) for choice in choices]}


def worded(message: Json) -> dict[str, Any]:
    """A message of a request, with an empty text where there are no words beside its calls."""
    return {**message, "content": ""} if message.get("content") is None else dict(message)


def _readable_choice(choice: Json) -> dict[str, Any]:
    delta: Json = choice.get("delta") or _NOTHING
    calls: Sequence[Json] = delta.get("tool_calls") or ()
    return {**choice, "delta": {**delta, "tool_calls": [_readable_call(call) for call in calls]}}


def _readable_call(call: Json) -> dict[str, Any]:
    function: Json = call.get("function") or _NOTHING
    arguments = _arguments(function.get("arguments"))
    return {**call, "index": call.get("index"), "function": {**function, "arguments": arguments}}


def _arguments(said: Any) -> str | None:
    if said is None:
        return None
    if not isinstance(said, str):
        return json.dumps(said)
    if said.startswith('"'):
        inner = _parsed(said)
        return inner if isinstance(inner, str) else said
    return said


@dataclass(slots=True)
class _Call:
    """A call as far as it has come: the server's index and id for it, and ours."""

    index: int | None
    id: str | None
    own_id: str
    name: str = ""
    arguments: str = ""

    @property
    def whole(self) -> bool:
        return isinstance(_parsed(self.arguments or "{}"), dict)


class Mending:
    """Mends the chunks of one answer, in place and in their order."""

    def __init__(self) -> None:
        self.finished = ""
        """The reason why the answer ended, once the server has said it."""
        self._calls: list[_Call] = []
        self._thoughts = Thoughts(begun=False)
        self._usage: UsageMetadata | None = None

    @property
    def half_called(self) -> bool:
        """Whether a call's arguments end before their end."""
        return not all(call.whole for call in self._calls)

    def mend(self, chunk: ChatGenerationChunk) -> None:
        """Mends the next chunk."""
        ends = self._finish(chunk)
        message = chunk.message
        if not isinstance(message, AIMessageChunk) or not isinstance(message.content, str):
            return
        text = self._thoughts.without(message.content) if message.content else ""
        chunk.text = text + self._thoughts.rest() if ends else text
        chunk.message = AIMessageChunk(
            content=chunk.text,
            additional_kwargs=message.additional_kwargs,
            response_metadata=message.response_metadata,
            tool_call_chunks=[self._mended(call) for call in message.tool_call_chunks],
            usage_metadata=self._added(message.usage_metadata) if message.usage_metadata else None,
            id=message.id,
            chunk_position=message.chunk_position,
        )

    def _finish(self, chunk: ChatGenerationChunk) -> bool:
        """Whether the answer ends here. A further end would be glued to the first one."""
        reason = (chunk.generation_info or {}).get("finish_reason")
        if not reason:
            return False
        if self.finished:
            chunk.generation_info = None
            return False
        self.finished = str(reason)
        return True

    def _mended(self, said: ToolCallChunk) -> ToolCallChunk:
        known = self._continued(said)
        call = known or _Call(said["index"], said["id"] or None, _own_id(said["id"] or ""))
        if known is None:
            self._calls.append(call)
        call.id = call.id or said["id"] or None
        arguments = said["args"] or ""
        name = said["name"] or ""
        if name == call.name or call.arguments:
            name = ""
        call.name += name
        call.arguments += arguments
        return ToolCallChunk(
            name=name or None,
            args=arguments,
            id=None if known else call.own_id,
            index=self._calls.index(call),
            type="tool_call_chunk",
        )

    def _continued(self, said: ToolCallChunk) -> _Call | None:
        """The call that `said` belongs to; None where it begins one."""
        index, id_ = said["index"], said["id"]
        call = next((call for call in reversed(self._calls) if index is None or call.index == index), None)
        if call is None or (id_ and call.id and id_ != call.id):
            return None
        begins = bool(said["name"]) and (said["args"] or "").lstrip().startswith("{")
        return None if begins and call.arguments and call.whole else call

    def _added(self, said: UsageMetadata) -> UsageMetadata:
        """What `said` adds to what was said before, since langchain takes the sum."""
        before, self._usage = self._usage, said
        if before is None:
            return said
        return UsageMetadata(
            input_tokens=said["input_tokens"] - before["input_tokens"],
            output_tokens=said["output_tokens"] - before["output_tokens"],
            total_tokens=said["total_tokens"] - before["total_tokens"],
        )


def _own_id(said: str) -> str:
    if naming := _NAMING_ID.fullmatch(said):
        return f"{naming[1]}{secrets.randbelow(10**_ID_LENGTH)}"
    return "".join(secrets.choice(_ID_CHARACTERS) for _ in range(_ID_LENGTH))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
