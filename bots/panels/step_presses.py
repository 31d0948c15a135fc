"""What becomes of a press in a booking step by step. What was chosen is checked anew each time."""

from collections.abc import Awaitable, Callable
from hashlib import sha256

from bots.counter import Asked, Counter
from bots.panels.bookings import show_booking
from bots.panels.filling import filled_in
from bots.panels.hall_presses import diary_from
from bots.panels.halls import which_hall_panel
from bots.panels.picking_guests import check_panel, guests_panel, offers_panel
from bots.panels.picking_times import days_panel, lengths_panel, starts_panel
from bots.panels.refusals import no_such_hall, outdated
from bots.panels.steps import LONGEST_ANSWER
from bots.panels.values import Pressed, unpacked
from graphs.dialogue import Reply
from storage.bookings import Taken
from storage.halls import Hall
from storage.minutes import moment
from tools.free_times import slot_at
from tools.holding import hold
from tools.objections import SHORTEST, crowd_problem, objection_to
from tools.opening import DAY, Slot, Wanted, minutes_of
from tools.picked import Picked, check_picked, diary_of, examine_picked
from tools.problem import Problem
from tools.typed import read_minute, read_number
from tools.wish import unreadable_time

_MOST_NUMBERS = 6
_LAST_MINUTE = 10**8
"""Since the epoch; no button stands for a later one."""

_Step = Callable[[Asked, Counter, Hall, tuple[int, ...]], Awaitable[Reply]]


async def press_step(asked: Asked, counter: Counter, pressed: Pressed) -> Reply:
    _ = asked._
    if pressed.action == "halls":
        return which_hall_panel(await counter.desk.halls.all(), asked)
    if pressed.action == "leave":
        return Reply(_("All right, nothing was booked."), aside=True, replaces=True)
    take, numbers = _STEPS.get(pressed.action), unpacked(pressed.argument, _MOST_NUMBERS)
    if take is None or numbers is None or max(numbers) > _LAST_MINUTE * 10:
        return outdated(asked)
    hall = await counter.desk.halls.get(numbers[0])
    return no_such_hall(asked) if hall is None else await take(asked, counter, hall, numbers[1:])


async def show_days(asked: Asked, counter: Counter, hall: Hall) -> Reply:
    diary, first = await diary_from(counter, hall, 0)
    return days_panel(diary, first, asked)


async def _days(asked: Asked, counter: Counter, hall: Hall, numbers: tuple[int, ...]) -> Reply:
    diary, first = await diary_from(counter, hall, numbers[0])
    return days_panel(diary, first, asked)


async def _starts(asked: Asked, counter: Counter, hall: Hall, numbers: tuple[int, ...]) -> Reply:
    diary, day = await diary_from(counter, hall, numbers[0])
    return starts_panel(diary, day, numbers[1], asked)


async def _clock(asked: Asked, counter: Counter, hall: Hall, numbers: tuple[int, ...]) -> Reply:
    """A start that is filled in."""
    _ = asked._
    words = await filled_in(asked, counter, _("When shall it begin? For example 18:15."), LONGEST_ANSWER)
    if isinstance(words, Reply):
        return words
    diary, day = await diary_from(counter, hall, numbers[0])
    minute = read_minute(words)
    if minute is None:
        return starts_panel(diary, day, 0, asked, unreadable_time(words, _))
    slot = Slot(day, minute, minute + SHORTEST)
    objection = objection_to(slot, diary, _)
    if objection is not None:
        return starts_panel(diary, day, 0, asked, objection)
    return lengths_panel(diary, slot.interval(diary.zone)[0], asked)


async def _lengths(asked: Asked, counter: Counter, hall: Hall, numbers: tuple[int, ...]) -> Reply:
    picked = _picked(hall, (numbers[0], SHORTEST))
    return lengths_panel(await diary_of(counter.desk, picked), picked.start, asked)


async def _end(asked: Asked, counter: Counter, hall: Hall, numbers: tuple[int, ...]) -> Reply:
    """An end that is filled in; one before the start is the next day's."""
    _ = asked._
    words = await filled_in(asked, counter, _("When shall it end? For example 21:30."), LONGEST_ANSWER)
    if isinstance(words, Reply):
        return words
    picked = _picked(hall, (numbers[0], SHORTEST))
    diary = await diary_of(counter.desk, picked)
    end, begins = read_minute(words), slot_at(picked.start, SHORTEST, diary.zone)
    if end is None or begins is None:
        return lengths_panel(diary, picked.start, asked, unreadable_time(words, _))
    slot = Slot(begins.day, begins.start, end if end > begins.start else end + DAY)
    objection = objection_to(slot, diary, _)
    if objection is not None:
        return lengths_panel(diary, picked.start, asked, objection)
    return guests_panel(diary, picked.start, minutes_of(slot.interval(diary.zone)), asked)


async def _guests(asked: Asked, counter: Counter, hall: Hall, numbers: tuple[int, ...]) -> Reply:
    picked = _picked(hall, numbers)
    diary = await diary_of(counter.desk, picked)
    checked = examine_picked(picked, diary, asked.locale)
    if isinstance(checked, Problem):
        return await _others(asked, counter, picked, checked.text)
    return guests_panel(diary, picked.start, picked.minutes, asked)


async def _people(asked: Asked, counter: Counter, hall: Hall, numbers: tuple[int, ...]) -> Reply:
    """A number of guests that is filled in."""
    _ = asked._
    words = await filled_in(asked, counter, _("How many guests will come? Send me a number."), LONGEST_ANSWER)
    if isinstance(words, Reply):
        return words
    picked = _picked(hall, numbers)
    diary = await diary_of(counter.desk, picked)
    count = read_number(words) or 0
    wrong = crowd_problem(count, hall, await counter.desk.halls.all(), _)
    if wrong is not None:
        return guests_panel(diary, picked.start, picked.minutes, asked, wrong)
    return await _check(asked, counter, hall, (*numbers[:2], count))


async def _check(asked: Asked, counter: Counter, hall: Hall, numbers: tuple[int, ...]) -> Reply:
    picked = _picked(hall, numbers)
    checked = await check_picked(counter.desk, picked, asked.locale)
    if isinstance(checked, Problem):
        return await _refused(asked, counter, picked, checked)
    return check_panel(checked, counter.desk, asked)


async def _hold(asked: Asked, counter: Counter, hall: Hall, numbers: tuple[int, ...]) -> Reply:
    """Holds it once, however often the same button is pressed."""
    _, desk = asked._, counter.desk
    operation = sha256(f"{asked.user.id}/{hall.id}/{numbers}".encode()).hexdigest()[:24]
    # Before anything else: a second press and a replay must not find the time taken by their own booking.
    done = await desk.bookings.by_operation(operation)
    if done is not None:
        return await show_booking(asked, counter, done)
    picked, price = _picked(hall, numbers), numbers[3]
    checked = await check_picked(desk, picked, asked.locale)
    if isinstance(checked, Problem):
        return await _refused(asked, counter, picked, checked)
    if checked.price != price:
        changed = _(
            "The price has been changed meanwhile, so nothing is booked yet. This is how it stands now:"
        )
        return check_panel(checked, desk, asked, changed)
    try:
        booking = await hold(desk, operation, checked, asked.caller)
    except Taken:
        sorry = _("Someone else has just taken this time, so nothing was booked.")
        return await _others(asked, counter, picked, sorry)
    return await show_booking(asked, counter, booking)


async def _refused(asked: Asked, counter: Counter, picked: Picked, problem: Problem) -> Reply:
    """What to pick instead: other times, or fewer guests."""
    diary = await diary_of(counter.desk, picked)
    if isinstance(examine_picked(picked, diary, asked.locale), Problem):
        return await _others(asked, counter, picked, problem.text)
    return guests_panel(diary, picked.start, picked.minutes, asked, problem.text)


async def _others(asked: Asked, counter: Counter, picked: Picked, said: str) -> Reply:
    diary = await diary_of(counter.desk, picked)
    local = picked.start.astimezone(diary.zone)
    wanted = Wanted(local.date(), local.hour * 60 + local.minute, picked.minutes)
    return offers_panel(picked, diary.nearest(wanted), diary, asked, said)


def _picked(hall: Hall, numbers: tuple[int, ...]) -> Picked:
    """Of the start, the length and the guests."""
    start, length, guests = (*numbers, 0)[:3]
    return Picked(hall, moment(min(start, _LAST_MINUTE)), max(length, SHORTEST), guests or None)


_STEPS: dict[str, _Step] = {
    "days": _days,
    "starts": _starts,
    "clock": _clock,
    "lengths": _lengths,
    "end": _end,
    "guests": _guests,
    "people": _people,
    "check": _check,
    "hold": _hold,
}
