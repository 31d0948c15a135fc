"""The steps of a booking that are about when: its day, its start, its length."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from bots.counter import Asked
from bots.markup import plain
from bots.panels.steps import (
    FORTNIGHT,
    LONGEST_ANSWER,
    PANEL,
    back,
    first_of,
    heading,
    in_rows,
    paragraphs,
    step,
)
from bots.panels.values import packed, value
from graphs.dialogue import Button, Input, Panel, Reply
from storage.minutes import minute
from texts import clauses, duration, labelled, listed, money, short_date
from texts import date as date_text
from tools.diary import Diary, times
from tools.free_times import bookable, handy, lengths, starts
from tools.opening import Interval, moment
from tools.pricing import total
from tools.summary import zone_note

MOST_STARTS = 20
"""On a page, so that five rows hold them with what stands below."""


def days_panel(diary: Diary, first: date, asked: Asked, *, panel: str = PANEL) -> Reply:
    """A fortnight from `first`: the days on which something is free. `panel` is where a day leads."""
    _, hall = asked._, diary.hall
    days = [first + timedelta(days=number) for number in range(FORTNIGHT)]
    free = {day: found for day in days if day <= diary.last_day and (found := bookable(diary, day))}
    action = "starts" if panel == PANEL else "day"
    buttons = [
        Button(
            short_date(day, asked.locale),
            value(panel, asked.user.id, action, packed(hall.id, day.toordinal())),
        )
        for day in free
    ]
    lines = [
        labelled(short_date(day, asked.locale), _times(free[day], diary, asked), asked.locale) for day in free
    ]
    question = _("**{hall}**: which day? These are free{zone}:").format(
        hall=plain(hall.name), zone=zone_note(moment(first, 0, diary.zone), hall, asked.caller)
    )
    none = _("**{hall}** has nothing free in these two weeks.").format(hall=plain(hall.name))
    text = "\n".join([question, "", *(f"- {line}" for line in lines)]) if free else none
    backwards = back(value("h", asked.user.id, "see", packed(hall.id)), asked)
    rows = [*in_rows(buttons, 3), (*_fortnights(diary, first, panel, asked), backwards)]
    return Reply(text, Panel(tuple(rows)), aside=True)


def starts_panel(diary: Diary, day: date, page: int, asked: Asked, said: str = "") -> Reply:
    """The whole hours of a day at which it can begin, and what begins a free stretch."""
    _, hall = asked._, diary.hall
    found = handy(starts(diary, day), diary.zone)
    shown = found[page * MOST_STARTS : (page + 1) * MOST_STARTS]
    buttons = [
        Button(f"{start.astimezone(diary.zone):%H:%M}", step("lengths", asked, hall.id, minute(start)))
        for start in shown
    ]
    turning: list[Button] = []
    for label, number in ((_("‹ Earlier"), page - 1), (_("Later ›"), page + 1)):
        if 0 <= number * MOST_STARTS < len(found):
            turning.append(Button(label, step("starts", asked, hall.id, day.toordinal(), number)))
    turning.append(back(step("days", asked, hall.id, first_of(diary, day).toordinal()), asked))
    other = Input(_("Another time"), step("clock", asked, hall.id, day.toordinal()), longest=LONGEST_ANSWER)
    title = heading(diary, date_text(day, asked.locale), asked)
    question = _("When does it begin?") if shown else _("Nothing is free on this day any more.")
    free = labelled(_("Free"), _times(bookable(diary, day), diary, asked), asked.locale) if shown else ""
    rows = (*in_rows(buttons, 4), tuple(turning))
    return Reply(paragraphs(said, title, question, free), Panel(rows, inputs=(other,)), aside=True)


def lengths_panel(diary: Diary, start: datetime, asked: Asked, said: str = "") -> Reply:
    """For how long, with what it costs."""
    _, hall = asked._, diary.hall
    buttons = [
        Button(
            clauses((duration(length, asked.locale), _price(diary, length, asked)), asked.locale),
            step("guests", asked, hall.id, minute(start), length),
        )
        for length in lengths(diary, start)
    ]
    local = start.astimezone(diary.zone)
    backwards = back(step("starts", asked, hall.id, local.date().toordinal()), asked)
    other = Input(_("Another end"), step("end", asked, hall.id, minute(start)), longest=LONGEST_ANSWER)
    what = clauses(
        (date_text(local.date(), asked.locale), _("from {start}").format(start=f"{local:%H:%M}")),
        asked.locale,
    )
    question = (
        _("For how long?") if buttons else _("This time is no longer free. Please go back and pick another.")
    )
    rows = (*in_rows(buttons, 2), (backwards,))
    return Reply(
        paragraphs(said, heading(diary, what, asked), question), Panel(rows, inputs=(other,)), aside=True
    )


def _times(free: Iterable[Interval], diary: Diary, asked: Asked) -> str:
    return listed((times(interval, diary.zone, asked.locale) for interval in free), asked.locale)


def _price(diary: Diary, length: int, asked: Asked) -> str:
    return money(total(diary.hall.price_per_hour, length), diary.hall.currency, asked.locale)


def _fortnights(diary: Diary, first: date, panel: str, asked: Asked) -> list[Button]:
    _, hall = asked._, diary.hall.id
    turning: list[Button] = []
    step = timedelta(days=FORTNIGHT)
    if first > diary.today:
        earlier = max(diary.today, first - step)
        turning.append(
            Button(_("‹ Earlier"), value(panel, asked.user.id, "days", packed(hall, earlier.toordinal())))
        )
    if first + step <= diary.last_day:
        later = (first + step).toordinal()
        turning.append(Button(_("Later ›"), value(panel, asked.user.id, "days", packed(hall, later))))
    return turning
