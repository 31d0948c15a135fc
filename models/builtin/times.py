"""What a message says about when in the day: a range, one end, a length, a change to what was said."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.builtin.clocks import (
    CLOCK,
    COUNT,
    Clock,
    Count,
    Part,
    after,
    between,
    in_part,
    mark_clocks,
    mark_counts,
)
from models.builtin.sheet import Area, Sheet
from models.builtin.spans import SPAN, mark_spans


@dataclass(frozen=True, slots=True)
class Phrase:
    """One thing said about the time. `shift` moves both ends, `longer` the end; all lengths are minutes."""

    start: Clock | None = None
    end: Clock | None = None
    span: int = 0
    shift: int = 0
    longer: int = 0

    @property
    def is_range(self) -> bool:
        return self.start is not None and self.end is not None


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when, as HH:MM, as far as known; `span` is the length in minutes that was asked for."""

    start: str | None = None
    end: str | None = None
    span: int | None = None

    @property
    def length(self) -> int | None:
        if self.start is None or self.end is None:
            return self.span
        return minutes_of(self.end) - minutes_of(self.start)


NO_HOURS = Hours()

PHRASE: Area[Phrase] = Area(0xEE00, Phrase)

_FLAGS = re.IGNORECASE
_TIME = rf"(?:{CLOCK.any}|{COUNT.any})"
_AFTERWORD = (
    r"(?:\s*(?P<late>in\s+the\s+(?:evening|afternoon)|вечера|at\s+night)"
    r"|\s*(?P<early>in\s+the\s+morning|утра))?"
)
_RANGE = re.compile(
    rf"(?:(?<!\w)(?P<open>from|between|с|со|от|между)\s+(?:about\s+)?)?(?P<a>{_TIME})\s*(?P<sep>-+|\.\.+|to"
    rf"|till?|'til|until|thru|through|до|по|and|и)\s*(?:about\s+)?(?P<b>{_TIME}){_AFTERWORD}",
    _FLAGS,
)
_STARTS_ENDS = re.compile(
    rf"(?<!\w)(?:start\w*|begin\w*|начал\w*|начин\w*)\s*(?:at|from|time|в|с"
    rf"|[:=-])*\s*(?P<a>{_TIME})[\s,;]*(?:and\s+|и\s+)?(?:end\w*|finish\w*|конец|окончани\w*"
    rf"|заканч\w*)\s*(?:at|time|в|до|[:=-])*\s*(?P<b>{_TIME})",
    _FLAGS,
)
_PAIR = re.compile(rf"(?P<a>{_TIME})\s+(?P<b>{_TIME})")
_START = re.compile(
    rf"(?<!\w)(?:(?:start\w*|begin\w*|начал\w*|начин\w*)\s*(?:at|from|в|во|с|[:=-])*|at|from|after|around"
    rf"|about|@|в|во|с|со|к|от|после|около)\s*(?:about\s+|around\s+|районе\s+)?(?P<a>{_TIME})",
    _FLAGS,
)
_MOVED_TO = re.compile(
    rf"(?<!\w)(?P<lead>(?:change|move|shift|push|switch|перенес\w*|сдвин\w*|передвин\w*)\s+(?:\w+\s+)?)(?:to"
    rf"|на|к)\s*(?P<a>{_TIME})",
    _FLAGS,
)
_END = re.compile(
    rf"(?<!\w)(?:until|till?|'til|to|до|по|by|before|(?:end\w*|finish\w*|конец|заканч\w*"
    rf"|окончани\w*)\s*(?:at|by|в|до|[:=-])*)\s*(?:about\s+)?(?P<b>{_TIME})",
    _FLAGS,
)
_LATER = r"(?P<later>later|позже|попозже|позднее)"
_EARLIER = r"(?P<earlier>earlier|раньше|пораньше)"
_LONGER = r"(?P<longer>longer|more|extra|extend\w*|prolong\w*|lengthen\w*|дольше|подольше|больше|продли\w*)"
_SHORTER = r"(?P<shorter>shorter|less|короче|покороче|меньше|сократи\w*|shorten\w*)"
_CHANGE_AFTER = re.compile(
    rf"(?:на\s+|by\s+|еще\s+(?:на\s+)?)?({SPAN.any})\s*(?:{_LATER}|{_EARLIER}|{_LONGER}|{_SHORTER})(?!\w)",
    _FLAGS,
)
_CHANGE_BEFORE = re.compile(
    rf"(?<!\w)(?:{_LATER}|{_EARLIER}|{_LONGER}|{_SHORTER})\s+(?:it\s+)?(?:еще\s+)?(?:(?:by|на"
    rf"|for)\s*)?({SPAN.any})",
    _FLAGS,
)
_ADDED = re.compile(rf"\+\s*({SPAN.any})")
_SPAN = re.compile(
    rf"(?:(?<!\w)(?:for|на|в\s+течение|lasting|duration|длительность\w*)\s*(?:about\s+"
    rf"|около\s+)?)?({SPAN.any})",
    _FLAGS,
)
_DAYLIKE = 29


def mark_phrases(sheet: Sheet) -> None:
    """Replaces what the text says about hours with `PHRASE` marks; numbers it can't place become `COUNT`."""
    mark_clocks(sheet)
    mark_spans(sheet)
    mark_counts(sheet)
    for pattern in (_CHANGE_AFTER, _CHANGE_BEFORE):
        sheet.mark(pattern, PHRASE, lambda match: _change(match, sheet))
    sheet.mark(_ADDED, PHRASE, lambda match: Phrase(longer=sheet.value(SPAN, match[1]).minutes))
    sheet.mark(_STARTS_ENDS, PHRASE, lambda match: _range(match, sheet))
    sheet.mark(_RANGE, PHRASE, lambda match: _range(match, sheet))
    sheet.mark(_PAIR, PHRASE, lambda match: _pair(match, sheet))
    sheet.mark(_SPAN, PHRASE, lambda match: Phrase(span=sheet.value(SPAN, match[1]).minutes))
    sheet.text = _MOVED_TO.sub(lambda match: _moved_to(match, sheet), sheet.text)
    sheet.mark(_START, PHRASE, lambda match: _one_end(match["a"], sheet, ends=False))
    sheet.mark(_END, PHRASE, lambda match: _one_end(match["b"], sheet, ends=True))
    sheet.mark(re.compile(CLOCK.any), PHRASE, lambda match: Phrase(start=sheet.value(CLOCK, match[0])))


def _time(mark: str, sheet: Sheet) -> Clock:
    values = sheet.values(CLOCK, mark)
    return values[0] if values else sheet.values(COUNT, mark)[0].clock


def _range(match: re.Match[str], sheet: Sheet) -> Phrase | None:
    found = match.groupdict()
    start, end = _time(match["a"], sheet), _time(match["b"], sheet)
    if start.hour > 24 and not sheet.values(CLOCK, match["a"]):
        return None
    if end.hour > _DAYLIKE and not sheet.values(CLOCK, match["b"]):
        return None
    if not _separates(found, bare=bool(sheet.values(COUNT, match["a"]))):
        return None
    if found.get("late") and not end.sure and end.hour < 12:
        end = Clock(end.hour + 12, end.minute, sure=True, spoken=True)
    if found.get("early") and not end.sure:
        end = Clock(end.hour, end.minute, sure=True, spoken=True)
    return Phrase(start, end)


def _separates(found: dict[str, str | None], *, bare: bool) -> bool:
    """Whether the word between two times makes them a range: "and" does so only after "between"."""
    word, opening = (found.get("sep") or "-").lower(), (found.get("open") or "").lower()
    if word in {"and", "и"}:
        return opening in {"between", "между", "from", "с"}
    return bool(opening) or word != "по" or not bare


def _pair(match: re.Match[str], sheet: Sheet) -> Phrase | None:
    """Two hours side by side, as in "tomorrow 18 20"."""
    start, end = _time(match["a"], sheet), _time(match["b"], sheet)
    if max(start.hour, end.hour) > 24 or start == end:
        return None
    return Phrase(start, end)


def _one_end(mark: str, sheet: Sheet, *, ends: bool) -> Phrase | None:
    clock = _time(mark, sheet)
    if clock.hour > _DAYLIKE and not sheet.values(CLOCK, mark):
        return None
    return Phrase(end=clock) if ends else Phrase(start=clock)


def _moved_to(match: re.Match[str], sheet: Sheet) -> str:
    phrase = _one_end(match["a"], sheet, ends=False)
    return f"{match['lead']}{sheet.put(PHRASE, phrase)}" if phrase else match[0]


def _change(match: re.Match[str], sheet: Sheet) -> Phrase:
    minutes = sheet.values(SPAN, match[0])[0].minutes
    if match["later"] or match["earlier"]:
        return Phrase(shift=minutes if match["later"] else -minutes)
    return Phrase(longer=minutes if match["longer"] else -minutes)


def hours(phrases: Sequence[Phrase], earlier: Hours, part: Part | None) -> Hours:
    """What the phrases make of the hours talked about earlier.

    A new start keeps the earlier length, a new end the earlier start.
    """
    start = next((phrase.start for phrase in reversed(phrases) if phrase.start), None)
    end = next((phrase.end for phrase in reversed(phrases) if phrase.end), None)
    now = earlier
    if start and end:
        first, last = between(start, end, part)
        now = Hours(first.text, last.text)
    elif start:
        first = in_part(start, part)
        now = Hours(first.text, _moved(first.text, earlier.length))
    elif end:
        now = replace(earlier, end=_end_after(earlier.start, end, part))
    for phrase in phrases:
        now = _lengthened(now, phrase)
    return now


def _end_after(start: str | None, end: Clock, part: Part | None) -> str:
    if start is None:
        return in_part(end, part).text
    hour, minute = map(int, start.split(":"))
    return after(Clock(hour, minute, sure=True), end).text


def _lengthened(now: Hours, phrase: Phrase) -> Hours:
    if phrase.span and now.start:
        return Hours(now.start, _moved(now.start, phrase.span))
    if phrase.span and now.end:
        return Hours(_moved(now.end, -phrase.span), now.end)
    if phrase.span:
        return Hours(span=phrase.span)
    if phrase.shift:
        return Hours(_moved(now.start, phrase.shift), _moved(now.end, phrase.shift), now.span)
    if phrase.longer and now.end:
        return Hours(now.start, _moved(now.end, phrase.longer))
    return now


def _moved(time: str | None, minutes: int | None) -> str | None:
    """`time` moved; it may leave the day, and whoever is asked about it then says so."""
    if time is None or minutes is None:
        return None
    moved = max(0, minutes_of(time) + minutes)
    return f"{moved // 60:02}:{moved % 60:02}"


def minutes_of(time: str) -> int:
    hour, minute = map(int, time.split(":"))
    return hour * 60 + minute


def as_hour(count: Count) -> Phrase | None:
    """A bare number as a start, where a time was asked for."""
    return Phrase(start=count.clock) if count.value <= _DAYLIKE else None
