"""A text that doesn't fit into a model's window is read in parts, and notes of them take its place."""

import re
from collections.abc import Awaitable, Callable, Iterator, Sequence

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import RunnableConfig
from langgraph.constants import TAG_NOSTREAM

from graphs.state import State
from graphs.windows import room
from models.trouble import Reason, Trouble
from models.usage import estimate
from models.waiting import reading_heard
from prompts import prompt

LEAST = 100
"""Tokens of a part below which it isn't tried any more."""
SHARE_OF_PART = 0.7
"""How much of the room a part takes, so that the notes fit beside it."""
MOST_ROUNDS = 5
SHORTER = 0.8
"""Notes that are longer than this share of their text lead nowhere."""

_QUIET = RunnableConfig(tags=[TAG_NOSTREAM])
_ENDS = (r"\n\s*\n", r"\n", r"(?<=[.!?…。！？])\s*", r"\s+")
_SAID = "said"


def said_in(message: BaseMessage) -> str:
    """What the person said, where notes may have taken its place."""
    return str(message.additional_kwargs.get(_SAID, message.text))


class LongMessage:
    """What a person said last, where it may be too long for a window of so many tokens, or of nobody knows how many."""

    def __init__(self, state: State, window: int | None) -> None:
        self.messages = state["messages"]
        """With notes in the place of what is too long."""
        self._at = max(at for at, message in enumerate(self.messages) if isinstance(message, HumanMessage))
        others = [*self.messages[: self._at], *self.messages[self._at + 1 :]]
        most = room(window, state) if window else None
        self._most = max(most - estimate(others), most / 4) if most else None

    @property
    def changed(self) -> list[BaseMessage]:
        """The message with notes in it, to be remembered instead of the whole; nothing where it was short enough."""
        message = self.messages[self._at]
        return [message] if _SAID in message.additional_kwargs else []

    async def answered(self, model: BaseChatModel, answer: Callable[[], Awaitable[AIMessage]]) -> AIMessage:
        """What `answer` gives, which reads `messages`. Raises Trouble."""
        if self._most is not None and _size(self.messages[self._at].text) > self._most:
            await self._take_notes(self._most, model)
        try:
            return await answer()
        except Trouble as trouble:
            if trouble.reason is not Reason.TOO_LONG:
                raise
        await self._take_notes(_size(self.messages[self._at].text) / 2, model)
        return await answer()

    async def _take_notes(self, most: float, model: BaseChatModel) -> None:
        """Until they are at most `most` tokens, as `estimate` counts them."""
        message = self.messages[self._at]
        notes = str(message.text)
        for _round in range(MOST_ROUNDS):
            before = _size(notes)
            notes, part = await _notes_of(notes, most, model)
            if _size(notes) > before * SHORTER:
                break
            if _size(notes) <= part:
                kept = {**message.additional_kwargs, _SAID: said_in(message)}
                told = message.model_copy(
                    update={"content": prompt("notes", notes=notes), "additional_kwargs": kept}
                )
                self.messages = [*self.messages[: self._at], told, *self.messages[self._at + 1 :]]
                return
        raise Trouble(Reason.TOO_LONG, detail="notes")


async def _notes_of(text: str, most: float, model: BaseChatModel) -> tuple[str, float]:
    """Notes of all the parts, and how large a part may be: the model may have less room than we think."""
    while most >= LEAST:
        pieces = list(pieces_of(text, int(most * SHARE_OF_PART)))
        notes: list[str] = []
        try:
            for number, piece in enumerate(pieces, 1):
                for hears in reading_heard():
                    hears(number, len(pieces))
                request = prompt("part", number=str(number), count=str(len(pieces)))
                asked: list[BaseMessage] = [SystemMessage(request), HumanMessage(piece)]
                answer = await model.ainvoke(asked, _QUIET, max_tokens=max(LEAST // 2, int(most / 4)))
                notes.append(answer.text.strip())
        except Trouble as trouble:
            if trouble.reason is not Reason.TOO_LONG:
                raise
            most /= 2
        else:
            return "\n\n".join(notes), most
    raise Trouble(Reason.TOO_LONG, detail="parts")


def pieces_of(text: str, most: int) -> Iterator[str]:
    """The text in pieces of at most `most` tokens, cut where paragraphs, lines, sentences or words end if it can be."""
    piece, size = "", 0
    for unit in _units(text, most, _ENDS):
        new = _size(unit)
        if piece and size + new > most:
            yield piece
            piece, size = "", 0
        piece, size = piece + unit, size + new
    if piece:
        yield piece


def _units(text: str, most: int, ends: Sequence[str]) -> Iterator[str]:
    """Each as large as it may be, together the text."""
    if _size(text) <= most:
        yield text
        return
    if not ends:
        step = max(1, most // 2)  # a character takes two tokens at most
        yield from (text[at : at + step] for at in range(0, len(text), step))
        return
    begin = 0
    for end in re.finditer(ends[0], text):
        if end.end() > begin:
            yield from _units(text[begin : end.end()], most, ends[1:])
            begin = end.end()
    if begin < len(text):
        yield from _units(text[begin:], most, ends[1:])


def _size(text: str) -> int:
    return estimate([HumanMessage(text)])
