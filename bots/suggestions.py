"""What somebody may mean who is typing the words of a command."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from rapidfuzz import fuzz, process

from bots.counter import Counter
from bots.markup import shortened
from bots.panels.lines import title_of
from bots.reception import Reception
from graphs.dialogue import Option, Place, Sender
from graphs.modes import choice_title, joined
from models.card_words import known_as
from storage.users import User
from texts import Translator, translator

MOST = 25
LONGEST = 100
"""Characters of a label and of a value."""
LOOKED_THROUGH = 200
ALIKE = 75.0

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Implements `bots.platform.Suggest`. What is suggested is shown to the one who types alone."""

    reception: Reception
    counter: Counter

    async def suggest(
        self, sender: Sender, place: Place, command: str, parameter: str, typed: str
    ) -> Sequence[Option]:
        try:
            known = await self.reception.visits.find(place.platform, sender.id, place.key)
            locale = known[0].locale if known else sender.locale or "en"
            _ = translator(locale)
            if command == "session":
                options = await self._sessions(known[0], _) if known else []
            elif parameter == "hall":
                options = [Option(hall.name, hall.name) for hall in await self.counter.desk.halls.all()]
            else:
                options = self._names(command, typed.casefold(), _)
        except Exception:
            _log.exception("no suggestions", command=command)
            return []
        return matching(options, typed)

    async def _sessions(self, user: User, _: Translator) -> list[Option]:
        page = await self.counter.kept.sessions.page(
            user.id, place=None, with_public=True, offset=0, limit=LOOKED_THROUGH
        )
        return [Option(title_of(one.title, _), one.id) for one in page.sessions]

    def _names(self, command: str, typed: str, _: Translator) -> list[Option]:
        if command == "model":
            default = Option(_("As the mode has it"), "default")
            return [
                default,
                *(Option(known_as(card, _), card.name) for card in self.counter.models.cards),
            ]
        if command == "mode":
            return self._modes(typed, _)
        if command == "system":
            return [Option(_(preset.title), preset.name) for preset in self.counter.presets()]
        return []

    def _modes(self, typed: str, _: Translator) -> list[Option]:
        """The modes; of one that stands there in full, what may be chosen of it too."""
        modes = self.counter.modes()
        chosen = [
            Option(f"{_(mode.title)}: {choice_title(mode, choice, _)}", joined(mode.name, choice))
            for mode in modes
            if typed.startswith((mode.name, _(mode.title).casefold()))
            for choice in mode.choices
        ]
        return [*(Option(_(mode.title), mode.name) for mode in modes), *chosen]


def matching(options: Sequence[Option], typed: str) -> list[Option]:
    """Those that `typed` may mean: first those that begin so, then those that have it, then those alike."""
    wanted = " ".join(typed.casefold().split())
    fitting = [option for option in options if len(option.value) <= LONGEST]
    if wanted:
        labels = [f"{option.label} {option.value}".casefold() for option in fitting]
        scored = process.extract(wanted, labels, scorer=fuzz.partial_ratio, limit=None, score_cutoff=ALIKE)
        order = [(_closeness(labels[at], wanted), -score, at) for _label, score, at in scored]
        fitting = [fitting[at] for _closest, _score, at in sorted(order)]
    return [
        Option(shortened(option.label, LONGEST), option.value, option.description)
        for option in fitting[:MOST]
    ]


def _closeness(label: str, wanted: str) -> int:
    return 0 if label.startswith(wanted) else 1 if wanted in label else 2
