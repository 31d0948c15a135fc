"""What goes between the house and the process that holds a model: a line of JSON each."""

import json
from dataclasses import asdict, dataclass

from models.small_talk.turns import Turn


@dataclass(frozen=True, slots=True)
class Question:
    """`number` grows from question to question; `limit` bounds the answer in tokens."""

    number: int
    turns: tuple[Turn, ...]
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """Ends the answer to this question, and to every one before it."""

    number: int


@dataclass(frozen=True, slots=True)
class Loading:
    """How far the model is loaded."""

    percent: int


@dataclass(frozen=True, slots=True)
class Ready:
    """The model is loaded; `window` is in tokens."""

    window: int
    device: str


@dataclass(frozen=True, slots=True)
class Piece:
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """Tokens read and written; `ended` is false where the answer was cut at its bound."""

    number: int
    read: int
    written: int
    ended: bool


@dataclass(frozen=True, slots=True)
class Failed:
    """`why` is "load", "too_long" or an error's class name; `detail` is for the owner."""

    number: int
    why: str
    detail: str = ""


ToModel = Question | Stop
FromModel = Loading | Ready | Piece | Done | Failed

_KINDS = {kind.__name__: kind for kind in (Question, Stop, Loading, Ready, Piece, Done, Failed)}


def dump(said: ToModel | FromModel) -> str:
    return json.dumps({"kind": type(said).__name__, **asdict(said)}) + "\n"


def to_model(line: str) -> ToModel:
    said = _load(line)
    assert isinstance(said, ToModel)
    return said


def from_model(line: bytes) -> FromModel:
    said = _load(line)
    assert isinstance(said, FromModel)
    return said


def _load(line: str | bytes) -> ToModel | FromModel:
    fields = json.loads(line)
    kind = _KINDS[fields.pop("kind")]
    if kind is Question:
        fields["turns"] = tuple(Turn(**turn) for turn in fields["turns"])
    said: ToModel | FromModel = kind(**fields)
    return said
