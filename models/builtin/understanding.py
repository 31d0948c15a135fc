"""From a message to what is to be done about it, given what has been talked about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from models.builtin.context import Context
from models.builtin.filling import filled, inherited
from models.builtin.follow_ups import corrects, follow_up_kind
from models.builtin.intents import Topic
from models.builtin.names import Vocabulary
from models.builtin.reading import Said, plain_text, read
from models.builtin.smalltalk import changes, says_fine, says_next, says_no, says_yes, topic_of
from models.builtin.wishes import ACTS, TOOLS, Call, Slot, Wish, call_of, missing

MOST_HALLS_AT_ONCE = 8
"""How many halls a question like "what is free on Friday?" asks about at once."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to the person: what is missing of which wish."""

    slot: Slot
    wish: Wish


@dataclass(frozen=True, slots=True)
class Intent:
    """What to do: first `calls`, all at once; then `act`, which ends the turn; in words, `ask` or `topic`.

    `several` says that several bookings were wished for and are shown rather than made, `left` what was
    wished for besides and has to be said again, as only one thing can be confirmed at a time. `find_booking`
    says that the one to cancel has to be found among the person's own, by the hall and the day in it.
    `puzzle` are words that may be a date in another way of writing.
    """

    calls: tuple[Call, ...] = ()
    act: Call | None = None
    ask: Ask | None = None
    topic: Topic | None = None
    several: bool = False
    left: tuple[Call, ...] = ()
    find_booking: Wish | None = None
    puzzle: str = ""


def understand(text: str, context: Context, vocabulary: Vocabulary, now: datetime) -> Intent:
    """What `text` asks for. `now` is the present in the zone of the halls. Takes any text, never raises."""
    said = read(text, vocabulary, now.date())
    reply = _short_reply(said, context)
    if reply is not None:
        return reply
    wishes: list[Wish] = []
    topic: Topic | None = None
    earlier = context
    for each in said:
        wish = _wish(each, earlier, now)
        if isinstance(wish, Wish):
            wish = _in_the_only_hall(wish, vocabulary)
            wishes.append(wish)
            earlier = replace(earlier, wish=wish, asked=None, booked=None)
        else:
            topic = topic or wish
    if not wishes:
        return Intent(topic=topic or topic_of(plain_text(said)))
    return _intent(wishes, said, vocabulary)


def _short_reply(said: Sequence[Said], context: Context) -> Intent | None:
    """What a yes, a no or a "next" does; None where the message says more than that."""
    text = plain_text(said)
    if any(each.has_slots or each.number or each.counts for each in said):
        return None
    if says_no(text) and (context.asked or context.is_open):
        return Intent(topic="declined")
    slot = changes(text)
    if slot and context.wish is not None and context.is_open:
        return Intent(ask=Ask(slot, replace(context.wish, kind="book")))
    takes = says_yes(text) or (
        says_fine(text) and context.wish is not None and context.wish.kind == "propose"
    )
    if context.waiting and (takes or says_next(text)):
        second = len(context.waiting) > 1 and re.search(r"second|втор", text, re.IGNORECASE)
        return _one(replace(context.waiting[1 if second else 0], kind="book"))
    if not takes or context.asked:
        return None
    if context.booked is not None:
        return Intent(topic="thanks")
    if context.wish is not None and context.wish.kind in {"propose", "price", "availability", "book"}:
        return _one(replace(context.wish, kind="book"))
    return None


def _in_the_only_hall(wish: Wish, vocabulary: Vocabulary) -> Wish:
    """Where there is one hall only, nobody need name it."""
    only = vocabulary.names[0] if len(vocabulary.names) == 1 else None
    return replace(wish, hall=only) if only and missing(wish) == "hall" else wish


def _wish(said: Said, context: Context, now: datetime) -> Wish | Topic | None:
    kind = said.kind
    if context.booked is not None and said.has_slots and corrects(said):
        return "moving"
    if kind == "move":
        if not context.is_open:
            return "moving"
        kind = context.wish.kind if context.wish else None
    if (
        kind == "cancel"
        and not _names_a_booking(said)
        and (context.asked not in {None, "number"} or context.is_open)
    ):
        return "declined"
    if kind is None or (kind == "hall" and _leaves_open(said)):
        said = replace(said, kind=None if said.has_slots else said.kind)
        kind = follow_up_kind(said, context) or (kind if said.halls else None)
    if kind is None:
        return None
    return filled(replace(said, kind=kind), inherited(said, kind, context), context, now)


_WHAT_ABOUT = re.compile(r"\b(?:what|how)\s+about\b|\bнасчет\b|\bчто\s+с(?:о)?\b", re.IGNORECASE)
_BOOKING = re.compile(r"\b(?:bookings?|reservations?|брон\w+|резерв\w*)\b", re.IGNORECASE)


def _leaves_open(said: Said) -> bool:
    """Whether words like "what about" say too little to be sure that a hall's description is wanted."""
    return not said.halls or bool(said.days or said.phrases or _WHAT_ABOUT.search(said.text))


def _names_a_booking(said: Said) -> bool:
    return bool(said.number or said.counts or said.halls or said.days or _BOOKING.search(said.text))


def _one(wish: Wish) -> Intent:
    slot = missing(wish)
    if slot is not None:
        return Intent(ask=Ask(slot, wish))
    call = call_of(wish)
    return Intent(act=call) if wish.kind in ACTS else Intent(calls=(call,))


def _intent(wishes: Sequence[Wish], said: Sequence[Said], vocabulary: Vocabulary) -> Intent:
    if len(wishes) == 1 and wishes[0].kind in ACTS:
        return _act(wishes[0], said)
    steps = [_step(wish, vocabulary, alone=len(wishes) == 1) for wish in wishes]
    ask = next((ask for _, ask in steps if ask), None)
    calls = [call for more, _ in steps for call in more]
    unique = [call for index, call in enumerate(calls) if call not in calls[:index]]
    cancels = tuple(call for call in unique if call.name == TOOLS["cancel"])
    reads = tuple(call for call in unique if call not in cancels)
    if cancels and not reads and ask is None:
        return Intent(act=cancels[0])
    shown = sum(call.name == TOOLS["propose"] for call in reads)
    return Intent(reads, ask=ask, several=shown > 1, left=cancels, puzzle=_puzzle(said, ask))


def _step(wish: Wish, vocabulary: Vocabulary, *, alone: bool) -> tuple[list[Call], Ask | None]:
    """The calls for one of the wishes, none of which acts but a cancellation, and what is to be asked."""
    slot = missing(wish)
    if slot is None:
        return [call_of(replace(wish, kind="propose") if wish.kind == "book" else wish)], None
    if wish.kind not in {"book", "propose"}:
        return (_over_all_halls(wish, vocabulary), None) if slot == "hall" else ([], Ask(slot, wish))
    price = [call_of(replace(wish, kind="price"))] if alone and wish.hall else []
    return price, Ask(slot, replace(wish, kind="book"))


def _act(wish: Wish, said: Sequence[Said]) -> Intent:
    if wish.kind == "cancel" and wish.number is None:
        return Intent((Call("my_bookings", {}),), find_booking=wish)
    intent = _one(wish)
    return replace(intent, puzzle=_puzzle(said, intent.ask))


def _over_all_halls(wish: Wish, vocabulary: Vocabulary) -> list[Call]:
    """A question about no hall in particular, put for each of them, or answered by the list of all."""
    if wish.kind == "availability" and wish.date and 0 < len(vocabulary.names) <= MOST_HALLS_AT_ONCE:
        return [call_of(replace(wish, hall=name)) for name in vocabulary.names]
    return [Call("get_halls", {})]


def _puzzle(said: Sequence[Said], ask: Ask | None) -> str:
    return " ".join(said[-1].unread) if ask is not None and ask.slot == "date" else ""
