"""What goes between the house and the process that listens: a line of JSON each. A question's samples follow it."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import TypeAdapter

from models.hearing.heard import Passage
from models.hearing.transcriber import Hint
from models.hearing.trouble import Reason


@dataclass(frozen=True, slots=True)
class Question:
    """`number` grows from piece to piece; `size` is in bytes."""

    number: int
    size: int
    hint: Hint
    kind: Literal["question"] = "question"


@dataclass(frozen=True, slots=True)
class Stop:
    """Ends the work on this piece, and on every one before it."""

    number: int
    kind: Literal["stop"] = "stop"


@dataclass(frozen=True, slots=True)
class Ready:
    device: str
    kind: Literal["ready"] = "ready"


@dataclass(frozen=True, slots=True)
class Answer:
    number: int
    passages: tuple[Passage, ...] = ()
    language: str = ""
    kind: Literal["answer"] = "answer"


@dataclass(frozen=True, slots=True)
class Failed:
    """`detail` is for the owner."""

    number: int
    reason: Reason
    detail: str = ""
    kind: Literal["failed"] = "failed"


ToModel = Question | Stop
FromModel = Ready | Answer | Failed


@cache
def _to_model() -> TypeAdapter[ToModel]:
    return TypeAdapter(ToModel)


@cache
def _from_model() -> TypeAdapter[FromModel]:
    return TypeAdapter(FromModel)


def dump(said: ToModel | FromModel) -> bytes:
    if isinstance(said, Question | Stop):
        return _to_model().dump_json(said) + b"\n"
    return _from_model().dump_json(said) + b"\n"


def to_model(line: bytes) -> ToModel:
    return _to_model().validate_json(line)


def from_model(line: bytes) -> FromModel:
    return _from_model().validate_json(line)
