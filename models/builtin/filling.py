"""How a message and what was said before it make up one wish."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from models.builtin.clocks import COUNT, Count
from models.builtin.context import Context
from models.builtin.dates import Day, day_of_month
from models.builtin.follow_ups import gives_range
from models.builtin.intents import Kind
from models.builtin.names import Mention
from models.builtin.reading import Said
from models.builtin.times import NO_HOURS, Hours, Phrase, as_hour, hours
from models.builtin.wishes import Wish

_FLAGS = re.IGNORECASE
_REFERS = re.compile(
    r"(?<!\w)(?:it|its|it's|that|there|this|same|again|instead|then|too|also|those|его|ее|их|там|туда|этот"
    r"|эту|этого|этом|это|тот|того|том|то\s+же|так\s+же|тоже|такую|опять|снова|тогда|лучше|вместо)(?!\w)",
    _FLAGS,
)
_LEADS_ON = re.compile(
    r"^\W*(?:and|but|ok\w*|so|then|what\s+about|how\s+about|и|а|но|тогда|ну)(?!\w)", _FLAGS
)
_ANOTHER = re.compile(
    r"(?<!\w)(?:an?|any|another|some|other|different|which|what|whichever|друг\w+|любо\w+|какой-нибудь"
    r"|какой-то|какой|какие|еще)\s+(?:\w+\s+)?(?:hall|room|venue|space|place|зал|помещени\w+"
    r"|площадк\w+)s?(?!\w)",
    _FLAGS,
)
_ANY_HALL = re.compile(
    r"(?<!\w)(?:halls|rooms|venues|spaces|anything|something|any|what(?:'s|\s+is)\s+(?:free|available|open)"
    r"|залы|залов|залах|что\s+(?:у\s+вас\s+)?свободно|что-нибудь|какие|всех|все)(?!\w)",
    _FLAGS,
)
_PER_HOUR = re.compile(
    r"(?<!\w)(?:per\s+hour|hourly|an\s+hour|/\s*h|в\s+час|за\s+час|почасов\w+)(?!\w)", _FLAGS
)
_FOR_COUNT = re.compile(rf"(?<!\w)(?:for|на|about|около)\s*({COUNT.any})", _FLAGS)


def inherited(said: Said, kind: Kind, context: Context) -> Wish:
    """What the wish takes over from the conversation before the message's own words are laid over it."""
    wish = context.wish
    nothing = Wish(kind)
    if wish is None or kind in {"halls", "mine"}:
        return nothing
    if kind in {"pay", "cancel"}:
        return Wish(kind, number=context.booked)
    if said.kind is None or said.kind in {"move", "hall"}:
        return replace(wish, kind=kind, number=None)
    refers = bool(_REFERS.search(said.text))
    if not said.halls:
        return _about_the_same(said, kind, context, wish, refers)
    if context.booked is not None and not refers:
        return nothing
    if not (refers or kind == "book" or _LEADS_ON.search(said.text)) or _PER_HOUR.search(said.text):
        return nothing
    keeps_hours = refers or not (said.days or said.phrases)
    return Wish(kind, date=wish.date, hours=wish.hours if keeps_hours else NO_HOURS)


def _about_the_same(said: Said, kind: Kind, context: Context, wish: Wish, refers: bool) -> Wish:
    """For a wish that names no hall: it is about the one talked about, unless it asks for another."""
    if _ANOTHER.search(said.text) or (kind == "availability" and _ANY_HALL.search(said.text)):
        return Wish(kind, date=wish.date if kind == "availability" else None)
    if kind == "price" and _ANY_HALL.search(said.text):
        return Wish(kind)
    if (kind == "price" and _PER_HOUR.search(said.text)) or (
        context.booked is not None and kind == "book" and not refers
    ):
        return Wish(kind, hall=wish.hall)
    return replace(wish, kind=kind, number=None)


def filled(said: Said, base: Wish, context: Context, now: datetime) -> Wish:
    """`base` with what the message says laid over it."""
    kind = said.kind or base.kind
    asked = context.asked if context.wish is not None and kind == context.wish.kind else None
    day = _date(said, base, asked, now.date())
    phrases = _phrases(said, base, asked)
    own = hours(phrases, NO_HOURS if "time" in said.denied and not phrases else base.hours, said.part)
    hall = _hall(said, base, asked)
    if kind == "availability" and hall and gives_range(said):
        kind = "propose"
    return Wish(
        kind,
        hall=hall,
        date=day,
        hours=own,
        guests=said.guests or _loose_guests(said, phrases, asked) or base.guests,
        number=(said.number or next((count.value for count in said.counts), None) or base.number)
        if kind in {"pay", "cancel"}
        else None,
    )


def _hall(said: Said, base: Wish, asked: str | None) -> str | None:
    if said.halls:
        return None if said.either else _last(said.halls).name
    if "hall" in said.denied:
        return None
    if asked == "hall" and said.name and not said.days and not said.phrases:
        return said.name
    return base.hall


def _last(halls: tuple[Mention, ...]) -> Mention:
    known = [mention for mention in halls if mention.known]
    return (known or list(halls))[-1]


def _date(said: Said, base: Wish, asked: str | None, today: date) -> str | None:
    if said.days:
        return _shifted(said.days[-1], base.date)
    if "day" in said.denied:
        return None
    if asked == "date" and said.counts and not said.phrases:
        return day_of_month(said.counts[0].value, today).text
    return base.date


def _shifted(day: Day, earlier: str | None) -> str | None:
    if not day.shift:
        return day.text
    try:
        return (date.fromisoformat(earlier or "") + timedelta(days=day.shift)).isoformat()
    except (ValueError, OverflowError):
        return earlier


def _phrases(said: Said, base: Wish, asked: str | None) -> tuple[Phrase, ...]:
    """The message's times, with bare numbers among them where the conversation is about times."""
    if asked == "end" and len(said.phrases) == 1 and said.phrases[0].start and not said.phrases[0].end:
        return (Phrase(end=said.phrases[0].start),)
    if said.phrases or not said.counts:
        return said.phrases
    count = said.counts[0]
    if asked == "guests":
        return ()
    if asked == "end":
        return (_end_or_length(count, base.hours.start),)
    if asked in {"time", "start"} or _corrects_start(said, base):
        phrase = as_hour(count)
        return (phrase,) if phrase else ()
    return ()


def _end_or_length(count: Count, start: str | None) -> Phrase:
    """ "20" as an end; "2" after 18:00 as two hours."""
    ends = hours((Phrase(end=count.clock),), Hours(start), None).end
    if start and ends and ends <= start and count.value <= 12:
        return Phrase(span=count.value * 60)
    return Phrase(end=count.clock)


def _corrects_start(said: Said, base: Wish) -> bool:
    """A bare "for 19" or "no, 19" is a time where times are the topic and none is said otherwise."""
    talked_of_hours = base.hours.start is not None and said.kind in {None, base.kind} and not said.guests
    first = said.counts[0].value <= 24
    return first and (
        talked_of_hours or (base.kind in {"book", "propose"} and bool(_FOR_COUNT.search(said.text)))
    )


def _loose_guests(said: Said, phrases: tuple[Phrase, ...], asked: str | None) -> int | None:
    """A bare number counts people where they were asked about, or as "for 20" once the times are known."""
    if asked == "guests" and said.counts and not phrases:
        return said.counts[0].value
    if phrases and said.phrases and said.counts and _FOR_COUNT.search(said.text):
        return said.counts[-1].value
    return None
