"""Panels that choose one thing of a session: its model, its mode, its system message."""

from collections.abc import Sequence

from bots.counter import Asked, Counter
from bots.markup import plain, quoted
from bots.panels.lines import title_of
from bots.panels.refusals import no_such_model
from bots.panels.sessions import DEFAULT, LONGEST_SYSTEM_MESSAGE, MOST_OPTIONS, models_select, modes_select
from bots.panels.values import key, named, value
from graphs.dialogue import Button, Input, Option, Panel, Reply, Select
from graphs.modes import MODES
from models.cards import known_as, price_text, window_text
from models.catalogue import Card
from prompts.presets import Preset
from storage.sessions import Session
from texts import in_a_row, labelled


def models_panel(session: Session, cards: Sequence[Card], answering: Card, asked: Asked) -> Reply:
    _ = asked._
    lines = [f"- {card_line(card, asked)}" for card in cards]
    now = _("“{title}” is answered by {model}.").format(
        title=plain(title_of(session.title, _)), model=plain(known_as(answering, _))
    )
    text = f"{now}\n\n{_('There are:')}\n\n" + "\n".join(lines)
    return Reply(text, Panel(selects=(models_select(session.model, cards, "m", session.id, _),)), aside=True)


def chosen_model(argument: str, asked: Asked, counter: Counter) -> str | Reply | None:
    """What a press chooses: a model's name, None for whichever the mode has; the refusal where it is gone."""
    name = named((card.name for card in counter.models.cards), argument)
    return no_such_model(asked) if name is None and argument != DEFAULT else name


def card_line(card: Card, asked: Asked) -> str:
    _ = asked._
    return _("**{model}**: window {window}, price {price}").format(
        model=plain(known_as(card, _)), window=window_text(card, _), price=price_text(card, _)
    )


def modes_panel(session: Session, asked: Asked) -> Reply:
    _ = asked._
    chosen = next((_(mode.title) for mode in MODES if mode.name == session.mode), session.mode)
    now = _("“{title}” is in the mode “{mode}”.").format(
        title=plain(title_of(session.title, _)), mode=plain(chosen)
    )
    lines = [labelled(f"**{_(mode.title)}**", _(mode.description), asked.locale) for mode in MODES]
    text = f"{now}\n\n" + "\n".join(f"- {line}" for line in lines)
    return Reply(text, Panel(selects=(modes_select(session.mode, "o", session.id, _),)), aside=True)


def system_panel(session: Session, presets: Sequence[Preset], asked: Asked) -> Reply:
    _ = asked._
    title = plain(title_of(session.title, _))
    if session.system_message:
        now = _("In “{title}” the model is told:").format(title=title)
        text = f"{now}\n\n{quoted(session.system_message)}"
        rows: tuple[tuple[Button, ...], ...] = (
            (Button(_("Tell it nothing"), value("y", session.id, "none")),),
        )
    else:
        now = _("In “{title}” the model is told nothing in particular.").format(title=title)
        text = in_a_row((now, _("Write it yourself, or pick a role that is ready-made.")), asked.locale)
        rows = ()
    own = Input(
        _("Write it"),
        value("y", session.id, "own"),
        session.system_message,
        lines=True,
        longest=LONGEST_SYSTEM_MESSAGE,
    )
    options = tuple(
        Option(_(preset.title), value("y", session.id, "see", key(preset.name)), _(preset.description))
        for preset in presets[:MOST_OPTIONS]
    )
    current = next((preset for preset in presets if preset.text == session.system_message), None)
    chosen = value("y", session.id, "see", key(current.name)) if current else ""
    selects = (Select(_("Ready-made roles"), options, chosen),) if options else ()
    return Reply(text, Panel(rows, selects, (own,)), aside=True)


def preset_panel(session: Session, preset: Preset, asked: Asked) -> Reply:
    """What picking it would tell the model."""
    _ = asked._
    buttons = (
        Button(_("Use it"), value("y", session.id, "use", key(preset.name)), "primary"),
        Button(_("Back"), value("y", session.id, "show")),
    )
    heading = f"**{plain(_(preset.title))}** — {plain(_(preset.description))}"
    return Reply(f"{heading}\n\n{quoted(preset.text)}", Panel((buttons,)), aside=True)
