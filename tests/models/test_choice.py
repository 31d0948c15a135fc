"""Who answers, and why: the table of cases."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from models.card import Card
from models.choice import Decision, Ground, Needs, Obstacle, Option, Passed, choose
from models.choice_words import explained
from texts import translator

SEEING = Needs(vision=True)
TOOLS = Needs(tools=True)


def card(name: str, **more: Any) -> Card:
    return Card(name, "builtin" if name == "builtin" else "compatible", model=name, **more)


BIG = Option(card("big", window=100_000, vision=True))
SMALL = Option(card("small", window=4_000))
PLAIN = Option(card("plain", tools=False, window=8_000))
EARS = Option(card("ears", audio=True))
BUILTIN = Option(card("builtin"))
DOWN_BIG = Option(BIG.card, down=True)
DOWN_SMALL = Option(SMALL.card, down=True)
DEAR_BIG = Option(BIG.card, too_dear=True)


@dataclass(frozen=True)
class Case:
    """What holds, what goes in, who answers and why, who else may be asked, and who was passed over."""

    says: str
    own: tuple[Option, ...]
    model: str
    ground: Ground
    order: str
    passed: tuple[tuple[str, Obstacle], ...] = ()
    needs: Needs = field(default_factory=Needs)
    chosen: str = ""
    others: tuple[Option, ...] = (BIG, SMALL, PLAIN, EARS, BUILTIN)
    free: bool = True


CASES = (
    Case("nothing is set up", (BUILTIN,), "builtin", Ground.ALONE, "builtin"),
    Case("the mode has a model", (BIG, BUILTIN), "big", Ground.DEFAULT, "big builtin"),
    Case("the mode has several", (SMALL, BIG, BUILTIN), "small", Ground.DEFAULT, "small big builtin"),
    Case("one is chosen", (SMALL, BUILTIN), "big", Ground.CHOSEN, "big small builtin", chosen="big"),
    Case(
        "the mode's second is chosen",
        (SMALL, BIG, BUILTIN),
        "big",
        Ground.CHOSEN,
        "big small builtin",
        chosen="big",
    ),
    Case(
        "the mode's own is chosen", (SMALL, BUILTIN), "small", Ground.CHOSEN, "small builtin", chosen="small"
    ),
    Case("the built-in one is chosen", (BIG, BUILTIN), "builtin", Ground.CHOSEN, "builtin", chosen="builtin"),
    Case(
        "the chosen one is gone",
        (SMALL, BUILTIN),
        "small",
        Ground.DEFAULT,
        "small builtin",
        (("lost", Obstacle.GONE),),
        chosen="lost",
    ),
    Case(
        "the mode lets nobody choose",
        (PLAIN, BUILTIN),
        "plain",
        Ground.DEFAULT,
        "plain builtin",
        (("big", Obstacle.NOT_ALLOWED),),
        chosen="big",
        free=False,
    ),
    Case(
        "the chosen one is the mode's own, which lets nobody choose",
        (PLAIN, BUILTIN),
        "plain",
        Ground.CHOSEN,
        "plain builtin",
        chosen="plain",
        free=False,
    ),
    Case(
        "the first is down",
        (DOWN_BIG, SMALL, BUILTIN),
        "small",
        Ground.FALLBACK,
        "big small builtin",
        (("big", Obstacle.DOWN),),
    ),
    Case(
        "the chosen one is down",
        (SMALL, BUILTIN),
        "small",
        Ground.DEFAULT,
        "big small builtin",
        (("big", Obstacle.DOWN),),
        chosen="big",
        others=(DOWN_BIG, SMALL, BUILTIN),
    ),
    Case(
        "all are down",
        (DOWN_BIG, DOWN_SMALL, BUILTIN),
        "builtin",
        Ground.LAST,
        "big small builtin",
        (("big", Obstacle.DOWN), ("small", Obstacle.DOWN)),
    ),
    Case("a later one is down", (BIG, DOWN_SMALL, BUILTIN), "big", Ground.DEFAULT, "big small builtin"),
    Case(
        "tools are needed",
        (PLAIN, SMALL, BUILTIN),
        "small",
        Ground.FALLBACK,
        "small builtin",
        (("plain", Obstacle.NO_TOOLS),),
        TOOLS,
    ),
    Case(
        "tools are needed and nobody has them",
        (PLAIN, BUILTIN),
        "builtin",
        Ground.LAST,
        "builtin",
        (("plain", Obstacle.NO_TOOLS),),
        TOOLS,
    ),
    Case("tools are not needed", (PLAIN, SMALL, BUILTIN), "plain", Ground.DEFAULT, "plain small builtin"),
    Case(
        "there is a picture",
        (SMALL, BIG, BUILTIN),
        "big",
        Ground.FALLBACK,
        "big small builtin",
        (("small", Obstacle.NO_VISION),),
        SEEING,
    ),
    Case(
        "there is a picture that nobody sees",
        (SMALL, BUILTIN),
        "small",
        Ground.DEFAULT,
        "small builtin",
        (),
        SEEING,
    ),
    Case(
        "there is a picture, and who sees is down",
        (SMALL, DOWN_BIG, BUILTIN),
        "small",
        Ground.DEFAULT,
        "big small builtin",
        (("big", Obstacle.DOWN),),
        SEEING,
    ),
    Case(
        "there is a picture, and the chosen one can't see",
        (BIG, BUILTIN),
        "big",
        Ground.DEFAULT,
        "big small builtin",
        (("small", Obstacle.NO_VISION),),
        SEEING,
        "small",
    ),
    Case(
        "there is a recording",
        (SMALL, EARS, BUILTIN),
        "ears",
        Ground.FALLBACK,
        "ears small builtin",
        (("small", Obstacle.NO_AUDIO),),
        Needs(audio=True),
    ),
    Case(
        "the message is long",
        (SMALL, BIG, BUILTIN),
        "big",
        Ground.FALLBACK,
        "big builtin",
        (("small", Obstacle.TOO_SMALL),),
        Needs(tokens=5_000),
    ),
    Case(
        "it just fits",
        (SMALL, BIG, BUILTIN),
        "small",
        Ground.DEFAULT,
        "small big builtin",
        (),
        Needs(tokens=4_000),
    ),
    Case(
        "an unknown window takes anything",
        (EARS, BUILTIN),
        "ears",
        Ground.DEFAULT,
        "ears builtin",
        (),
        Needs(tokens=10**6),
    ),
    Case(
        "the message is too long for all",
        (SMALL, BUILTIN),
        "builtin",
        Ground.LAST,
        "builtin",
        (("small", Obstacle.TOO_SMALL),),
        Needs(tokens=5_000),
    ),
    Case(
        "the budget doesn't reach",
        (DEAR_BIG, SMALL, BUILTIN),
        "small",
        Ground.FALLBACK,
        "small builtin",
        (("big", Obstacle.TOO_DEAR),),
    ),
    Case(
        "each has something against it",
        (PLAIN, DOWN_SMALL, DEAR_BIG, BUILTIN),
        "builtin",
        Ground.LAST,
        "small builtin",
        (("plain", Obstacle.NO_TOOLS), ("big", Obstacle.TOO_DEAR), ("small", Obstacle.DOWN)),
        TOOLS,
    ),
)


def decided(case: Case) -> Decision:
    return choose(case.own, case.needs, chosen=case.chosen, others=case.others, free=case.free)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_who_answers_and_why(case: Case) -> None:
    passed = tuple(Passed(model, obstacle) for model, obstacle in case.passed)
    assert decided(case) == Decision(case.model, case.ground, tuple(case.order.split()), passed)


@pytest.mark.parametrize("locale", ["en", "ru", "zh"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_every_decision_can_be_told_and_kept(case: Case, locale: str) -> None:
    decision = decided(case)
    told = explained(decision, [option.card for option in case.own], translator(locale))
    assert all(each.model in told for each in decision.passed)
    assert decision.ground in (Ground.LAST, Ground.ALONE) or decision.model in told
    assert Decision.of_values(decision.as_values()) == decision
