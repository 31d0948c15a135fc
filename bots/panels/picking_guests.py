"""The last steps of a booking: its guests, the look at all of it, and what is offered where it can't be had."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bots.counter import Asked
from bots.markup import plain
from bots.panels.steps import LONGEST_ANSWER, back, first_of, heading, in_rows, paragraphs, step
from graphs.dialogue import Button, Input, Panel, Reply
from storage.minutes import minute
from texts import Translator, clauses, duration, short_date
from tools.desk import Desk
from tools.diary import Diary, times, when
from tools.holding import held_sentence
from tools.opening import Interval, minutes_of
from tools.picked import Picked
from tools.summary import summary
from tools.wish import Checked

_CROWDS = (5, 10, 15, 20, 30, 40, 60, 80, 100, 150, 200, 300, 500)
_MOST_CROWDS = 8


def guests_panel(diary: Diary, start: datetime, length: int, asked: Asked, said: str = "") -> Reply:
    _, hall = asked._, diary.hall
    counts = [*[count for count in _CROWDS if count < hall.capacity][-_MOST_CROWDS:], hall.capacity]
    buttons = [
        Button(_guests(count, _), step("check", asked, hall.id, minute(start), length, count))
        for count in counts
    ]
    unknown = Button(_("I don't know yet"), step("check", asked, hall.id, minute(start), length, 0))
    other = Input(
        _("Another number"), step("people", asked, hall.id, minute(start), length), longest=LONGEST_ANSWER
    )
    backwards = back(step("lengths", asked, hall.id, minute(start)), asked)
    what = when((start, start + timedelta(minutes=length)), diary.zone, asked.locale)
    question = _.plural(
        "How many guests? Up to {count} fits.", "How many guests? Up to {count} fit.", hall.capacity
    ).format(count=hall.capacity)
    rows = (*in_rows(buttons, 3), (unknown, backwards))
    return Reply(
        paragraphs(said, heading(diary, what, asked), question), Panel(rows, inputs=(other,)), aside=True
    )


def check_panel(checked: Checked, desk: Desk, asked: Asked, said: str = "") -> Reply:
    """What would be booked. The turn that shows it names the booking that comes of it, so that it comes once."""
    _, hall = asked._, checked.hall
    length, guests = minutes_of((checked.start, checked.end)), checked.guests or 0
    chosen = (hall.id, minute(checked.start), length)
    buttons = (
        Button(_("Confirm"), step("hold", asked, *chosen, guests, checked.price, asked.turn_id), "primary"),
        back(step("guests", asked, *chosen), asked),
        Button(_("Leave it"), step("leave", asked)),
    )
    parts = (
        said or _("Please check and confirm:"),
        summary(checked, desk, asked.caller),
        held_sentence(checked.start, desk, _),
    )
    return Reply(paragraphs(*parts), Panel((buttons,)), aside=True)


def offers_panel(picked: Picked, offers: Sequence[Interval], diary: Diary, asked: Asked, said: str) -> Reply:
    """Other times instead of what can't be had."""
    _, hall = asked._, picked.hall
    buttons = [
        Button(
            clauses(
                (
                    short_date(start.astimezone(diary.zone).date(), asked.locale),
                    times((start, end), diary.zone, asked.locale),
                ),
                asked.locale,
            ),
            step("check", asked, hall.id, minute(start), picked.minutes, picked.guests or 0),
        )
        for start, end in offers
    ]
    day = diary.nearest_day(picked.start.astimezone(diary.zone).date())
    others = Button(_("Other days"), step("days", asked, hall.id, first_of(diary, day).toordinal()))
    found = (
        _("The nearest free times:")
        if offers
        else _("{hall} has no free {length} within two weeks of that day.").format(
            hall=plain(hall.name), length=duration(picked.minutes, asked.locale)
        )
    )
    return Reply(paragraphs(said, found), Panel((*in_rows(buttons, 1), (others,))), aside=True)


def _guests(count: int, _: Translator) -> str:
    return _.plural("{count} guest", "{count} guests", count).format(count=count)
