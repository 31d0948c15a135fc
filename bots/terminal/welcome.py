"""The first words on the terminal."""

from dataclasses import dataclass

from bots.markup import plain
from models.builtin.replies import in_another_language
from texts import Translator, in_a_row, listed


@dataclass(frozen=True, slots=True)
class Welcome:
    """Which model answers (by the name that people know), where the pages are (None without), which bots run, and what
    the owner should see to.
    """

    model: str
    web: str | None
    built_in: bool
    bots: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()


def greeting(welcome: Welcome, _: Translator) -> str:
    """Markdown: what this is, who answers, what to try, how to add a model, how to leave."""
    what = _("**Concierge**, an assistant of your own: it books halls and talks.")
    paragraphs = [
        what,
        _facts(welcome, _),
        "\n".join(f"- {plain(trouble)}" for trouble in welcome.troubles),
        _tries(welcome, _),
        in_a_row((_more(welcome, _), _commands(_)), _.locale),
    ]
    return "\n\n".join(filter(None, paragraphs))


def _facts(welcome: Welcome, _: Translator) -> str:
    model = _("the built-in one, no key and no network needed") if welcome.built_in else welcome.model
    rows = [(_("Model"), model)]
    if welcome.web:
        rows.append((_("Pages"), welcome.web))
    if welcome.bots:
        rows.append((_("Bots"), listed(welcome.bots, _.locale)))
    return "| | |\n|-|-|\n" + "\n".join(f"| {label} | {value} |" for label, value in rows)


def _tries(welcome: Welcome, _: Translator) -> str:
    """Only what the model understands that answers."""
    elsewhere = in_another_language((), _) if welcome.built_in else ""
    if elsewhere:
        return elsewhere
    tries = (
        _("What halls do you have?"),
        _("Book the Loft tomorrow from 18 to 20"),
        _("When is the Garden Room free on Saturday?"),
    )
    return "\n".join((_("Try:"), *(f"- {words}" for words in tries)))


def _more(welcome: Welcome, _: Translator) -> str:
    if not welcome.built_in:
        return ""
    return _("For a real model, put OPENAI_API_KEY or OPENAI_BASE_URL into .env and start again.")


def _commands(_: Translator) -> str:
    return _("/help lists the commands, /quit leaves.")
