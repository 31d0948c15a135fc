"""The halls to pick from, one hall, and one day of it."""

from collections.abc import Sequence
from datetime import date, timedelta

from bots.counter import Asked
from bots.markup import plain
from bots.panels.steps import first_of
from bots.panels.values import packed, value
from graphs.dialogue import Button, Option, Panel, Reply, Select
from storage.halls import Hall
from texts import clauses, labelled, short_date
from tools.day_page import day_page
from tools.diary import Diary
from tools.free_times import bookable
from tools.hall_card import card, in_short, price_per_hour

PANEL = "h"


def halls_panel(halls: Sequence[Hall], asked: Asked) -> Reply:
    """All of them, to look at."""
    _ = asked._
    if not halls:
        return Reply(_("There are no halls to book yet."), aside=True)
    lines = "\n".join(f"- {_line(hall, asked)}" for hall in halls)
    text = f"{_('Our halls:')}\n\n{lines}"
    return Reply(text, Panel(selects=(_hall_select(halls, PANEL, "see", asked),)), aside=True)


def which_hall_panel(halls: Sequence[Hall], asked: Asked, said: str = "") -> Reply:
    """Some of them, to book one; `said` comes before."""
    _ = asked._
    lines = "\n".join(f"- {_line(hall, asked)}" for hall in halls)
    text = said or f"{_('Which hall would you like to book?')}\n\n{lines}"
    return Reply(text, Panel(selects=(_hall_select(halls, "k", "days", asked),)), aside=True)


def hall_panel(hall: Hall, asked: Asked) -> Reply:
    _, mine = asked._, asked.user.id
    rows = (
        (
            Button(_("Book it"), value("k", mine, "days", packed(hall.id)), "primary"),
            Button(_("See free times"), value(PANEL, mine, "days", packed(hall.id))),
        ),
        (Button(_("‹ All halls"), value(PANEL, mine, "all")),),
    )
    return Reply(card(hall, asked.locale), Panel(rows), aside=True)


def day_panel(diary: Diary, day: date, asked: Asked) -> Reply:
    """When it is taken and when free on a day, with the days beside it."""
    _, hall = asked._, diary.hall.id
    rows: list[tuple[Button, ...]] = []
    if bookable(diary, day):
        book = value("k", asked.user.id, "starts", packed(hall, day.toordinal()))
        rows.append((Button(_("Book on this day"), book, "primary"),))
    beside: list[Button] = []
    if day > diary.today:
        beside.append(_day_button("‹ {day}", diary, day - timedelta(days=1), asked))
    if day < diary.last_day:
        beside.append(_day_button("{day} ›", diary, day + timedelta(days=1), asked))
    rows.append(tuple(beside))
    rows.append(
        (
            Button(
                _("‹ Back"),
                value(PANEL, asked.user.id, "days", packed(hall, first_of(diary, day).toordinal())),
            ),
        )
    )
    return Reply(day_page(diary, day, asked.locale), Panel(tuple(rows)), aside=True)


def _day_button(label: str, diary: Diary, day: date, asked: Asked) -> Button:
    pressed = value(PANEL, asked.user.id, "day", packed(diary.hall.id, day.toordinal()))
    return Button(label.format(day=short_date(day, asked.locale)), pressed)


def _hall_select(halls: Sequence[Hall], panel: str, action: str, asked: Asked) -> Select:
    options = tuple(
        Option(hall.name, value(panel, asked.user.id, action, packed(hall.id)), in_short(hall, asked.locale))
        for hall in halls
    )
    return Select(asked._("Hall"), options)


def _line(hall: Hall, asked: Asked) -> str:
    what = clauses((in_short(hall, asked.locale), price_per_hour(hall, asked.locale)), asked.locale)
    return labelled(f"**{plain(hall.name)}**", what, asked.locale)
