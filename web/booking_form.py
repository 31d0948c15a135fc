"""The form on a booking's page: what stands in it, what can be chosen, and what came of checking it."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from storage.bookings import Booking
from storage.halls import Hall
from texts import Translator, duration, money, translator
from tools.changing import ChangeWish, CheckedChange
from tools.diary import FURTHEST, when
from tools.objections import SHORTEST
from tools.opening import DAY, STEP, Interval, minutes_of
from tools.typed import clock
from web.body import Form

LONGEST_NAME = 80
LONGEST_CONTACT = 120

_HOUR = 60
_FINE_UP_TO = 4 * _HOUR
"""Up to this length any quarter-hour can be chosen, beyond it any half."""

Choice = tuple[str, str]
"""A value and how it reads."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in the fields: times in the hall's zone, the length in minutes."""

    date: str
    start: str
    length: str
    guests: str
    name: str
    contact: str

    @property
    def wish(self) -> ChangeWish:
        return ChangeWish(self.date, self.start, self.length, self.guests)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a check, in the reader's words.

    `price` is in minor units, what somebody agrees to who saves; `was` is the price before, where it is another.
    `offers` are free times, each a value for the field "offer".
    """

    problems: tuple[str, ...]
    offers: tuple[Choice, ...]
    when: str
    length: str
    amount: str
    price: int
    was: str


@dataclass(frozen=True, slots=True)
class ChangeForm:
    token: str
    entry: Entry
    starts: tuple[Choice, ...]
    lengths: tuple[Choice, ...]
    first_day: date
    last_day: date
    capacity: int
    room: str
    answer: Answer | None
    notice: str
    open: bool


def entry_of(booking: Booking, hall: Hall) -> Entry:
    """The booking as it stands."""
    start = booking.start.astimezone(ZoneInfo(hall.time_zone))
    return Entry(
        date=start.date().isoformat(),
        start=f"{start:%H:%M}",
        length=str(minutes_of((booking.start, booking.end))),
        guests="" if booking.guests is None else str(booking.guests),
        name=booking.name,
        contact=booking.contact,
    )


def entry_typed(form: Form, booking: Booking, hall: Hall) -> Entry:
    """What was typed, and for fields that are missing what is booked; a free time that was chosen goes over it."""
    stands = entry_of(booking, hall)
    day, start = form.get("date", stands.date), form.get("start", stands.start)
    if "offer" in form:
        day, _, start = form["offer"].partition("T")
    return Entry(
        date=day,
        start=start,
        length=form.get("length", stands.length),
        guests=form.get("guests", stands.guests),
        name=tidy(form.get("name", stands.name)),
        contact=tidy(form.get("contact", stands.contact)),
    )


def tidy(typed: str) -> str:
    """One line without what can't be seen."""
    visible = "".join(" " if unicodedata.category(each)[0] in "CZ" else each for each in typed)
    return " ".join(visible.split())


def length_problems(entry: Entry, locale: str) -> tuple[str, ...]:
    """Of name and contact."""
    _ = translator(locale)
    problems: list[str] = []
    if len(entry.name) > LONGEST_NAME:
        problems.append(_("The name is too long: at most {most} characters.").format(most=LONGEST_NAME))
    if len(entry.contact) > LONGEST_CONTACT:
        problems.append(_("The contact is too long: at most {most} characters.").format(most=LONGEST_CONTACT))
    return tuple(problems)


def answer_to(entry: Entry, checked: CheckedChange, booking: Booking, hall: Hall, locale: str) -> Answer:
    zone = ZoneInfo(hall.time_zone)
    wrong = (checked.time_problem, checked.guests_problem, *length_problems(entry, locale))
    interval = checked.interval
    return Answer(
        problems=tuple(problem for problem in wrong if problem),
        offers=tuple(_offer(offer, zone, locale) for offer in checked.offers),
        when=when(interval, zone, locale) if interval else "",
        length=duration(minutes_of(interval), locale) if interval else "",
        amount=money(checked.price, booking.currency, locale) if interval else "",
        price=checked.price,
        was=money(booking.price, booking.currency, locale)
        if interval and checked.price != booking.price
        else "",
    )


def change_form(
    booking: Booking,
    hall: Hall,
    entry: Entry,
    token: str,
    today: date,
    locale: str,
    *,
    answer: Answer | None = None,
    notice: str = "",
) -> ChangeForm:
    """`notice` says above the form why nothing was saved yet."""
    _ = translator(locale)
    return ChangeForm(
        token=token,
        entry=entry,
        starts=_with(entry.start, entry.start, _starts(hall)),
        lengths=_with(entry.length, _length_text(entry.length, locale), _lengths(hall, _)),
        first_day=today,
        last_day=today + FURTHEST,
        capacity=hall.capacity,
        room=_.plural("up to {count} guest", "up to {count} guests", hall.capacity).format(
            count=hall.capacity
        ),
        answer=answer,
        notice=notice,
        open=answer is not None or bool(notice),
    )


def _offer(interval: Interval, zone: ZoneInfo, locale: str) -> Choice:
    start = interval[0].astimezone(zone)
    return f"{start:%Y-%m-%dT%H:%M}", when(interval, zone, locale)


def _starts(hall: Hall) -> list[Choice]:
    """Every quarter-hour at which a booking may start on some day of the week."""
    open_minutes = {
        minute
        for opening in hall.hours
        if opening
        for minute in range(
            -(-opening[0] // STEP) * STEP, opening[1] - (0 if opening[1] == DAY else SHORTEST), STEP
        )
    }
    return [(clock(minute), clock(minute)) for minute in sorted(open_minutes)]


def _lengths(hall: Hall, _: Translator) -> list[Choice]:
    longest = max((closing - opening for opening, closing in filter(None, hall.hours)), default=DAY)
    fine = range(SHORTEST, min(longest, _FINE_UP_TO) + 1, STEP)
    coarse = range(_FINE_UP_TO + 2 * STEP, longest + 1, 2 * STEP)
    return [(str(minutes), duration(minutes, _.locale)) for minutes in (*fine, *coarse)]


def _length_text(typed: str, locale: str) -> str:
    return duration(int(typed), locale) if typed.isdecimal() and len(typed) < 7 else typed


def _with(value: str, text: str, choices: list[Choice]) -> tuple[Choice, ...]:
    """The choices, and what stands in the field already where it is none of them."""
    known = any(value == choice for choice, _ in choices)
    return tuple(choices) if known or not value else ((value, text), *choices)
