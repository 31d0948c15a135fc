"""What is said instead of an answer."""

from dataclasses import replace

from bots.counter import Asked, Counter
from bots.panels.refusals import used_up
from bots.trying_again import try_again
from graphs.dialogue import Reply
from models.trouble import Reason
from texts import translator


def apology(turn_id: int, error: str, locale: str) -> Reply:
    """`error` is the id that is also in the log."""
    _ = translator(locale)
    text = _("Something went wrong on my side (error {error}). Your message is kept.").format(error=error)
    return Reply(text, try_again(turn_id, locale))


def unavailable(turn_id: int, reason: str, locale: str) -> Reply:
    """`reason` is the answer's `failure`, which may be none of those that have a sentence of their own."""
    _ = translator(locale)
    unreachable = _("The model can't be reached right now. Your message is kept: try again in a minute.")
    sentences = {
        Reason.BUSY: _("The model is busy right now. Your message is kept: try again in a minute."),
        Reason.REFUSED: _(
            "The model server refused our key, so I can't answer. The owner has to check the settings."
        ),
        Reason.REJECTED: _(
            "The model server did not take our request, so I can't answer. The owner has to check the settings."
        ),
        Reason.NOT_THERE: _(
            "The model can't be opened, so I can't answer. The owner has to look at the log."
        ),
        Reason.CROWDED: _(
            "Too many people are waiting for the model right now. Your message is kept: try again in a few minutes."
        ),
        Reason.TOO_LONG: _("That is too long for this model. Send it in parts, or begin anew with /new."),
        Reason.CUT_SHORT: _("The model's answer broke off on the way, more than once. Your message is kept."),
    }
    sentence = next((text for kind, text in sentences.items() if kind == reason), unreachable)
    return Reply(sentence, try_again(turn_id, locale))


def unpaid(asked: Asked, counter: Counter) -> Reply:
    return replace(used_up(asked, counter), panel=try_again(asked.turn_id, asked.locale))
