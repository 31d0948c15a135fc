"""The button "Try again" under what was said instead of an answer, and the message that it stands for."""

import re

from graphs.dialogue import Button, Incoming, Panel, Reply, load_incoming, load_reply
from storage.inbox import Inbox
from texts import translator

_RETRY = "retry:"
_ID = re.compile(r"[0-9]{1,18}")


def try_again(turn_id: int, locale: str) -> Panel:
    _ = translator(locale)
    return Panel(rows=((Button(_("Try again"), f"{_RETRY}{turn_id}", "primary"),),))


def tries_again(incoming: Incoming) -> bool:
    return incoming.pressed.startswith(_RETRY)


async def tried_again(turn_id: int, incoming: Incoming, inbox: Inbox) -> tuple[int, Incoming]:
    """The message that "Try again" stands for, and its turn: the same words, by the same person in the same place.

    Where it isn't there, or somebody else's, the press itself.
    """
    again, source = incoming, turn_id
    while tries_again(again):
        number = again.pressed.removeprefix(_RETRY)
        turn = await inbox.get(int(number)) if _ID.fullmatch(number) else None
        if turn is None or turn.place != incoming.place.key:
            return turn_id, incoming
        again, source = load_incoming(turn.payload), turn.id
        if again.sender.id != incoming.sender.id:
            return turn_id, incoming
    return source, again


async def went_unanswered(turn_id: int | None, inbox: Inbox) -> bool:
    """Whether no model could answer in that turn: then nothing of it is in the session's memory."""
    turn = await inbox.get(turn_id) if turn_id is not None else None
    panel = load_reply(turn.reply).panel if turn is not None and turn.reply else None
    return any(button.value == f"{_RETRY}{turn_id}" for button in (panel.buttons if panel else ()))


def not_kept(locale: str) -> Reply:
    """What is said to a press that `tried_again` finds no message for."""
    _ = translator(locale)
    return Reply(
        _("I don't find that message among yours here, so I can't try it again. Please write it anew.")
    )
