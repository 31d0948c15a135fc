"""What one message says, wish by wish, before anything said earlier is taken into account."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from models.builtin.clocks import COUNT, Count, Part, part_of_day
from models.builtin.counts import BOOKING_NUMBER, GUESTS, mark_booking_numbers, mark_guests
from models.builtin.dates import DAY, Day, mark_days
from models.builtin.figures import with_figures
from models.builtin.intents import OWN, Kind, kind_of
from models.builtin.names import MENTION, Mention, Vocabulary
from models.builtin.numerals import with_digits
from models.builtin.sheet import Sheet
from models.builtin.spelling import corrected, tidy
from models.builtin.strangers import content_words, stranger, whole_answer
from models.builtin.times import PHRASE, Phrase, mark_phrases


@dataclass(frozen=True, slots=True)
class Said:
    """One wish as it was put into words; what wasn't said is empty.

    `halls` and `days` are several where a later one corrects an earlier, or it is `either`. `counts` are
    numbers whose meaning the conversation has to tell. `denied` names what was taken back ("not tomorrow").
    `unread` are words that no rule reads, `name` those of them that would answer "which hall?".
    """

    kind: Kind | None = None
    halls: tuple[Mention, ...] = ()
    days: tuple[Day, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    part: Part | None = None
    guests: int | None = None
    number: int | None = None
    counts: tuple[Count, ...] = ()
    denied: frozenset[str] = frozenset()
    unread: tuple[str, ...] = ()
    name: str | None = None
    text: str = ""
    question: bool = False
    either: bool = False

    @property
    def has_slots(self) -> bool:
        return bool(self.halls or self.days or self.phrases or self.guests or self.denied)


_SPLIT = re.compile(
    r"((?:[.;!?]+(?=\s|$)|,|(?<!\w)(?:and|also|then|plus|и|а|также|потом|затем|еще|but|но)(?!\w))\s*)",
    re.IGNORECASE,
)
_ANY = f"{MENTION.any}|{DAY.any}|{PHRASE.any}"
_DENIED = re.compile(
    rf"(?<!\w)(?:(?<!why )not|(?<!почему )не|instead\s+of|rather\s+than"
    rf"|вместо)\s+(?:(?:on|at|the|in|from|for|this|в|во|на|с|со|к|до)\s+)*({_ANY})",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"(?<!\w)(?:i\s+mean\w*|sorry|oops|no|wait|scratch|make\s+it|instead|correction|вернее|точнее|то\s+есть"
    r"|ой|нет|лучше|вместо|в\s+смысле|прости\w*|извини\w*|ошибся|ошиблась)(?!\w)",
    re.IGNORECASE,
)
_OR = re.compile(
    rf"{MENTION.any}\s*(?:,\s*)?(?:or|или|либо)\s+(?:the\s+|in\s+the\s+|в\s+)?{MENTION.any}", re.IGNORECASE
)
_BESIDE_DAY = re.compile(rf"({DAY.any})\s*(?:,\s*)?({COUNT.any})")
_ANY_MARK = re.compile(_ANY)
_SAYS = re.compile(r"[^\W_]|[\ue000-\uf8ff]")
_MOST_PIECES = 40
_MOST_WISHES = 6
_LONGEST_NAME = 3


def read(text: str, vocabulary: Vocabulary, today: date) -> list[Said]:
    """The wishes in `text`, at least one and at most six, in the order they were said."""
    sheet = Sheet(tidy(text))
    vocabulary.mark(sheet)
    sheet.text = with_figures(with_digits(corrected(sheet.text)))
    mark_guests(sheet)
    mark_days(sheet, today)
    mark_booking_numbers(sheet)
    mark_phrases(sheet)
    sheet.text = _BESIDE_DAY.sub(lambda match: _hour_beside_day(match, sheet), sheet.text)
    denied: set[str] = set()
    sheet.text = _DENIED.sub(lambda match: _deny(match, sheet, denied), sheet.text)
    wishes = [replace(said, denied=frozenset(denied)) for said in _wishes(sheet, corrects=bool(denied))]
    return wishes[:_MOST_WISHES]


def _hour_beside_day(match: re.Match[str], sheet: Sheet) -> str:
    """ "Tomorrow 18" starts at 18."""
    count = sheet.value(COUNT, match[2])
    return f"{match[1]} {sheet.put(PHRASE, Phrase(start=count.clock))}" if count.value <= 24 else match[0]


def _deny(match: re.Match[str], sheet: Sheet, denied: set[str]) -> str:
    mark = match[1]
    denied.add("hall" if sheet.values(MENTION, mark) else "day" if sheet.values(DAY, mark) else "time")
    return " "


def _wishes(sheet: Sheet, *, corrects: bool) -> list[Said]:
    texts = [""]
    for piece in _SPLIT.split(sheet.text, maxsplit=_MOST_PIECES):
        corrects = corrects or (bool(_CORRECTS.search(piece)) and _ANY_MARK.search(texts[-1]) is not None)
        if not corrects and _SAYS.search(piece) and _begins_another(texts[-1], piece, sheet):
            texts.append("")
        texts[-1] += piece
    return _filled([_said(text, sheet) for text in texts])


def _begins_another(text: str, piece: str, sheet: Sheet) -> bool:
    """Whether `piece` repeats what the wish in `text` has already, or wishes for something else."""
    before, after = _outline(text, sheet), _outline(piece, sheet)
    if after.kind and before.kind and after.kind != before.kind and _firm(after) and _firm(before):
        return not _one_wish(before, after)
    ranges = [phrase for said in (before, after) for phrase in said.phrases if phrase.is_range]
    other_hall = before.halls and after.halls and before.halls[-1] != after.halls[-1]
    repeated = other_hall or (before.days and after.days) or len(ranges) > 1
    return bool(repeated) and not _OR.search(text + piece) and not _same_day(before, after)


def _firm(said: Said) -> bool:
    """A kind that stray words may suggest ("tell me, is the Loft free?") counts only with a hall."""
    return said.kind != "hall" or bool(said.halls)


def _one_wish(before: Said, after: Said) -> bool:
    """ "Is it free? Book it", "cancel it, I don't need the booking": about the same thing these are one."""
    kinds = {before.kind, after.kind}
    if "cancel" in kinds:
        return "mine" in kinds or ("book" in kinds and not (before.has_slots or after.has_slots))
    if kinds == {"book", "pay"}:
        return not after.halls
    asks = "book" in kinds and kinds & {"availability", "price", "propose"}
    return bool(asks) and not (before.halls and after.halls)


def _same_day(before: Said, after: Said) -> bool:
    return not after.halls and not after.phrases and bool(before.days) and before.days[-1:] == after.days[-1:]


def _filled(wishes: list[Said]) -> list[Said]:
    """Gives each wish what it shares with the one before or after it, and drops those that say nothing."""
    wishes = [said for said in wishes if said.kind or said.has_slots or said.number or said.counts] or wishes[
        :1
    ]
    for index in range(1, len(wishes)):
        before, said = wishes[index - 1], wishes[index]
        kind = said.kind if said.kind and _firm(said) else before.kind
        wishes[index] = replace(said, kind=kind, halls=said.halls or _carried(before, said))
        if not said.days and (said.phrases or not said.halls or kind == before.kind):
            wishes[index] = replace(wishes[index], days=before.days)
        if not said.phrases and kind == before.kind:
            wishes[index] = replace(wishes[index], phrases=before.phrases, part=said.part or before.part)
    for index in range(len(wishes) - 2, -1, -1):
        said, after = wishes[index], wishes[index + 1]
        if said.kind is None and after.kind not in {*OWN, "halls"}:
            said = wishes[index] = replace(said, kind=after.kind)
        if said.kind == after.kind:
            wishes[index] = replace(
                said,
                days=said.days or after.days,
                phrases=said.phrases or after.phrases,
                part=said.part or after.part,
            )
    return [each for said in wishes for each in _one_by_one(said)]


def _one_by_one(said: Said) -> list[Said]:
    """A question about one hall or another is put for each."""
    if not said.either or said.kind not in {"price", "availability", "hall"}:
        return [said]
    return [replace(said, halls=(mention,), either=False) for mention in said.halls]


def _carried(before: Said, said: Said) -> tuple[Mention, ...]:
    return before.halls if said.kind not in {*OWN, "halls"} else ()


def _outline(text: str, sheet: Sheet) -> Said:
    """What tells one wish from another."""
    return Said(
        kind=kind_of(text),
        halls=tuple(dict.fromkeys(sheet.values(MENTION, text))),
        days=tuple(sheet.values(DAY, text)),
        phrases=tuple(sheet.values(PHRASE, text)),
    )


def _said(text: str, sheet: Sheet) -> Said:
    outline = _outline(text, sheet)
    kind, halls = outline.kind, outline.halls
    if not halls and kind not in {*OWN, "halls"}:
        name = stranger(text, kind, sheet) or (whole_answer(text, sheet) if _places(text, sheet) else None)
        halls = (Mention(name, known=False),) if name else ()
    guests, numbers = sheet.values(GUESTS, text), sheet.values(BOOKING_NUMBER, text)
    return replace(
        outline,
        halls=halls,
        part=part_of_day(text),
        guests=guests[-1].count if guests else None,
        number=numbers[0].number if numbers else None,
        counts=tuple(sheet.values(COUNT, text)),
        unread=tuple(content_words(text, sheet)),
        name=whole_answer(text, sheet),
        text=text,
        question="?" in text,
        either=bool(_OR.search(text)),
    )


def _places(text: str, sheet: Sheet) -> bool:
    """Whether the text says from when to when on which day: what else stands in it is a hall's name."""
    ranges = any(phrase.is_range or phrase.span for phrase in sheet.values(PHRASE, text))
    return ranges and bool(sheet.values(DAY, text)) and len(content_words(text, sheet)) <= _LONGEST_NAME


def plain_text(wishes: Iterable[Said]) -> str:
    """All that was said, with its marks."""
    return "".join(said.text for said in wishes)
