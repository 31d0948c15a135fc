"""Lengths of time, in minutes: "two and a half hours", "на полтора часа", "90 min"."""

import re
from dataclasses import dataclass

from models.builtin.sheet import Area, Sheet


@dataclass(frozen=True, slots=True)
class Span:
    minutes: int


SPAN: Area[Span] = Area(0xEC00, Span)

_HOURS = r"(?:hours?|hrs?|h|час(?:а|ов|ик|ика|иков)?|ч)\b\.?"
_MINS = r"(?:minutes?|mins?|m|минут[аыку]*|мин)\b\.?"
_FLAGS = re.IGNORECASE

_HALF_MORE = re.compile(
    rf"(?<![\w.:])(?P<n>\d{{1,2}})\s+(?:and\s+a\s+half\s*-?{_HOURS}|{_HOURS}\s+and\s+a\s+half"
    rf"|с\s+половиной\s+{_HOURS}|{_HOURS}\s+с\s+половиной)",
    _FLAGS,
)
_ONE_HALF = re.compile(
    r"(?<!\w)(?:(?:an?|1)\s+hour\s+and\s+a\s+half|(?:1\s+)?час(?:ик)?\s+с\s+половиной|полтор[аы]\s+час\w*"
    r"|1\s+and\s+a\s+half\s+hours?)(?!\w)",
    _FLAGS,
)
_HALF = re.compile(
    r"(?<!\w)(?:half\s+(?:an\s+)?hour|a\s+half\s*-?hour|полчас(?:а|ика|ик)?|пол\s+часа)(?!\w)", _FLAGS
)
_BOTH = re.compile(
    rf"(?<![\w.:])(?P<h>\d{{1,2}})\s*{_HOURS}\s*(?:and\s+|и\s+)?(?P<m>\d{{1,2}})\s*{_MINS}"
    rf"|(?<![\w.:])(?P<h2>\d)h(?P<m2>\d\d)\b",
    _FLAGS,
)
_PLAIN = re.compile(
    rf"(?<![\w.:])(?P<n>\d{{1,2}}(?:[.,]\d{{1,2}})?)\s*-?\s*(?:{_HOURS}|часов\w+)(?!\w)", _FLAGS
)
_MINUTES = re.compile(rf"(?<![\w.:])(?P<n>\d{{1,3}})\s*-?\s*{_MINS}(?!\w)", _FLAGS)
_COUPLE = re.compile(
    r"(?<!\w)(?:(?:a\s+)?couple(?:\s+of)?\s+(?:hours?|hrs)|пар[ау]\s+час\w+|парочк[ау]\s+час\w+)(?!\w)",
    _FLAGS,
)
_SWAPPED = re.compile(r"(?<!\w)час(?:а|ов|ика|иков)\s+(?:на\s+)?(?P<n>\d{1,2})(?!\w|[:.]\d)", _FLAGS)
_HOUR = re.compile(
    r"(?<!\w)(?:(?:an?|1|whole)\s+hour|(?<!per )(?<!an )hour(?=\s+(?:later|earlier|longer|more))"
    r"|(?:1\s+|на\s+)?час(?:ик|ок)?|часом(?=\s+(?:позже|раньше))|часик\w*)(?!\w)",
    _FLAGS,
)


def mark_spans(sheet: Sheet) -> None:
    """Replaces the lengths of time that the sheet's text names with `SPAN` marks."""
    sheet.mark(_HALF_MORE, SPAN, lambda match: Span(int(match["n"]) * 60 + 30))
    sheet.mark(_ONE_HALF, SPAN, lambda _: Span(90))
    sheet.mark(_HALF, SPAN, lambda _: Span(30))
    sheet.mark(_COUPLE, SPAN, lambda _: Span(120))
    sheet.mark(_BOTH, SPAN, _both)
    sheet.mark(_PLAIN, SPAN, lambda match: Span(round(float(match["n"].replace(",", ".")) * 60)))
    sheet.mark(_MINUTES, SPAN, lambda match: Span(int(match["n"])))
    sheet.mark(_SWAPPED, SPAN, lambda match: Span(int(match["n"]) * 60))
    sheet.mark(_HOUR, SPAN, lambda _: Span(60))


def _both(match: re.Match[str]) -> Span:
    hours, minutes = match["h"] or match["h2"], match["m"] or match["m2"]
    return Span(int(hours) * 60 + int(minutes))
