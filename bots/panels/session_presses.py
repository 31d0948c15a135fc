"""What becomes of a press on the panels of a session: for whoever may see it, and for whoever made it."""

from collections.abc import Awaitable, Callable
from typing import Unpack

from bots.counter import Asked, Counter
from bots.panels.choosing import chosen_model, models_panel, modes_panel, preset_panel, system_panel
from bots.panels.exporting import export_session
from bots.panels.filling import filled_in, system_message_in
from bots.panels.refusals import gone, not_yours, outdated
from bots.panels.sessions import DEFAULT, LONGEST_TITLE, removal_panel
from bots.panels.values import Pressed, named
from bots.panels.views import open_session, seen, show_session
from graphs.dialogue import Reply
from graphs.modes import joined, split
from prompts.presets import Preset
from storage.sessions import Session, SessionChanges

_Act = Callable[[Asked, Counter, Session, Pressed], Awaitable[Reply]]


async def press_session(asked: Asked, counter: Counter, pressed: Pressed) -> Reply:
    """The session is looked up anew: what one may see of it has to hold now."""
    session = await seen(asked, counter, pressed.subject)
    if session is None:
        return gone(asked)
    if pressed.action in _LOOKS:
        return await _LOOKS[pressed.action](asked, counter, session, pressed)
    change = _CHANGES.get(pressed.action)
    if change is None:
        return outdated(asked)
    if session.user_id != asked.user.id:
        return not_yours(asked)
    return await change(asked, counter, session, pressed)


async def _open(asked: Asked, counter: Counter, session: Session, pressed: Pressed) -> Reply:
    return await open_session(asked, counter, session)


async def _show(asked: Asked, counter: Counter, session: Session, pressed: Pressed) -> Reply:
    return await _render(asked, counter, session, pressed)


async def _all(asked: Asked, counter: Counter, session: Session, pressed: Pressed) -> Reply:
    return await show_session(asked, counter, session, all_of_it=True)


async def _export(asked: Asked, counter: Counter, session: Session, pressed: Pressed) -> Reply:
    return await export_session(asked, counter, session, ("markdown", "json"))


async def _rename(asked: Asked, counter: Counter, session: Session, pressed: Pressed) -> Reply:
    _ = asked._
    name = await filled_in(
        asked, counter, _("What should the session be called? Send me its name."), LONGEST_TITLE
    )
    if isinstance(name, Reply):
        return name
    if not name:
        return Reply(_("A session needs a name. Nothing was changed."), aside=True)
    return await _set(asked, counter, session, pressed, title=name)


async def _system(asked: Asked, counter: Counter, session: Session, pressed: Pressed) -> Reply:
    _ = asked._
    question = _(
        "What should the model be told in this session? Send me the words, or a single - for nothing."
    )
    told = await system_message_in(asked, counter, question)
    if isinstance(told, Reply):
        return told
    return await _set(asked, counter, session, pressed, system_message=told)


async def _untold(asked: Asked, counter: Counter, session: Session, pressed: Pressed) -> Reply:
    return await _set(asked, counter, session, pressed, system_message="")


async def _model(asked: Asked, counter: Counter, session: Session, pressed: Pressed) -> Reply:
    name = chosen_model(pressed.argument, asked, counter)
    if isinstance(name, Reply):
        return name
    return await _set(asked, counter, session, pressed, model=name)


async def _mode(asked: Asked, counter: Counter, session: Session, pressed: Pressed) -> Reply:
    name = named((mode.name for mode in counter.modes()), pressed.argument)
    if name is None:
        return outdated(asked)
    now, choice = split(session.mode)
    return await _set(asked, counter, session, pressed, mode=joined(name, choice) if name == now else name)


async def _choice(asked: Asked, counter: Counter, session: Session, pressed: Pressed) -> Reply:
    name, _chosen = split(session.mode)
    choice = "" if pressed.argument == DEFAULT else pressed.argument
    if choice and choice not in counter.modes.named(name).choices:
        return outdated(asked)
    return await _set(asked, counter, session, pressed, mode=joined(name, choice))


async def _see_preset(asked: Asked, counter: Counter, session: Session, pressed: Pressed) -> Reply:
    preset = _preset(counter, pressed)
    return preset_panel(session, preset, asked) if preset else outdated(asked)


async def _use_preset(asked: Asked, counter: Counter, session: Session, pressed: Pressed) -> Reply:
    preset = _preset(counter, pressed)
    if preset is None:
        return outdated(asked)
    return await _set(asked, counter, session, pressed, system_message=preset.text)


def _preset(counter: Counter, pressed: Pressed) -> Preset | None:
    presets = {preset.name: preset for preset in counter.presets()}
    name = named(presets, pressed.argument)
    return presets[name] if name else None


async def _publish(asked: Asked, counter: Counter, session: Session, pressed: Pressed) -> Reply:
    return await _set(asked, counter, session, pressed, public=True)


async def _withdraw(asked: Asked, counter: Counter, session: Session, pressed: Pressed) -> Reply:
    _ = asked._
    session = await counter.kept.sessions.change(session.id, public=False)
    if not asked.watched:
        return await _render(asked, counter, session, pressed)
    return Reply(
        _("The session is private now. Go on with it in a private chat: /sessions lists it there."),
        replaces=True,
    )


async def _ask_removal(asked: Asked, counter: Counter, session: Session, pressed: Pressed) -> Reply:
    return removal_panel(session, asked)


async def _remove(asked: Asked, counter: Counter, session: Session, pressed: Pressed) -> Reply:
    _ = asked._
    await _forget(counter, session.id)
    return Reply(_("The session is removed. Your next message begins a new one."), replaces=True)


async def _forget(counter: Counter, session_id: str) -> None:
    """Waits for the answer that is being written in it."""
    async with counter.hold(session_id):
        await counter.kept.sessions.remove(session_id)
        await counter.conversation.forget(session_id)


async def _set(
    asked: Asked, counter: Counter, session: Session, pressed: Pressed, **changes: Unpack[SessionChanges]
) -> Reply:
    return await _render(asked, counter, await counter.kept.sessions.change(session.id, **changes), pressed)


async def _render(asked: Asked, counter: Counter, session: Session, pressed: Pressed) -> Reply:
    return await _RENDERED[pressed.panel](asked, counter, session)


async def _models(asked: Asked, counter: Counter, session: Session) -> Reply:
    return await models_panel(session, asked, counter)


async def _modes(asked: Asked, counter: Counter, session: Session) -> Reply:
    return await modes_panel(session, asked, counter)


async def _systems(asked: Asked, counter: Counter, session: Session) -> Reply:
    return system_panel(session, counter.presets(), asked)


_RENDERED: dict[str, Callable[[Asked, Counter, Session], Awaitable[Reply]]] = {
    "s": show_session,
    "m": _models,
    "o": _modes,
    "y": _systems,
}
"""By panel, what shows it anew."""
SESSION_PANELS = frozenset(_RENDERED)

_LOOKS: dict[str, _Act] = {"open": _open, "show": _show, "all": _all, "export": _export}
"""For whoever may see the session."""
LOOKS_ELSEWHERE = ("open", "all", "export")

_CHANGES: dict[str, _Act] = {
    "name": _rename,
    "system": _system,
    "own": _system,
    "none": _untold,
    "model": _model,
    "mode": _mode,
    "choice": _choice,
    "see": _see_preset,
    "use": _use_preset,
    "public": _publish,
    "private": _withdraw,
    "remove": _ask_removal,
    "removed": _remove,
}
"""For whoever made it."""
