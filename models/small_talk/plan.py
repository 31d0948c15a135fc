"""What is to be trained, and what has come of it."""

from dataclasses import dataclass
from pathlib import Path

from models.small_talk.rows import BadRow


class TrainingError(ValueError):
    """A sentence for whoever trains: why it can't be done, and what to do."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`base` is a folder or a name on the hub. `held_out` is the share of rows that is measured and not learned from.

    `patience` is after how many measurements without an improvement it ends early. `longest` bounds a dialogue in
    tokens, the model's own window does too.
    """

    data: Path
    base: str
    out: Path
    epochs: int = 3
    batch: int = 8
    learning_rate: float = 5e-5
    held_out: float = 0.1
    patience: int = 3
    seed: int = 42
    longest: int = 512


@dataclass(frozen=True, slots=True)
class Step:
    """How far it is. `loss` is that of the latest steps; `perplexity`, where it was just measured, of the held out."""

    number: int
    of: int
    seconds_left: float
    loss: float | None = None
    perplexity: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Perplexities are of the replies held out, before and after. `ended_early` says that it had stopped improving."""

    before: float
    after: float
    learned: int
    held_out: int
    bad: tuple[BadRow, ...]
    steps: int
    ended_early: bool
    resumed_at: int
    device: str
