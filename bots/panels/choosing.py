"""Panels that choose one thing of a session: its model, its mode, its system message."""

from collections.abc import Sequence

from bots.counter import Asked, Counter
from bots.markup import plain, quoted
from bots.panels.answering import Answering, who_answers
from bots.panels.lines import title_of
from bots.panels.refusals import no_such_model
from bots.panels.sessions import (
    DEFAULT,
    LONGEST_SYSTEM_MESSAGE,
    MOST_OPTIONS,
    mode_title,
    models_select,
    modes_select,
)
from bots.panels.values import key, named, value
from graphs.dialogue import Button, Input, Option, Panel, Reply, Select
from graphs.modes import Mode, choice_title, split
from models.card import Card
from models.card_words import known_as, price_text, window_text
from prompts.presets import Preset
from storage.sessions import Session
from texts import Translator, in_a_row, labelled


async def models_panel(session: Session, asked: Asked, counter: Counter) -> Reply:
    _, cards = asked._, counter.models.cards
    answering = await who_answers(session, asked, counter)
    lines = [f"- {card_line(card, asked)}" for card in cards]
    who = answering.because
    if answering.model:
        who = _("“{title}” is answered by {model}.").format(
            title=plain(title_of(session.title, _)), model=plain(answering.model)
        )
    now = in_a_row((who, answering.more), asked.locale)
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


async def modes_panel(session: Session, asked: Asked, counter: Counter) -> Reply:
    """Which mode the session is in, who answers in it now and why, and what else there is."""
    _ = asked._
    modes = counter.modes()
    now = _("“{title}” is in the mode “{mode}”.").format(
        title=plain(title_of(session.title, _)), mode=mode_title(session.mode, modes, _)
    )
    answering = await who_answers(session, asked, counter)
    lines = [f"- {_mode_line(mode, answering, asked)}" for mode in modes]
    text = f"{in_a_row((now, answering.told(asked.locale)), asked.locale)}\n\n" + "\n".join(lines)
    select = modes_select(session.mode, modes, "o", session.id, _, explained=False)
    selects = (select, *_choices(session, counter, _))
    return Reply(text, Panel(selects=selects), aside=True)


def _mode_line(mode: Mode, answering: Answering, asked: Asked) -> str:
    """What it does, and who answers there if that is somebody else than here."""
    _ = asked._
    other = answering.elsewhere.get(mode.name)
    by = _("{model} answers there.").format(model=plain(other)) if other else ""
    what = in_a_row((plain(_(mode.description)), by), asked.locale)
    return labelled(f"**{plain(_(mode.title))}**", what, asked.locale)


def _choices(session: Session, counter: Counter, _: Translator) -> tuple[Select, ...]:
    """What may be chosen of the session's mode."""
    mode, chosen = counter.modes.named(split(session.mode)[0]), split(session.mode)[1]
    if not mode.choices:
        return ()
    options = [
        Option(choice_title(mode, choice, _), value("o", session.id, "choice", choice))
        for choice in mode.choices[: MOST_OPTIONS - 1]
    ]
    usual = Option(_("As it fits"), value("o", session.id, "choice", DEFAULT))
    prompt = _("Into") if mode.keeps else _("Form")
    return (Select(prompt, (usual, *options), value("o", session.id, "choice", chosen or DEFAULT)),)


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
