"""What goes between the house and the process that speaks: a line of JSON each. The samples follow what is `Said`."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import TypeAdapter

from models.speaking.trouble import Reason


@dataclass(frozen=True, slots=True)
class Words:
    text: str


@dataclass(frozen=True, slots=True)
class Ready:
    kind: Literal["ready"] = "ready"


@dataclass(frozen=True, slots=True)
class Said:
    """So many bytes of samples, with so many samples a second."""

    size: int
    rate: int
    kind: Literal["said"] = "said"


@dataclass(frozen=True, slots=True)
class Failed:
    """`detail` is for the owner."""

    reason: Reason
    detail: str = ""
    kind: Literal["failed"] = "failed"


FromVoice = Ready | Said | Failed


@cache
def _words() -> TypeAdapter[Words]:
    return TypeAdapter(Words)


@cache
def _from_voice() -> TypeAdapter[FromVoice]:
    return TypeAdapter(FromVoice)


def dump(said: Words | FromVoice) -> bytes:
    if isinstance(said, Words):
        return _words().dump_json(said) + b"\n"
    return _from_voice().dump_json(said) + b"\n"


def words(line: bytes) -> Words:
    return _words().validate_json(line)


def from_voice(line: bytes) -> FromVoice:
    return _from_voice().validate_json(line)
