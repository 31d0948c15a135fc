"""Which model answers now and why, in people's words."""

from collections.abc import Sequence

from models.card import Card
from models.card_words import known_as
from models.choice import Decision, Ground, Obstacle, Passed
from texts import Translator, in_a_row


def explained(decision: Decision, cards: Sequence[Card], _: Translator) -> str:
    """A sentence for who answers, and one for each who comes before them and doesn't."""
    return in_a_row((answering(decision, cards, _), passed_over(decision, cards, _)), _.locale)


def answering(decision: Decision, cards: Sequence[Card], _: Translator) -> str:
    return _answers(decision.ground, _).format(model=_names(cards, _).get(decision.model, decision.model))


def passed_over(decision: Decision, cards: Sequence[Card], _: Translator) -> str:
    names = _names(cards, _)
    sentences = [_passed(each, names.get(each.model, each.model), _) for each in decision.passed]
    return in_a_row(sentences, _.locale)


def _names(cards: Sequence[Card], _: Translator) -> dict[str, str]:
    return {card.name: known_as(card, _) for card in cards}


def _answers(ground: Ground, _: Translator) -> str:
    match ground:
        case Ground.CHOSEN:
            return _("{model} answers now: it was chosen for this session.")
        case Ground.DEFAULT:
            return _("{model} answers now: it is the mode's own.")
        case Ground.FALLBACK:
            return _("{model} answers now: it is the next in line.")
        case Ground.LAST:
            return _("The built-in model answers now: no other is left.")
        case Ground.ALONE:
            return _("The built-in model answers: there is no other.")


def _passed(passed: Passed, model: str, _: Translator) -> str:
    sentences = {
        Obstacle.NOT_ALLOWED: _("{model} was chosen, but this mode has a model of its own."),
        Obstacle.GONE: _("{model} was chosen, but is no longer there."),
        Obstacle.DOWN: _("{model} is left out while its server doesn't answer."),
        Obstacle.NO_TOOLS: _("{model} is left out: it can't use tools."),
        Obstacle.NO_VISION: _("{model} comes later: it can't see pictures."),
        Obstacle.NO_AUDIO: _("{model} comes later: it can't hear recordings."),
        Obstacle.TOO_SMALL: _("{model} is left out: this is too long for it."),
        Obstacle.TOO_DEAR: _("{model} is left out: today's budget doesn't reach for it."),
    }
    return sentences[passed.obstacle].format(model=model)
