"""What a message wants that has no verb of its own: "and on Sunday?", "no, 19 to 21", "the Loft"."""

import re

from models.builtin.context import Context
from models.builtin.intents import Kind
from models.builtin.reading import Said
from models.builtin.times import NO_HOURS, hours
from models.builtin.wishes import Wish

_FLAGS = re.IGNORECASE
_QUESTION_WORD = re.compile(
    r"^\W*(?:who|why|whose|where|when\s+(?:was|did|is)|what(?:'s|\s+(?:is|are|was|were|does|do))"
    r"|how\s+(?:do|does|did|old|far|tall)|кто|почему|зачем|где|чья)(?!\w)",
    _FLAGS,
)
_FACTS = re.compile(
    r"\b(?:rules?|opening|hours|capacity|address|how\s+(?:big|large|many\s+people)|правил\w*|часы"
    r"|вместимост\w*|адрес|режим)\b",
    _FLAGS,
)
_HOW_MUCH = re.compile(r"^\W*(?:а\s+)?сколько\W*$", _FLAGS)
_AGREES = re.compile(
    r"^\W*(?:yes|yeah|yep|ok|okay|sure|great|fine|good|perfect|да|ок|хорошо|отлично|ладно|супер"
    r"|давай\w*)(?!\w)",
    _FLAGS,
)
_CORRECTS = re.compile(
    r"(?<!\w)(?:no|not|nope|instead|rather|move|change|shift|push|make\s+it|i\s+meant?|нет|не|лучше|вместо"
    r"|перенес\w*|измени\w*|сдвин\w*|поменя\w*|в\s+виду)(?!\w)",
    _FLAGS,
)
_MOST_UNREAD = 2
_MOST_UNREAD_IN_ANSWER = 4
_MOST_UNREAD_WITH_HALL = 8


def follow_up_kind(said: Said, context: Context) -> Kind | None:
    """What a message without a verb of its own wants, after what was talked about; None if it can't tell."""
    wish = context.wish
    if context.asked and wish is not None and _answers(said, context):
        return wish.kind
    if not said.has_slots:
        return _kind_without_slots(said, context)
    if not _on_topic(said, wish):
        return None
    complete = gives_range(said)
    books: Kind = "propose" if said.question else "book"
    if wish is None or wish.kind in {"halls", "mine", "cancel", "hall"}:
        return _first_kind(said, wish, complete, books)
    if wish.kind in {"availability", "price", "propose"} and _AGREES.search(said.text):
        return "book"
    if wish.kind == "availability" and complete:
        return books
    return wish.kind


def _kind_without_slots(said: Said, context: Context) -> Kind | None:
    """What "the rules?", "how much?" or "no, 17" wants."""
    wish = context.wish
    if said.kind == "hall" and wish is not None and wish.hall and len(said.unread) <= 1:
        return "hall"
    if said.kind == "hall":
        return "halls" if _FACTS.search(said.text) else None
    if wish is None or said.unread:
        return None
    if said.counts and context.is_open and wish.hours.start:
        return wish.kind
    return "price" if _HOW_MUCH.search(said.text) else None


def corrects(said: Said) -> bool:
    """Whether the message changes what was settled, rather than asking for something more."""
    moves = any(phrase.shift or phrase.longer for phrase in said.phrases)
    return said.kind in {None, "move"} and (moves or bool(said.denied) or bool(_CORRECTS.search(said.text)))


def _on_topic(said: Said, wish: Wish | None) -> bool:
    """Whether a message without a verb is about halls: it names one, or little else than a day or time."""
    if said.halls:
        return len(said.unread) <= _MOST_UNREAD_WITH_HALL
    if said.unread and (wish is None or _QUESTION_WORD.search(said.text)):
        return False
    return len(said.unread) <= _MOST_UNREAD


def _first_kind(said: Said, wish: Wish | None, complete: bool, books: Kind) -> Kind | None:
    """What "the Loft", "the Loft on Friday" or "Friday 18 to 20" alone asks for."""
    hall = bool(said.halls) or (wish is not None and wish.hall is not None)
    if complete or (said.phrases and not said.question):
        return books
    if said.days or said.phrases:
        return "availability" if hall else None
    return "hall" if said.halls else None


def _answers(said: Said, context: Context) -> bool:
    """Whether the message gives what our question asked for, or is a try at it."""
    if said.has_slots or said.counts or said.part:
        return len(said.unread) <= _MOST_UNREAD_IN_ANSWER
    if _QUESTION_WORD.search(said.text) or said.question:
        return False
    if context.asked == "hall":
        return said.name is not None
    return len(said.unread) <= _MOST_UNREAD_IN_ANSWER


def gives_range(said: Said) -> bool:
    said_hours = hours(said.phrases, NO_HOURS, said.part)
    return said_hours.start is not None and said_hours.end is not None
