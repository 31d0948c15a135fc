"""A hall as a person sees it, in short lines that read well on a phone."""

from collections.abc import Mapping
from itertools import groupby

from storage.halls import Hall
from texts import Translator, clauses, labelled_boldly, money, translator
from tools.opening import Hours
from tools.refund import refund_policy
from tools.typed import clock


def card(hall: Hall, locale: str) -> str:
    """Name, description, opening hours, capacity, price, refunds and rules."""
    _ = translator(locale)
    lines = [
        (_("Opening hours"), weekly_hours(hall.hours, _)),
        (_("Capacity"), _capacity(hall.capacity, _)),
        (_("Price"), price_per_hour(hall, locale)),
        (_("Refund"), refund_policy(hall.refund_hours, locale)),
        (_("Rules"), in_locale(hall.rules, locale)),
    ]
    items = "\n".join(f"- {_item(name, text, locale)}" for name, text in lines if text)
    return "\n\n".join(
        part for part in (f"### {hall.name}", in_locale(hall.description, locale), items) if part
    )


def in_short(hall: Hall, locale: str) -> str:
    """Its capacity in a few words."""
    return _capacity(hall.capacity, translator(locale))


def price_per_hour(hall: Hall, locale: str) -> str:
    _ = translator(locale)
    return _("{price} per hour").format(price=money(hall.price_per_hour, hall.currency, locale))


def in_locale(texts: Mapping[str, str], locale: str) -> str:
    """What the owner wrote in this language, else in English, else in any; empty where they wrote nothing."""
    language = locale.replace("-", "_").split("_")[0]
    wanted = (texts.get(locale), texts.get(language), texts.get("en"), *texts.values())
    return next((text.strip() for text in wanted if text and text.strip()), "")


def weekly_hours(hours: Hours, _: Translator) -> str:
    """A week in few words, e.g. Mon–Fri 09:00–22:00, Sat 10:00–18:00, Sun closed."""
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    parts: list[str] = []
    for opening, group in groupby(range(7), key=lambda day: hours[day]):
        days = list(group)
        said = _("closed") if opening is None else f"{clock(opening[0])}–{clock(opening[1])}"
        if len(days) == 7:
            return said if opening is None else _("every day {hours}").format(hours=said)
        first, last = names[days[0]], names[days[-1]]
        named = first if first == last else _("{first}–{last}").format(first=first, last=last)
        parts.append(f"{named} {said}")
    return clauses(parts, _.locale)


def _capacity(guests: int, _: Translator) -> str:
    return _.plural("up to {count} guest", "up to {count} guests", guests).format(count=guests)


def _item(name: str, text: str, locale: str) -> str:
    """One line beside its label, several under it so that they stay in its list item."""
    if "\n" not in text:
        return labelled_boldly(name, text, locale)
    return "\n  ".join([labelled_boldly(name, "", locale).rstrip(), *text.splitlines()])
