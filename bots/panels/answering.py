"""Which model answers in a session now, why, and what comes after it: in people's words."""

from dataclasses import dataclass

from bots.counter import Asked, Counter
from bots.markup import plain
from bots.panels.refusals import used_up
from graphs.modes import Mode
from graphs.standing_in import only_built_in
from models.card_words import known_as
from models.choice import BUILTIN, Decision, Ground
from models.choice_words import answering, passed_over
from storage.sessions import Session
from texts import in_a_row, listed


@dataclass(frozen=True, slots=True)
class Answering:
    """`model` is who answers, empty where nobody would; `because` tells that with its reason, `more` who is passed over
    and who comes next. Markdown. `elsewhere` are the models of modes that have another one, by the mode's name.
    """

    model: str
    because: str
    more: str
    elsewhere: dict[str, str]

    def told(self, locale: str) -> str:
        return in_a_row((self.because, self.more), locale)


async def who_answers(session: Session, asked: Asked, counter: Counter) -> Answering:
    too_dear = await counter.affords(asked, session)
    if too_dear is None:
        return Answering("", used_up(asked, counter).text, "", {})
    mode = counter.mode_of(session)
    decision = counter.decision(mode, session.model, too_dear)
    nobody = _nobody(decision, mode, asked)
    elsewhere = {
        each.name: _name(other.model, asked, counter)
        for each in counter.modes()
        if (other := counter.decision(counter.specific(each), session.model, too_dear)).model
        != decision.model
        and not _nobody(other, each, asked)
    }
    passed = passed_over(decision, counter.models.cards, asked._)
    if nobody:
        return Answering("", nobody, plain(passed), elsewhere)
    because = answering(decision, counter.models.cards, asked._)
    more = in_a_row((passed, _next(decision, mode, asked, counter)), asked.locale)
    return Answering(_name(decision.model, asked, counter), plain(because), plain(more), elsewhere)


def _nobody(decision: Decision, mode: Mode, asked: Asked) -> str:
    """Why there is nobody to answer; empty where there is somebody."""
    _ = asked._
    if decision.model != BUILTIN:
        return ""
    if decision.ground is Ground.LAST and not mode.tools:
        return _("No model answers here right now. What you write is kept, and you can try again later.")
    return "" if mode.built_in else plain(only_built_in(mode, decision, asked.locale))


def _next(decision: Decision, mode: Mode, asked: Asked, counter: Counter) -> str:
    """Who would be asked after the one who answers. The built-in model stands in only for what it is good at."""
    _ = asked._
    if decision.model == BUILTIN:
        return ""
    after = decision.order[decision.order.index(decision.model) + 1 :]
    names = [
        _("the built-in model") if name == BUILTIN else _name(name, asked, counter)
        for name in after
        if name != BUILTIN or mode.tools
    ]
    if not names:
        return _("If it can't, what you write is kept, and you can try again.")
    return _("Next in line: {names}.").format(names=listed(names, asked.locale))


def _name(model: str, asked: Asked, counter: Counter) -> str:
    card = next((card for card in counter.models.cards if card.name == model), None)
    return known_as(card, asked._) if card else model
