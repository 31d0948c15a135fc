"""The panel of a person: who they are to us, and how their sessions begin."""

from collections.abc import Sequence
from dataclasses import dataclass

from bots.counter import Asked
from bots.markup import plain, quoted
from bots.openings import attached
from bots.panels.sessions import LONGEST_SYSTEM_MESSAGE, MOST_OPTIONS, label, models_select
from bots.panels.values import value
from graphs.dialogue import Button, Input, Option, Panel, Reply, Select
from models.card import Card
from storage.sessions import Session
from storage.users import User, UserTimes
from texts import Translator, in_a_row, labelled, listed

LONGEST_ANSWER = 100_000
"""Tokens: the most that somebody may ask for at once."""


@dataclass(frozen=True, slots=True)
class UserView:
    """A person before themselves. `sessions` are the newest of `total`; `here` is the id of the one open."""

    accounts: Sequence[tuple[str, str]]
    times: UserTimes
    sessions: Sequence[Session]
    total: int
    here: str
    cards: Sequence[Card]


USER, SETTINGS = "u", "g"


def user_panel(view: UserView, asked: Asked) -> Reply:
    """Where others read along, nothing is told of the person that is theirs alone."""
    _, user = asked._, asked.user
    parts = [f"**{plain(user.name) or _('Nameless')}**"]
    if asked.watched:
        parts.append(_("Others read along here. Open /user in a private chat to see all of it."))
    else:
        parts.append(_about(view, asked))
        if user.system_message:
            parts.append(f"{_('System message of new sessions:')}\n\n{quoted(user.system_message)}")
    parts.append(f"{_('How your sessions begin:')}\n\n{_settings(asked)}")
    return Reply("\n\n".join(parts), _controls(view, asked, USER), aside=True)


def settings_panel(view: UserView, asked: Asked) -> Reply:
    """The same settings without what is known of the person."""
    _ = asked._
    heading = _("How your sessions begin:")
    controls = _controls(view, asked, SETTINGS)
    selects = tuple(select for select in controls.selects if select.prompt != _("Session"))
    return Reply(
        f"{heading}\n\n{_settings(asked)}", Panel((controls.rows[0],), selects, controls.inputs), aside=True
    )


def _about(view: UserView, asked: Asked) -> str:
    _ = asked._
    accounts = listed((f"{platform} {plain(account)}" for platform, account in view.accounts), asked.locale)
    facts = [
        (_("Accounts"), accounts or "—"),
        (_("Here since"), asked.when(view.times.created_at)),
        (_("Last message"), asked.when(view.times.seen_at)),
        (_("Last change"), asked.when(view.times.changed_at)),
        (_("Sessions"), str(view.total)),
    ]
    return "\n".join(f"- {labelled(name, fact, asked.locale)}" for name, fact in facts)


def _settings(asked: Asked) -> str:
    _, user = asked._, asked.user
    states = {
        "new": _("Your next message begins a session."),
        "active": _("Your messages go on with the session that is open."),
        "off": _("I am silent to your messages; commands still work."),
    }
    staying = (
        _("After the first message you stay in a new session.")
        if attached(user, asked.incoming.platform)
        else _("After each first message the next one begins another session; reply to mine to go on.")
    )
    listing = (
        _("/sessions lists other people's public sessions too.")
        if user.show_public
        else _("/sessions lists your own sessions only.")
    )
    length = _.plural(
        "One answer is at most {count} token long.",
        "One answer is at most {count} tokens long.",
        user.max_tokens,
    ).format(count=user.max_tokens)
    return "\n".join(f"- {line}" for line in (states[user.state], staying, listing, length))


def _controls(view: UserView, asked: Asked, panel: str) -> Panel:
    _, user = asked._, asked.user
    stays = attached(user, asked.incoming.platform)
    toggles = (
        Button(
            _("Hide public sessions") if user.show_public else _("Show public sessions"),
            value(panel, user.id, "public", "off" if user.show_public else "on"),
        ),
        Button(
            _("Leave new sessions") if stays else _("Stay in new sessions"),
            value(panel, user.id, "attach", "off" if stays else "on"),
        ),
    )
    rows: tuple[tuple[Button, ...], ...] = (toggles,)
    if not asked.watched:
        rows += ((Button(_("Remove all my sessions"), value(panel, user.id, "clear"), "danger"),),)
    inputs = (
        Input(
            _("System message"),
            value(panel, user.id, "system"),
            "" if asked.watched else user.system_message,
            lines=True,
            longest=LONGEST_SYSTEM_MESSAGE,
        ),
        Input(_("Longest answer"), value(panel, user.id, "tokens"), str(user.max_tokens), longest=6),
    )
    selects: tuple[Select, ...] = (
        _states(user, panel, _),
        models_select(user.model, view.cards, panel, user.id, _),
    )
    if view.sessions:
        selects += (_sessions(view, _),)
    return Panel(rows, selects, inputs)


def _states(user: User, panel: str, _: Translator) -> Select:
    options = (
        Option(_("New"), value(panel, user.id, "state", "new"), _("the next message begins a session")),
        Option(
            _("Active"), value(panel, user.id, "state", "active"), _("messages go on with the open session")
        ),
        Option(_("Off"), value(panel, user.id, "state", "off"), _("silent to messages; commands work")),
    )
    return Select(_("State"), options, value(panel, user.id, "state", user.state))


def _sessions(view: UserView, _: Translator) -> Select:
    options = tuple(
        Option(label(session, _), value("s", session.id, "open")) for session in view.sessions[:MOST_OPTIONS]
    )
    return Select(_("Session"), options, value("s", view.here, "open"))


def clear_panel(total: int, asked: Asked) -> Reply:
    _ = asked._
    question = _.plural(
        "Remove your {count} session for good, with all that was said in it? This can't be undone.",
        "Remove all {count} of your sessions for good, with all that was said in them? This can't be undone.",
        total,
    ).format(count=total)
    kept = _("Your settings and bookings stay.")
    buttons = (
        Button(_("Remove all for good"), value("u", asked.user.id, "cleared"), "danger"),
        Button(_("Keep them"), value("u", asked.user.id, "show")),
    )
    return Reply(in_a_row((question, kept), asked.locale), Panel((buttons,)), aside=True)
