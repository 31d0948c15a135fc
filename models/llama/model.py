"""A GGUF file as a chat model. Whatever the model has learnt, it can call tools and write JSON."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import Any, cast
from uuid import uuid4

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool

from models.asynchronous import AsyncChatModel, Tool
from models.llama.calling import Instruct, Offer, json_constraint, offer, read_call
from models.llama.engine import Ended, Request, TooLong
from models.llama.loaded import Loaded
from models.llama.memory import Unreadable
from models.llama.messages import as_said
from models.llama.sampling import Constraint
from models.trouble import Reason, Trouble
from models.waiting import own_turn

_NO_SLOT = 1
"""llama.cpp's code for a context that is full."""


class LlamaModel(AsyncChatModel):
    """Asynchronous only. It raises only `Trouble`, and stops writing when it is cancelled.

    Keyword arguments of a call: `max_tokens`, `temperature`, `stop`, `tools` and `tool_choice` as `bind_tools` makes
    them, and `response_format` as in OpenAI's API.
    """

    loaded: Loaded
    card: str
    instruct: Instruct
    temperature: float = 0.7

    @property
    def _llm_type(self) -> str:
        return "llama"

    def bind_tools(
        self, tools: Sequence[Tool], *, tool_choice: str | None = None, **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The model with tools that it may call, must ("any", "required", a tool's name) or must not ("none")."""
        return self.bind(
            tools=[convert_to_openai_tool(tool) for tool in tools], tool_choice=tool_choice, **kwargs
        )

    def get_num_tokens(self, text: str) -> int:
        return self.loaded.engine.count(text)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        tools = offer(kwargs.get("tools") or (), kwargs.get("tool_choice"))
        said = as_said(messages, tools, self.instruct)
        request = Request(
            said,
            kwargs.get("max_tokens"),
            kwargs.get("temperature", self.temperature),
            _constraint(tools, kwargs.get("response_format")),
            tuple(stop or ()),
        )
        async with own_turn(self.loaded.admission, run_manager):
            async for chunk in self._chunks(request, may_call=tools is not None):
                yield chunk

    async def _chunks(self, request: Request, *, may_call: bool) -> AsyncGenerator[ChatGenerationChunk]:
        call = ""
        begun = False
        pieces = self.loaded.write(request)
        try:
            async for piece in pieces:
                if isinstance(piece, Ended):
                    yield _last(piece, call, self.card)
                elif call or (may_call and not begun and piece.startswith("{")):
                    call += piece
                else:
                    begun = True
                    yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
        except TooLong:
            raise Trouble(Reason.TOO_LONG) from None
        except Unreadable as error:
            reason = Reason.TOO_LONG if error.code == _NO_SLOT else Reason.UNREACHABLE
            raise Trouble(reason, detail=f"llama_decode {error.code}") from None
        finally:
            await pieces.aclose()


def _constraint(tools: Offer | None, response_format: Any) -> Constraint | None:
    if tools is not None:
        return tools.constraint()
    if not isinstance(response_format, dict):
        return None
    wanted = cast(dict[str, Any], response_format)
    return json_constraint(wanted.get("json_schema", {}).get("schema"))


def _last(ended: Ended, call: str, name: str) -> ChatGenerationChunk:
    """How it ended, what it took, and the tool that is to be called; half a call is none."""
    called = read_call(call) if call else None
    reason = "tool_calls" if called else ended.reason
    calls = (
        [tool_call_chunk(name=called[0], args=called[1], id=f"call_{uuid4().hex}", index=0)] if called else []
    )
    message = AIMessageChunk(
        content="",
        tool_call_chunks=calls,
        usage_metadata=UsageMetadata(
            input_tokens=ended.read, output_tokens=ended.written, total_tokens=ended.read + ended.written
        ),
        response_metadata={"finish_reason": reason, "model_name": name},
        chunk_position="last",
    )
    return ChatGenerationChunk(message=message, generation_info={"finish_reason": reason})
