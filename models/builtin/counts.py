"""Numbers that aren't times: how many guests come, and which booking is meant."""

import re
from dataclasses import dataclass

from models.builtin.sheet import Area, Sheet


@dataclass(frozen=True, slots=True)
class Guests:
    """How many are expected; of "20-25" the larger, so that there is room for all."""

    count: int


@dataclass(frozen=True, slots=True)
class BookingNumber:
    number: int


GUESTS: Area[Guests] = Area(0xE400, Guests)
BOOKING_NUMBER: Area[BookingNumber] = Area(0xE600, BookingNumber)

_FLAGS = re.IGNORECASE
_WHO = (
    r"(?:people|persons?|guests?|attendees|participants|visitors|kids|children|adults|friends|colleagues"
    r"|students|employees|heads|seats|of\s+us|человек(?:а|ам)?|чел\b\.?|гост(?:ей|я|ям|ями|и)|людей"
    r"|персон[аы]?|участник\w*|дет(?:ей|и|ишек)|взрослых|друзей|коллег|сотрудник\w*|студент\w*|мест\b|душ\b"
    r"|ч-к)"
)
_AMOUNT = r"(?P<n>\d{1,5})(?:\s*(?:-|to|or|до|или|and|и)\s*(?P<most>\d{1,5}))?"
_COUNTED = re.compile(
    rf"(?<![\w.:,-])(?:(?:from|от|between)\s+)?{_AMOUNT}\s*\+?\s*(?:(?:invited|adult|young|more|приглашенных"
    rf"|взрослых|моих|наших)\s+)?{_WHO}(?!\w)",
    _FLAGS,
)
_GROUP = re.compile(
    rf"(?<!\w)(?:(?:party|group|company|team|class|crowd)\s+of(?:\s+(?:about|around|up\s+to))?"
    rf"|we(?:\s+are|'re|\s+will\s+be|'ll\s+be)|there\s+will\s+be|there'll\s+be|guests?\s*[:=]|people\s*[:=]"
    rf"|гостей\s*[:=]|человек\s*[:=]?|количество\s+гостей\s*[:=-]?|нас\s+(?:будет\s+|около\s+|примерно\s+)*"
    rf"|компани[яией]\w?\s+(?:в|из|на)|групп[аыуе]\s+(?:в|из|на))\s*(?:about\s+|около\s+|на\s+"
    rf"|до\s+)?{_AMOUNT}(?![\w:]|[.,]\d|\s*[ap]\.?m\b)",
    _FLAGS,
)
_SUM = re.compile(rf"{GUESTS.any}\s*(?:\+|,|and|plus|и|плюс)\s*{GUESTS.any}", _FLAGS)
_TOGETHER = re.compile(r"(?<!\w)(?:вдвоем|втроем|вчетвером|впятером|вшестером)(?!\w)", _FLAGS)
_TOGETHER_COUNTS = {"вдвоем": 2, "втроем": 3, "вчетвером": 4, "впятером": 5, "вшестером": 6}

_BOOKING = (
    r"(?:bookings?|reservations?|брон[иьеюя]\w{0,2}|бронирован\w+|заявк\w+|резерв\w*"
    r"|id)(?:\s+(?:with|по|под))?"
)
_SIGN = r"(?:#|№|n[o°]\.?(?=\s*\d)|num(?:ber)?|номер(?:ом|а)?|n\b|id)"
_NUMBERED = re.compile(
    rf"(?<!\w)(?:{_BOOKING}\s*{_SIGN}?|{_SIGN}(?<!n)(?<!id))\s*[:=]?\s*(?P<n>\d{{1,9}})(?![\w:]|[.,-]\d"
    rf"|\s*(?:-|to\b|till?\b|до\b)\s*\d|\s*(?:[ap]\.?m\b|час|hours?|h\b|ч\b|утра|вечера|дня))",
    _FLAGS,
)
_SIGNED = re.compile(r"(?:#|№)\s*(?P<n>\d{1,9})(?!\w)")


def mark_guests(sheet: Sheet) -> None:
    """Replaces the numbers of people that the sheet's text names with `GUESTS` marks."""
    sheet.mark(_COUNTED, GUESTS, _guests)
    sheet.mark(_GROUP, GUESTS, _guests)
    sheet.mark(_SUM, GUESTS, lambda match: Guests(sum(each.count for each in sheet.values(GUESTS, match[0]))))
    sheet.mark(_TOGETHER, GUESTS, lambda match: Guests(_TOGETHER_COUNTS[match[0].lower()]))


def mark_booking_numbers(sheet: Sheet) -> None:
    """Replaces the number in "booking 12", "#12" and "бронь номер 12" with a `BOOKING_NUMBER` mark."""

    def numbered(match: re.Match[str]) -> str:
        word = match[0][: match.start("n") - match.start()]
        return word + (sheet.put(BOOKING_NUMBER, BookingNumber(int(match["n"]))) or match["n"])

    sheet.mark(_SIGNED, BOOKING_NUMBER, lambda match: BookingNumber(int(match["n"])))
    sheet.text = _NUMBERED.sub(numbered, sheet.text)


def _guests(match: re.Match[str]) -> Guests:
    return Guests(max(int(match["n"]), int(match["most"] or 0)))
