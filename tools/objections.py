"""What can be wrong with a booking whose date and times are clear, each as a sentence for the person."""

from collections.abc import Sequence

from storage.halls import Hall
from texts import Translator, duration, in_a_row, listed
from texts import date as date_text
from tools.diary import Diary, times, when
from tools.opening import STEP, Slot, Timetable, is_skipped, minutes_of
from tools.typed import clock

SHORTEST = 30
"""Minutes that a booking lasts at least."""


def objection_to(slot: Slot, diary: Diary, _: Translator) -> str | None:
    """The first thing that is wrong with a slot, as a sentence; None where it can be booked."""
    return (
        _clock_problem(slot, diary, _)
        or _length_problem(slot, diary, _)
        or _past_problem(slot, diary, _)
        or _hours_problem(slot, diary, _)
        or _overlap_problem(slot, diary, _)
    )


def _clock_problem(slot: Slot, diary: Diary, _: Translator) -> str | None:
    for minute in (slot.start, slot.end):
        if minute % STEP:
            return _(
                "Bookings start and end on a quarter-hour, like 18:00 or 18:15, and {time} is not one."
            ).format(time=clock(minute))
        if is_skipped(slot.day, minute, diary.zone):
            return _("There is no {time} on this day, as the clocks are put forward: {date}.").format(
                time=clock(minute), date=date_text(slot.day, _.locale)
            )
    return None


def _length_problem(slot: Slot, diary: Diary, _: Translator) -> str | None:
    length = minutes_of(slot.interval(diary.zone))
    if length >= SHORTEST:
        return None
    return _(
        "A booking lasts at least {shortest}, and this is only {length}. Please choose a later end."
    ).format(shortest=duration(SHORTEST, _.locale), length=duration(length, _.locale))


def _past_problem(slot: Slot, diary: Diary, _: Translator) -> str | None:
    start, end = slot.interval(diary.zone)
    if start >= diary.now:
        return None
    return _("This time is in the past: {when}. Please choose a later one.").format(
        when=when((start, end), diary.zone, _.locale)
    )


def _hours_problem(slot: Slot, diary: Diary, _: Translator) -> str | None:
    opening = diary.timetable.opening(slot.day)
    day = date_text(slot.day, _.locale)
    if opening is None:
        return _("{hall} is closed on this day: {date}.").format(hall=diary.hall.name, date=day)
    if covers(diary.timetable, slot):
        return None
    return _("{hall} is open {hours} on this day ({date}), so {times} can't be booked.").format(
        hall=diary.hall.name,
        hours=times(opening, diary.zone, _.locale),
        date=day,
        times=times(slot.interval(diary.zone), diary.zone, _.locale),
    )


def _overlap_problem(slot: Slot, diary: Diary, _: Translator) -> str | None:
    start, end = slot.interval(diary.zone)
    overlapping = [busy for busy in diary.busy if busy[0] < end and start < busy[1]]
    if not overlapping:
        return None
    taken = listed((times(busy, diary.zone, _.locale) for busy in overlapping), _.locale)
    return _("{hall} is already taken {taken} on this day ({date}).").format(
        hall=diary.hall.name, taken=taken, date=date_text(slot.day, _.locale)
    )


def covers(timetable: Timetable, slot: Slot) -> bool:
    """Whether the hall is open all the time of a slot."""
    span = timetable.span(slot.day)
    start, end = slot.interval(timetable.zone)
    return span is not None and span[0] <= start and end <= span[1]


def crowd_problem(guests: int | None, hall: Hall, halls: Sequence[Hall], _: Translator) -> str | None:
    """The sentence for a number of guests that a hall can't take, with the halls that can."""
    if guests is None or 0 < guests <= hall.capacity:
        return None
    if guests < 1:
        return _("The number of guests must be at least 1. Please give it again, or leave it out.")
    sentence = _.plural(
        "{hall} takes up to {capacity} guest.", "{hall} takes up to {capacity} guests.", hall.capacity
    ).format(hall=hall.name, capacity=hall.capacity)
    larger = [f"{other.name} ({other.capacity})" for other in halls if other.capacity >= guests]
    if larger:
        others = _("Large enough: {halls}.").format(halls=listed(larger, _.locale))
    else:
        others = _("None of our halls takes so many. Please ask for fewer guests.")
    return in_a_row((sentence, others), _.locale)
