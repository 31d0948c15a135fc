"""What the assistant can tell about halls. Nothing here says who booked, and nothing is stored."""

from dataclasses import dataclass

from langchain.tools import BaseTool, tool

from texts import translator
from tools.arguments import (
    Day,
    End,
    Guests,
    HallName,
    OptionalDay,
    OptionalEnd,
    OptionalStart,
    Runtime,
    Start,
)
from tools.beside import Beside, Told, refused
from tools.day_page import day_page
from tools.desk import Desk
from tools.diary import read_diary
from tools.free_halls import free_halls
from tools.hall_card import card
from tools.hall_choice import choose_hall
from tools.problem import Problem
from tools.quote import price_sentence, quote
from tools.typed import read_day
from tools.wish import BookingWish, read_coming_day


def hall_tools(desk: Desk) -> list[BaseTool]:
    """Tools that only read."""
    tools = _HallTools(desk)
    return [
        tool(tools.get_halls),
        *(
            tool(one, response_format="content_and_artifact")
            for one in (tools.get_hall, tools.get_hall_price, tools.get_bookings_by_date)
        ),
        tool(tools.find_free_halls),
    ]


@dataclass(frozen=True, slots=True)
class _HallTools:
    desk: Desk

    async def get_halls(self, runtime: Runtime) -> str:
        """List all halls: description, opening hours, capacity, price and rules."""
        locale = runtime.context.locale
        _ = translator(locale)
        halls = await self.desk.halls.all()
        if not halls:
            return _("There are no halls to book yet.")
        count = _.plural("We have {count} hall:", "We have {count} halls:", len(halls)).format(
            count=len(halls)
        )
        return "\n\n".join([count, *(card(hall, locale) for hall in halls)])

    async def get_hall(self, hall: HallName, runtime: Runtime) -> Told:
        """Describe one hall: opening hours, capacity, price and rules."""
        locale = runtime.context.locale
        chosen = choose_hall(hall, await self.desk.halls.all(), locale)
        return refused(chosen) if isinstance(chosen, Problem) else (card(chosen, locale), Beside())

    async def get_hall_price(
        self,
        hall: HallName,
        runtime: Runtime,
        date: OptionalDay = None,
        start: OptionalStart = None,
        end: OptionalEnd = None,
    ) -> Told:
        """Tell a hall's price per hour; given start and end, the total; given a date too, whether it can be
        booked then."""
        locale = runtime.context.locale
        chosen = choose_hall(hall, await self.desk.halls.all(), locale)
        if isinstance(chosen, Problem):
            return refused(chosen)
        if start and end:
            wish = BookingWish(chosen.name, date or "", start, end)
            return await quote(self.desk, chosen, wish, runtime.context), Beside()
        return price_sentence(chosen, locale), Beside()

    async def get_bookings_by_date(self, hall: HallName, date: Day, runtime: Runtime) -> Told:
        """Show when a hall is busy and when it is free on one day."""
        locale = runtime.context.locale
        chosen = choose_hall(hall, await self.desk.halls.all(), locale)
        if isinstance(chosen, Problem):
            return refused(chosen)
        diary = await read_diary(self.desk, chosen, read_day(date))
        day = read_coming_day(date, diary, translator(locale))
        return day if isinstance(day, str) else day_page(diary, day, locale), Beside()

    async def find_free_halls(
        self, date: Day, start: Start, end: End, runtime: Runtime, guests: Guests = None
    ) -> str:
        """Find the halls that can be booked at a given time, each with its capacity and the price for it."""
        return await free_halls(self.desk, date, start, end, guests, runtime.context.locale)
