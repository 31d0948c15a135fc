"""What the built-in model asks for when something is missing, and how it later recognises its own question.

A question repeats what is known of the wish, so that the conversation itself holds all that the model needs.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from models.builtin.intents import Kind
from models.builtin.names import Vocabulary
from models.builtin.reading import read
from models.builtin.times import NO_HOURS, Hours, hours
from models.builtin.wishes import Slot, Wish
from texts import Translator, duration, translator
from texts import date as date_text

_LOCALES = ("en", "ru")
_KNOWN = re.compile(r"(?:\*\*(?P<hall>[^*]+)\*\*|…)(?P<rest>(?: · [^·]+)*)")
_OPEN = "…"
"""Stands where the hall will."""
_MOST_NAMES = 12


def question(slot: Slot, wish: Wish, names: Sequence[str], _: Translator) -> str:
    """Asks for `slot`, after a line with what is known of the wish."""
    asked = _sentence(wish.kind, slot, _)
    if slot == "hall":
        asked = f"{asked} {_choice(names, _)}".strip()
    known = _known(wish, _)
    return f"{known}\n\n{asked}" if known else asked


def asked_in(text: str, today: date) -> tuple[Slot, Wish] | None:
    """What one of our own questions asked for, in any of our languages; None for other texts."""
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines:
        return None
    for kind, slot, sentence in _sentences():
        if lines[-1].startswith(sentence):
            known = _KNOWN.fullmatch(lines[-2]) if len(lines) > 1 and slot != "number" else None
            return slot, _wish(kind, known, today)
    return None


def _sentence(kind: Kind, slot: Slot, _: Translator) -> str:
    if kind == "availability":
        return _("Which hall shall I check?") if slot == "hall" else _("Which day shall I check?")
    match slot:
        case "hall":
            return _("Which hall would you like to book?")
        case "date":
            return _("Which day would you like to book?")
        case "time":
            return _("From what time until what time?")
        case "start":
            return _("From what time?")
        case "end":
            return _("Until what time?")
        case "guests":
            return _("How many guests will come?")
        case "number":
            return _("Which booking shall I cancel? Please give me its number.")


def _sentences() -> Iterator[tuple[Kind, Slot, str]]:
    slots: tuple[Slot, ...] = ("hall", "date", "time", "start", "end", "guests", "number")
    for locale in _LOCALES:
        for slot in slots:
            kind: Kind = "cancel" if slot == "number" else "book"
            yield kind, slot, _sentence(kind, slot, translator(locale))
        for slot in slots[:2]:
            yield "availability", slot, _sentence("availability", slot, translator(locale))


def _choice(names: Sequence[str], _: Translator) -> str:
    if not names:
        return ""
    listed = ", ".join(names[:_MOST_NAMES])
    return _("We have: {halls}.").format(halls=listed + ("…" if len(names) > _MOST_NAMES else ""))


def _known(wish: Wish, _: Translator) -> str:
    parts = [
        f"**{' '.join(wish.hall.replace('*', ' ').split())}**" if wish.hall else "",
        _day(wish.date, _) if wish.date else "",
        _times(wish.hours, _),
        _.plural("{count} guest", "{count} guests", wish.guests).format(count=wish.guests)
        if wish.guests
        else "",
    ]
    known = list(filter(None, parts))
    return " · ".join(known if wish.hall or not known else [_OPEN, *known])


def _day(day: str, _: Translator) -> str:
    try:
        return date_text(date.fromisoformat(day), _.locale)
    except ValueError:
        return day


def _times(known: Hours, _: Translator) -> str:
    if known.start and known.end:
        return f"{known.start}–{known.end}"
    if known.start:
        return _("from {start}").format(start=known.start)
    if known.end:
        return _("until {end}").format(end=known.end)
    return _("for {length}").format(length=duration(known.span, _.locale)) if known.span else ""


def _wish(kind: Kind, known: re.Match[str] | None, today: date) -> Wish:
    if known is None:
        return Wish(kind)
    said = read(known["rest"], Vocabulary(()), today)[0]
    return Wish(
        kind,
        hall=known["hall"],
        date=said.days[-1].text if said.days else None,
        hours=hours(said.phrases, NO_HOURS, said.part),
        guests=said.guests,
    )
