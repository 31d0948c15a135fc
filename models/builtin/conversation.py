"""What a list of messages comes to: the latest message of the person, what followed it, and the context."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from models.builtin.context import Context
from models.builtin.names import Vocabulary
from models.builtin.questions import asked_in
from models.builtin.understanding import understand
from models.builtin.wishes import Wish, wish_of
from texts import detect

NAME = "builtin"

_RECEIPT = re.compile(r"\W*\*\*[^\d*\n]{1,40}(\d{1,18})\*\*")
_QUOTED = re.compile(r"\A(?:>.*\n)+\n")
_LISTED = re.compile(r"^\s*- \*\*(\d{1,18})\*\*(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Exchange:
    """The person's latest message, its language, and what was done about it: rounds of calls, and results."""

    text: str
    locale: str
    earlier: tuple[BaseMessage, ...]
    rounds: int
    results: tuple[ToolMessage, ...]
    finished: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A booking in a list: its number, and the rest of its line."""

    number: int
    line: str


def own_words(text: str) -> str:
    """What a person says in a message, without the words that it replies to."""
    return _QUOTED.sub("", text)


def latest(messages: Sequence[BaseMessage]) -> Exchange:
    """The exchange that the messages end with; `finished` when their last one is the model's own answer."""
    asked = [at for at, message in enumerate(messages) if isinstance(message, HumanMessage)]
    at = asked[-1] if asked else len(messages)
    after = messages[at + 1 :]
    return Exchange(
        text=own_words(messages[at].text) if asked else "",
        locale=_locale(messages),
        earlier=tuple(messages[:at]),
        rounds=sum(isinstance(message, AIMessage) and bool(message.tool_calls) for message in after),
        results=tuple(message for message in after if isinstance(message, ToolMessage)),
        finished=bool(after) and isinstance(after[-1], AIMessage) and not after[-1].tool_calls,
    )


def context_of(messages: Sequence[BaseMessage], vocabulary: Vocabulary, now: datetime) -> Context:
    """What the messages have been about, from their tool calls, the tools' answers and our own questions."""
    context, before = Context(), Context()
    said = ""
    pending: dict[str, Wish] = {}
    answered = False
    for message in messages:
        if isinstance(message, HumanMessage):
            said, before, answered = own_words(message.text), context, False
        elif isinstance(message, ToolMessage):
            wish = pending.get(message.tool_call_id)
            context = _after_result(context, wish, message.text, vocabulary.names) if wish else context
            answered = True
        elif isinstance(message, AIMessage) and message.tool_calls:
            called = [(call["id"] or "", wish_of(call["name"], call["args"])) for call in message.tool_calls]
            pending |= {name: wish for name, wish in called if wish is not None}
            context = _after_calls(context, [wish for _, wish in called if wish is not None])
        elif isinstance(message, AIMessage):
            context = _after_words(context, message, now, answered=answered)
            if _asks_in_other_words(message):
                context = _as_we_had_asked(said, before, vocabulary, now) or context
    return context


def bookings_in(text: str) -> list[Listed]:
    """The bookings that the answer of `my_bookings` lists."""
    return [Listed(int(match[1]), match[2]) for match in _LISTED.finditer(text)]


def _locale(messages: Sequence[BaseMessage]) -> str:
    """The language of the latest message of the person that has one."""
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            found = detect(own_words(message.text), "")
            if found:
                return found
    return "en"


def _after_calls(context: Context, wishes: Sequence[Wish]) -> Context:
    proposed = tuple(wish for wish in wishes if wish.kind == "propose")
    for wish in wishes:
        context = _after_call(context, wish)
    if len(proposed) > 1:
        return Context(wish=proposed[0], waiting=proposed)
    return context


def _after_call(context: Context, wish: Wish) -> Context:
    """The new topic; what it leaves open stays as it was, where that wasn't booked."""
    if wish.kind in {"halls", "mine", "pay"}:
        return context
    if wish.kind == "cancel":
        return replace(context, asked=None) if context.is_open else _closed(context)
    earlier = context.wish
    waiting = tuple(other for other in context.waiting if not _same_booking(other, wish))
    if earlier is not None and wish.kind != "book" and (context.booked is None or earlier.hall == wish.hall):
        wish = replace(
            wish,
            date=wish.date or earlier.date,
            hours=wish.hours if wish.complete_hours else earlier.hours,
            guests=wish.guests or (earlier.guests if earlier.hall == wish.hall else None),
        )
    return Context(wish=wish, waiting=waiting)


def _closed(context: Context) -> Context:
    """Of what is done with, only the hall stays a topic."""
    hall = context.wish.hall if context.wish else None
    return Context(wish=Wish("hall", hall) if hall else None, waiting=context.waiting)


def _same_booking(one: Wish, other: Wish) -> bool:
    return other.kind == "book" and (one.hall, one.date, one.hours) == (other.hall, other.date, other.hours)


def _after_result(context: Context, wish: Wish, text: str, names: Sequence[str]) -> Context:
    """The number that a booking got, and the one hall that a tool has suggested for a name we don't have."""
    suggested = [name for name in names if name in text]
    if context.wish and wish.hall == context.wish.hall and wish.hall not in names and len(suggested) == 1:
        context = replace(context, wish=replace(context.wish, hall=suggested[0]))
    receipt = _RECEIPT.match(text) if wish.kind == "book" else None
    return replace(context, booked=int(receipt[1])) if receipt else context


def _after_words(context: Context, message: AIMessage, now: datetime, *, answered: bool) -> Context:
    asked = asked_in(message.text, now.date())
    if asked is not None:
        slot, wish = asked
        return Context(wish=wish, asked=slot, waiting=context.waiting)
    return context if answered else replace(context, asked=None)


def _asks_in_other_words(message: AIMessage) -> bool:
    """Whether another model has asked the person something."""
    return message.text.rstrip().endswith("?") and message.response_metadata.get("model_name") != NAME


def _as_we_had_asked(said: str, before: Context, vocabulary: Vocabulary, now: datetime) -> Context | None:
    ask = understand(said, before, vocabulary, now).ask
    return Context(wish=ask.wish, asked=ask.slot) if ask else None
