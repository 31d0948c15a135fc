"""Counts what a turn's model calls used."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from langchain_core.callbacks import AsyncCallbackHandler
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, LLMResult

from models.usage import tokens_used


@dataclass(frozen=True, slots=True)
class Spent:
    """One model call: the catalogue's name of the model and its tokens."""

    model: str
    input_tokens: int
    output_tokens: int
    estimated: bool


class Meter(AsyncCallbackHandler):
    """Hangs on a run and notes every finished model call in it, the discarded ones too."""

    def __init__(self) -> None:
        self.spent: list[Spent] = []
        self._running: dict[UUID, tuple[str, list[BaseMessage]]] = {}

    @property
    def ignore_chain(self) -> bool:
        """Nodes would otherwise tell us of every start and end."""
        return True

    async def on_chat_model_start(
        self,
        serialized: dict[str, Any],
        messages: list[list[BaseMessage]],
        *,
        run_id: UUID,
        metadata: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        card = str((metadata or {}).get("card", ""))
        self._running[run_id] = (card, messages[0] if messages else [])

    async def on_llm_end(self, response: LLMResult, *, run_id: UUID, **kwargs: Any) -> None:
        card, asked = self._running.pop(run_id, ("", []))
        generation = response.generations[0][0] if response.generations and response.generations[0] else None
        if not card or not isinstance(generation, ChatGeneration):
            return
        if not isinstance(generation.message, AIMessage):
            return
        used = tokens_used(generation.message, asked)
        self.spent.append(Spent(card, used.input, used.output, used.estimated))

    async def on_llm_error(self, error: BaseException, *, run_id: UUID, **kwargs: Any) -> None:
        self._running.pop(run_id, None)
