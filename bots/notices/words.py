"""A notice in words."""

from collections.abc import Callable

from bots.markup import plain
from bots.notices.money import paid, refund_due, refunded
from bots.notices.news import cancelled, changed, expired
from bots.notices.reminders import day_before, expiring, hours_before
from bots.notices.told import Told
from storage.notices import Kind
from texts import labelled

_WORDS: dict[Kind, Callable[[Told], list[str]]] = {
    "expiring": expiring,
    "day_before": day_before,
    "hours_before": hours_before,
    "changed": changed,
    "paid": paid,
    "cancelled": cancelled,
    "expired": expired,
    "refund_due": refund_due,
    "refunded": refunded,
}


def words_of(told: Told, name: str) -> str:
    """Markdown; empty where it no longer matters. Among others it says by `name` whom it is for."""
    words = "\n\n".join(_WORDS[told.notice.kind](told))
    return labelled(plain(name), words, told.caller.locale) if words and name and not told.alone else words
