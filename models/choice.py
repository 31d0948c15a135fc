"""Which model answers, and why: values in, a decision with its reasons out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from models.card import Card

BUILTIN = "builtin"


class Ground(StrEnum):
    """Why a model answers."""

    CHOSEN = "chosen"
    """The session has it so."""
    DEFAULT = "default"
    """The mode's own."""
    FALLBACK = "fallback"
    """The best of those that are left."""
    LAST = "last"
    """Nobody else is left."""
    ALONE = "alone"
    """There is no other."""


class Obstacle(StrEnum):
    """Why a model that comes first in line does not answer."""

    NOT_ALLOWED = "not_allowed"
    """The mode has its own model, whatever the session has chosen."""
    GONE = "gone"
    """It was chosen, and is no longer among the models."""
    DOWN = "down"
    NO_TOOLS = "no_tools"
    NO_VISION = "no_vision"
    NO_AUDIO = "no_audio"
    TOO_SMALL = "too_small"
    TOO_DEAR = "too_dear"


@dataclass(frozen=True, slots=True)
class Option:
    """A model that may answer. `down`: its server counts as down. `too_dear` for what the person may still use."""

    card: Card
    down: bool = False
    too_dear: bool = False


@dataclass(frozen=True, slots=True)
class Needs:
    """What an answer takes: calls of tools, eyes, ears, and a window of at least so many `tokens`."""

    tools: bool = False
    vision: bool = False
    audio: bool = False
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Passed:
    """A model that was passed over."""

    model: str
    obstacle: Obstacle


@dataclass(frozen=True, slots=True)
class Decision:
    """`model` answers now. `order` are all who may be asked, best first: those whose server is down stand where they
    would without that, since they may be back by then, and cost no time while they are not.
    """

    model: str
    ground: Ground
    order: tuple[str, ...]
    passed: tuple[Passed, ...] = ()

    def as_values(self) -> dict[str, Any]:
        """As it stands in a graph's state: plain values."""
        passed = [{"model": each.model, "because": str(each.obstacle)} for each in self.passed]
        return {"model": self.model, "because": str(self.ground), "order": list(self.order), "passed": passed}

    @classmethod
    def of_values(cls, values: Mapping[str, Any]) -> "Decision":
        passed = tuple(Passed(each["model"], Obstacle(each["because"])) for each in values["passed"])
        return cls(values["model"], Ground(values["because"]), tuple(values["order"]), passed)


def choose(
    own: Sequence[Option],
    needs: Needs,
    *,
    chosen: str = "",
    others: Sequence[Option] = (),
    free: bool = True,
) -> Decision:
    """Who answers: of `own`, the mode's models, best first and the built-in one last, or of `others` the `chosen` one.

    `free` says whether the mode lets people choose at all. A model that can't see or hear what there is comes after
    those that can; one that can't call tools where it has to, is too small or too dear is not asked.
    """
    line, passed = _line(own, chosen, others, free)
    against = {option.card.name: _obstacle(option, needs) for option in line}
    order = sorted(
        (option for option in line if against[option.card.name] not in _HARD),
        key=lambda option: (option.card.provider == BUILTIN, against[option.card.name] is not None),
    )
    names = [option.card.name for option in order]
    first = next((option.card for option in order if not option.down), order[0].card)
    missed = names[: names.index(first.name)]
    for option in line[: [option.card for option in line].index(first)]:
        obstacle = against[option.card.name]
        if obstacle is not None and option.card.name not in missed:
            passed.append(Passed(option.card.name, obstacle))
    passed += [Passed(name, Obstacle.DOWN) for name in missed]
    return Decision(first.name, _ground(first, own, line, chosen), tuple(names), tuple(passed))


def _line(
    own: Sequence[Option], chosen: str, others: Sequence[Option], free: bool
) -> tuple[list[Option], list[Passed]]:
    """Those who come into question, and why the one that was chosen does not."""
    if not chosen:
        return list(own), []
    if not free:
        return list(own), [] if chosen == own[0].card.name else [Passed(chosen, Obstacle.NOT_ALLOWED)]
    picked = next((option for option in (*own, *others) if option.card.name == chosen), None)
    if picked is None:
        return list(own), [Passed(chosen, Obstacle.GONE)]
    if picked.card.provider == BUILTIN:
        return [picked], []
    return [picked, *(option for option in own if option is not picked)], []


_SENSES = frozenset({Obstacle.NO_VISION, Obstacle.NO_AUDIO})
_HARD = frozenset({Obstacle.NO_TOOLS, Obstacle.TOO_SMALL, Obstacle.TOO_DEAR})


def _obstacle(option: Option, needs: Needs) -> Obstacle | None:
    card = option.card
    if card.provider == BUILTIN:
        return None
    standing = (
        (Obstacle.NO_TOOLS, needs.tools and not card.tools),
        (Obstacle.TOO_SMALL, card.window is not None and needs.tokens > card.window),
        (Obstacle.TOO_DEAR, option.too_dear),
        (Obstacle.NO_VISION, needs.vision and not card.vision),
        (Obstacle.NO_AUDIO, needs.audio and not card.audio),
    )
    return next((obstacle for obstacle, stands in standing if stands), None)


def _ground(first: Card, own: Sequence[Option], line: Sequence[Option], chosen: str) -> Ground:
    if first.name == chosen:
        return Ground.CHOSEN
    if first.provider == BUILTIN:
        return Ground.ALONE if len(line) == 1 else Ground.LAST
    return Ground.DEFAULT if first.name == own[0].card.name else Ground.FALLBACK
