"""A causal model on this machine for small talk."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk
from pydantic import ConfigDict

from models.admission import Admission
from models.asynchronous import AsyncChatModel
from models.small_talk import wire
from models.small_talk.process import ModelProcess
from models.small_talk.turns import Turn
from models.waiting import own_turn


class SmallTalkModel(AsyncChatModel):
    """Streams, stops when it is cancelled, and raises only `Trouble`. It is asynchronous only and has no tools.

    Of keyword arguments it knows `max_tokens`. Whoever asks while it speaks waits in `admission`.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    card: str
    process: ModelProcess
    admission: Admission

    @property
    def _llm_type(self) -> str:
        return "transformers"

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        async with (
            own_turn(self.admission, run_manager),
            aclosing(self.process.answer(turns_of(messages), kwargs.get("max_tokens"))) as pieces,
        ):
            async for piece in pieces:
                yield self._chunk(piece)

    def _chunk(self, piece: "str | wire.Done") -> ChatGenerationChunk:
        if isinstance(piece, str):
            return ChatGenerationChunk(message=AIMessageChunk(content=piece))
        used = UsageMetadata(
            input_tokens=piece.read, output_tokens=piece.written, total_tokens=piece.read + piece.written
        )
        ending = {"finish_reason": "stop" if piece.ended else "length", "model_name": self.card}
        return ChatGenerationChunk(
            message=AIMessageChunk(content="", usage_metadata=used, response_metadata=ending),
            generation_info=ending,
        )


def turns_of(messages: Sequence[BaseMessage]) -> list[Turn]:
    """What was said; what tools were asked and answered is none of small talk's business."""
    turns: list[Turn] = []
    for message in messages:
        turn = _turn(message)
        if turn is None:
            continue
        if turns and turns[-1].role == turn.role:
            turn = Turn(turn.role, f"{turns.pop().text}\n{turn.text}")
        turns.append(turn)
    return turns


def _turn(message: BaseMessage) -> Turn | None:
    text = message.text.strip()
    match message:
        case _ if not text:
            return None
        case SystemMessage():
            return Turn("system", text)
        case HumanMessage():
            return Turn("user", text)
        case AIMessage():
            return Turn("assistant", text)
        case _:
            return None
