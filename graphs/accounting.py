"""Counts what a turn's model calls used."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from langchain_core.callbacks import AsyncCallbackHandler
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, GenerationChunk, LLMResult
from langgraph.constants import TAG_NOSTREAM

from models.usage import tokens_used


@dataclass(frozen=True, slots=True)
class Spent:
    """One model call: the catalogue's name of the model and its tokens."""

    model: str
    input_tokens: int
    output_tokens: int
    estimated: bool


@dataclass(slots=True)
class _Call:
    card: str
    asked: list[BaseMessage]
    pieces: list[str] = field(default_factory=list[str])

    @property
    def words(self) -> str:
        return "".join(self.pieces)


class Meter(AsyncCallbackHandler):
    """Hangs on a run and notes every model call in it, the discarded and the stopped ones too."""

    def __init__(self) -> None:
        self.spent: list[Spent] = []
        self._running: dict[UUID, _Call] = {}
        self._speaking: _Call | None = None

    @property
    def ignore_chain(self) -> bool:
        """Nodes would otherwise tell us of every start and end."""
        return True

    def words(self) -> str:
        """What the latest call that people see has said so far."""
        return self._speaking.words if self._speaking else ""

    async def on_chat_model_start(
        self,
        serialized: dict[str, Any],
        messages: list[list[BaseMessage]],
        *,
        run_id: UUID,
        tags: list[str] | None = None,
        metadata: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        call = _Call(str((metadata or {}).get("card", "")), messages[0] if messages else [])
        self._running[run_id] = call
        if TAG_NOSTREAM not in (tags or ()):
            self._speaking = call

    async def on_llm_new_token(
        self,
        token: str | list[str | dict[str, Any]],
        *,
        chunk: GenerationChunk | ChatGenerationChunk | None = None,
        run_id: UUID,
        **kwargs: Any,
    ) -> None:
        call = self._running.get(run_id)
        if call is not None:
            call.pieces.append(chunk.text if chunk is not None else str(token))

    async def on_llm_end(self, response: LLMResult, *, run_id: UUID, **kwargs: Any) -> None:
        call = self._running.pop(run_id, None)
        generation = response.generations[0][0] if response.generations and response.generations[0] else None
        if call is None or not isinstance(generation, ChatGeneration):
            return
        if isinstance(generation.message, AIMessage):
            self._note(call, generation.message)

    async def on_llm_error(self, error: BaseException, *, run_id: UUID, **kwargs: Any) -> None:
        self._running.pop(run_id, None)

    def break_off(self) -> None:
        """Notes, estimated, the calls that were cancelled: nobody tells of their end."""
        for call in self._running.values():
            self._note(call, AIMessage(call.words))
        self._running.clear()

    def _note(self, call: _Call, message: AIMessage) -> None:
        if not call.card:
            return
        used = tokens_used(message, call.asked)
        self.spent.append(Spent(call.card, used.input, used.output, used.estimated))
