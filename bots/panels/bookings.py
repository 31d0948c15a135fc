"""A person's bookings: one of them, and the lists of those to come and of earlier ones."""

from zoneinfo import ZoneInfo

from bots.counter import Asked, Counter
from bots.panels.booking import PANEL
from bots.panels.values import packed, value
from graphs.dialogue import Button, Option, Panel, Reply, Select
from storage.booking_tables import Booking
from storage.halls import Hall
from texts import clauses, short_date
from tools.diary import times
from tools.own_bookings import earlier, may_show, not_shown, own_booking, receipt_of, upcoming
from tools.summary import line_of

PAGE = 8
_Row = tuple[Booking, Hall]


async def show_booking(asked: Asked, counter: Counter, booking: Booking, said: str = "") -> Reply:
    """A booking as it stands, with what can be done; `said` comes before."""
    caller = asked.caller
    text = await receipt_of(counter.desk, booking, caller)
    panel = counter.booking_panels.of(booking, caller)
    return Reply(f"{said}\n\n{text}" if said else text, panel, aside=True)


async def shown_booking(asked: Asked, counter: Counter, number: int) -> Booking | Reply:
    """The person's own booking of that number, or why it isn't shown."""
    _, caller = asked._, asked.caller
    booking = await own_booking(counter.desk, number, caller)
    if booking is None:
        return Reply(_("You have no booking {number}.").format(number=number), aside=True)
    if may_show(booking, caller):
        return booking
    link = counter.link(asked.place.platform, f"b_{number}")
    panel = Panel(((Button(_("Go on in private"), url=link),),)) if link else None
    return Reply(not_shown(number, _), panel, aside=True)


async def show_upcoming(asked: Asked, counter: Counter, page: int = 0) -> Reply:
    _ = asked._
    found = await upcoming(counter.desk, asked.caller)
    page = max(0, min(page, (len(found) - 1) // PAGE))
    shown = found[page * PAGE : (page + 1) * PAGE]
    text = _listed(_("Your bookings:"), shown, asked) if shown else _("You have no upcoming bookings.")
    if not asked.caller.alone:
        here = _(
            "Others read along here, so only what was booked here is shown. Ask me in private for the others."
        )
        text = f"{text}\n\n{here}"
    beside = _turning("list", page, asked, more=len(found) > (page + 1) * PAGE)
    book = Button(_("Book a hall"), value("k", asked.user.id, "halls"), "plain" if shown else "primary")
    past = Button(_("Earlier bookings"), value(PANEL, asked.user.id, "past"))
    return Reply(text, _panel(shown, (beside, (book, past)), asked), aside=True)


async def show_past(asked: Asked, counter: Counter, page: int = 0) -> Reply:
    """Those that are over, cancelled or expired, the latest first."""
    _ = asked._
    found = await earlier(counter.desk, asked.caller, page * PAGE, PAGE + 1)
    shown = found[:PAGE]
    text = (
        _listed(_("Your earlier bookings:"), shown, asked) if shown else _("There are no earlier bookings.")
    )
    beside = _turning("past", page, asked, more=len(found) > PAGE)
    back = Button(_("‹ Back"), value(PANEL, asked.user.id, "list"))
    return Reply(text, _panel(shown, (beside, (back,)), asked), aside=True)


async def booking_at(asked: Asked, counter: Counter, number: int) -> Reply:
    booking = await shown_booking(asked, counter, number)
    return booking if isinstance(booking, Reply) else await show_booking(asked, counter, booking)


def _panel(shown: list[_Row], rows: tuple[tuple[Button, ...], ...], asked: Asked) -> Panel:
    select = Select(asked._("Booking"), tuple(_option(booking, hall, asked) for booking, hall in shown))
    return Panel(tuple(row for row in rows if row), (select,) if shown else ())


def _option(booking: Booking, hall: Hall, asked: Asked) -> Option:
    zone = ZoneInfo(hall.time_zone)
    day = short_date(booking.start.astimezone(zone).date(), asked.locale)
    label = clauses((hall.name, day, times((booking.start, booking.end), zone, asked.locale)), asked.locale)
    return Option(label, value(PANEL, asked.user.id, "see", packed(booking.id)))


def _listed(heading: str, shown: list[_Row], asked: Asked) -> str:
    return "\n".join([heading, "", *(f"- {line_of(booking, hall, asked.caller)}" for booking, hall in shown)])


def _turning(action: str, page: int, asked: Asked, *, more: bool) -> tuple[Button, ...]:
    _, mine = asked._, asked.user.id
    back = (Button(_("‹ Back"), value(PANEL, mine, action, packed(page - 1))),) if page else ()
    on = (Button(_("More ›"), value(PANEL, mine, action, packed(page + 1))),) if more else ()
    return back + on
