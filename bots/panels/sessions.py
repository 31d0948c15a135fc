"""The panel of one session, and the list of many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bots.counter import Asked
from bots.markup import plain, quoted, shortened
from bots.panels.lines import title_of
from bots.panels.values import key, value
from graphs.dialogue import Attachment, Button, Input, Option, Panel, Reply, Select
from graphs.modes import Mode, choice_title, split
from models.card import Card
from models.card_words import known_as
from storage.session_pages import SessionPage
from storage.sessions import Session
from texts import Translator, clauses, labelled

PAGE = 8
MOST_OPTIONS = 25
LONGEST_LABEL = 60
LONGEST_TITLE = 100
LONGEST_SYSTEM_MESSAGE = 4_000

DEFAULT = "-"
"""Stands for no model of one's own: the mode's is asked."""


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session before somebody. `mine`: they may change it; `here`: it is the one open; `said` is Markdown."""

    session: Session
    creator: str
    mine: bool
    here: bool
    said: str
    cards: Sequence[Card]
    modes: Sequence[Mode]
    link: str = ""
    attachments: tuple[Attachment, ...] = ()


def session_panel(view: SessionView, asked: Asked) -> Reply:
    _, session = asked._, view.session
    creator = _("you") if view.mine else plain(view.creator)
    shared = (
        _("Public: whoever is where it was opened may read it and talk in it.")
        if session.public
        else _("Private: only you see it.")
    )
    facts = [
        (_("By"), creator),
        (_("Mode"), mode_title(session.mode, view.modes, _)),
        (_("Model"), plain(session.model) if session.model else _("as the mode has it")),
        (_("Begun"), asked.when(session.created_at)),
        (_("Last message"), asked.when(session.spoken_at)),
        (_("Last change"), asked.when(session.updated_at)),
    ]
    parts = [
        f"**{plain(title_of(session.title, _))}**",
        "\n".join(f"- {labelled(name, fact, asked.locale)}" for name, fact in facts),
    ]
    parts.append(shared)
    if session.system_message:
        parts.append(f"{_('System message:')}\n\n{quoted(session.system_message)}")
    parts.append(view.said or _("Nothing has been said here yet."))
    return Reply("\n\n".join(parts), _session_controls(view, asked), view.attachments, aside=True)


def _session_controls(view: SessionView, asked: Asked) -> Panel:
    _, session = asked._, view.session
    rows: list[tuple[Button, ...]] = []
    if not view.here:
        rows.append((Button(_("Go on with it here"), value("s", session.id, "open"), "primary"),))
    look = [Button(_("Whole conversation"), value("s", session.id, "all"))]
    look.append(Button(_("As files"), value("s", session.id, "export")))
    rows.append(tuple(look))
    if view.link:
        rows.append((Button(_("Go on in private"), url=view.link),))
    if not view.mine:
        return Panel(tuple(rows))
    toggle = (
        Button(_("Make it private"), value("s", session.id, "private"))
        if session.public
        else Button(_("Make it public"), value("s", session.id, "public"))
    )
    rows.append((toggle, Button(_("Remove"), value("s", session.id, "remove"), "danger")))
    inputs = (
        Input(_("Name"), value("s", session.id, "name"), session.title, longest=LONGEST_TITLE),
        Input(
            _("System message"),
            value("s", session.id, "system"),
            session.system_message,
            lines=True,
            longest=LONGEST_SYSTEM_MESSAGE,
        ),
    )
    selects = (
        models_select(session.model, view.cards, "s", session.id, _),
        modes_select(session.mode, view.modes, "s", session.id, _),
    )
    return Panel(tuple(rows), selects, inputs)


def models_select(
    chosen: str | None, cards: Sequence[Card], panel: str, subject: str | int, _: Translator
) -> Select:
    """The person's choice of a model; one that we no longer have is shown by no mark."""
    default = Option(_("As the mode has it"), value(panel, subject, "model", DEFAULT))
    options = [
        Option(shortened(known_as(card, _), LONGEST_LABEL), value(panel, subject, "model", key(card.name)))
        for card in cards[: MOST_OPTIONS - 1]
    ]
    return Select(
        _("Model"), (default, *options), value(panel, subject, "model", key(chosen) if chosen else DEFAULT)
    )


def modes_select(
    chosen: str, modes: Sequence[Mode], panel: str, subject: str, _: Translator, *, explained: bool = True
) -> Select:
    """`explained` where nothing else on the panel says what the modes do."""
    options = tuple(
        Option(
            shortened(_(mode.title), LONGEST_LABEL),
            value(panel, subject, "mode", key(mode.name)),
            _(mode.description) if explained else "",
        )
        for mode in modes[:MOST_OPTIONS]
    )
    return Select(_("Mode"), options, value(panel, subject, "mode", key(split(chosen)[0])))


def removal_panel(session: Session, asked: Asked) -> Reply:
    _ = asked._
    question = _("Remove “{title}” for good, with all that was said in it? This can't be undone.")
    return Reply(
        question.format(title=plain(title_of(session.title, _))),
        Panel(
            (
                (
                    Button(_("Remove for good"), value("s", session.id, "removed"), "danger"),
                    Button(_("Keep it"), value("s", session.id, "show")),
                ),
            )
        ),
        aside=True,
    )


@dataclass(frozen=True, slots=True)
class ListView:
    """A page of sessions, `number` from 0. `here` is the id of the one open; `names` are those of other creators."""

    page: SessionPage
    number: int
    here: str
    names: dict[int, str]

    @property
    def pages(self) -> int:
        return max(1, -(-self.page.total // PAGE))


def list_panel(view: ListView, asked: Asked) -> Reply:
    _ = asked._
    if not view.page.total:
        nothing = (
            _("There are no public sessions here yet. Write something, and one begins.")
            if asked.watched
            else _("You have no sessions yet. Write something, and one begins.")
        )
        return Reply(nothing, aside=True)
    heading = _("Public sessions here:") if asked.watched else _("Your sessions:")
    lines = [f"- {_line(session, view, asked)}" for session in view.page.sessions]
    text = f"{heading}\n\n" + "\n".join(lines)
    if view.pages > 1:
        place = _("Page {page} of {pages}").format(page=view.number + 1, pages=view.pages)
        text += f"\n\n{place}"
    options = tuple(
        Option(label(session, _), value("s", session.id, "open"), asked.when(_last(session)))
        for session in view.page.sessions
    )
    select = Select(_("Go on with"), options, value("s", view.here, "open"))
    turning = _pages(view, asked)
    return Reply(text, Panel((turning,) if turning else (), (select,)), aside=True)


def label(session: Session, _: Translator) -> str:
    return shortened(title_of(session.title, _), LONGEST_LABEL)


def _line(session: Session, view: ListView, asked: Asked) -> str:
    _ = asked._
    notes = [asked.when(_last(session))]
    if session.user_id != asked.user.id:
        notes.append(_("by {name}").format(name=plain(view.names.get(session.user_id, "?"))))
    elif session.public and not asked.watched:
        notes.append(_("public"))
    if session.id == view.here:
        notes.append(_("open here"))
    return f"**{plain(title_of(session.title, _))}** — {clauses(notes, asked.locale)}"


def _pages(view: ListView, asked: Asked) -> tuple[Button, ...]:
    _, mine = asked._, asked.user.id
    buttons: list[Button] = []
    if view.number > 0:
        buttons.append(Button(_("‹ Newer"), value("l", mine, "page", str(view.number - 1))))
    if view.number + 1 < view.pages:
        buttons.append(Button(_("Older ›"), value("l", mine, "page", str(view.number + 1))))
    return tuple(buttons)


def _last(session: Session) -> datetime:
    return session.spoken_at or session.created_at


def mode_title(mode: str, modes: Sequence[Mode], _: Translator) -> str:
    """What a session's mode is called, with what was chosen of it."""
    name, choice = split(mode)
    known = next((one for one in modes if one.name == name), None)
    if known is None:
        return plain(name)
    title = plain(_(known.title))
    return f"{title}: {choice_title(known, choice, _)}" if choice in known.choices else title
