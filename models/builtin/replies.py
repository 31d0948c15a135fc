"""What the built-in model says in its own words."""

from collections.abc import Sequence

from models.builtin.intents import Topic
from texts import Translator, in_a_row

UNDERSTOOD = ("en", "ru")
"""The languages of which more than greetings and names is understood."""


def reply(topic: Topic, names: Sequence[str], _: Translator) -> str:
    """A few sentences in the translator's language; `names` are the halls, for examples that work."""
    match topic:
        case "greeting":
            return in_a_row((_greeting(_), _try(names, _)), _.locale)
        case "thanks":
            return _("You are welcome! If you need anything else, just write.")
        case "bye":
            return _("Goodbye! Your bookings are kept, and I am here whenever you need me.")
        case "declined":
            return _("All right, I have left it. Nothing was booked or cancelled.")
        case "nothing_open":
            return _("All right. If you need a hall, tell me which one, the day and the time.")
        case "moving":
            return _moving(_)
        case "help":
            return f"{_help(_)}\n\n{_try(names, _)}\n\n{_more(_)}"
        case "identity":
            return f"{in_a_row((_identity(_), _try(names, _)), _.locale)}\n\n{_more(_)}"
        case "limits":
            return f"{in_a_row((_limits(_), _try(names, _)), _.locale)}\n\n{_more(_)}"


def one_at_a_time(_: Translator) -> str:
    """How to go on where several bookings were wished for at once."""
    return _("I book them one at a time: write “yes” for the first, and “next” once you have confirmed it.")


def left_to_cancel(number: int, _: Translator) -> str:
    return _("To cancel booking {number}, write “cancel booking {number}”.").format(number=number)


def in_another_language(names: Sequence[str], _: Translator) -> str:
    """What is said under an answer to a text of which only names are understood; empty in our languages."""
    return "" if _.locale in UNDERSTOOD else _try(names, _)


def unavailable(_: Translator) -> str:
    """Where a wish is clear and its tool isn't at hand."""
    return _("I understand what you would like, but I can't do that in this conversation.")


def _greeting(_: Translator) -> str:
    return _("Hello! I can show you the halls, their prices and free times, and book one for you.")


def _help(_: Translator) -> str:
    lines = [
        _("I can help with the halls:"),
        "",
        f"- {_('show them, with descriptions, opening hours, rules and prices')}",
        f"- {_('tell when a hall is free on a day, and what a booking would cost')}",
        f"- {_('book a hall, after you confirm')}",
        f"- {_('list your bookings, tell how to pay for one, and cancel one')}",
    ]
    return "\n".join(lines)


def _try(names: Sequence[str], _: Translator) -> str:
    name = names[0] if names else None
    if name is None:
        tries = _("Try “What halls do you have?”")
    else:
        tries = _(
            "Try “What halls do you have?”, “Is {hall} free on Friday?” or “Book {hall} tomorrow from 18 to 20”."
        ).format(hall=name)
    return tries if _.locale in UNDERSTOOD else in_a_row((_languages(_), tries), _.locale)


def _languages(_: Translator) -> str:
    return _(
        "I understand phrases in English and Russian only. Commands and buttons work in your language: "
        "/halls shows the halls, /book books one, /help lists the rest."
    )


def _identity(_: Translator) -> str:
    return _(
        "I am Concierge on its built-in model: a set of rules instead of an AI model, with no key and "
        "no network."
    )


def _limits(_: Translator) -> str:
    if _.locale not in UNDERSTOOD:
        return _("I am the built-in model: a set of rules, with no AI model connected.")
    return _(
        "That is beyond me: I am the built-in model, a set of rules with no AI model connected. "
        "What I do well is halls: showing them, telling free times and prices, and booking."
    )


def _more(_: Translator) -> str:
    return _(
        "To talk about anything else, put `OPENAI_API_KEY`, or `OPENAI_BASE_URL` for your own server, "
        "into `.env` and start me again."
    )


def _moving(_: Translator) -> str:
    return _(
        "I can't move a booking that has been made. Please cancel it, for example with “cancel booking 12”, "
        "and book the new time."
    )
