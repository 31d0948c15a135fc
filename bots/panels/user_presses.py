"""What becomes of a press on the panels of a person: it is always their own."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Unpack

from bots.counter import Asked, Counter
from bots.panels.choosing import chosen_model
from bots.panels.filling import filled_in, system_message_in
from bots.panels.refusals import outdated
from bots.panels.user import LONGEST_ANSWER, SETTINGS, clear_panel, settings_panel, user_panel
from bots.panels.values import Pressed
from bots.panels.views import user_view
from graphs.dialogue import Reply
from storage.users import State, UserChanges

_NUMBER = re.compile(r"[0-9]{1,6}")


async def press_user(asked: Asked, counter: Counter, pressed: Pressed) -> Reply:
    act = _USER.get(pressed.action)
    return await act(asked, counter, pressed) if act else outdated(asked)


async def _show_user(asked: Asked, counter: Counter, pressed: Pressed) -> Reply:
    draw = settings_panel if pressed.panel == SETTINGS else user_panel
    return draw(await user_view(asked, counter), asked)


async def _set(asked: Asked, counter: Counter, pressed: Pressed, **changes: Unpack[UserChanges]) -> Reply:
    user = await counter.kept.users.change(asked.user.id, **changes)
    return await _show_user(replace(asked, user=user), counter, pressed)


async def _state(asked: Asked, counter: Counter, pressed: Pressed) -> Reply:
    states: dict[str, State] = {"new": "new", "active": "active", "off": "off"}
    state = states.get(pressed.argument)
    if state is None:
        return outdated(asked)
    return await _set(asked, counter, pressed, state=state)


async def _attach(asked: Asked, counter: Counter, pressed: Pressed) -> Reply:
    return await _set(asked, counter, pressed, attach=pressed.argument == "on")


async def _public(asked: Asked, counter: Counter, pressed: Pressed) -> Reply:
    return await _set(asked, counter, pressed, show_public=pressed.argument == "on")


async def _default_model(asked: Asked, counter: Counter, pressed: Pressed) -> Reply:
    name = chosen_model(pressed.argument, asked, counter)
    if isinstance(name, Reply):
        return name
    user = await counter.kept.users.change(asked.user.id, model=name)
    if _unspoken(asked):
        await counter.kept.sessions.change(asked.session.id, model=name)
    return await _show_user(replace(asked, user=user), counter, pressed)


async def _default_system(asked: Asked, counter: Counter, pressed: Pressed) -> Reply:
    _ = asked._
    question = _(
        "What should the model be told in your new sessions? Send me the words, or a single - for nothing."
    )
    told = await system_message_in(asked, counter, question)
    if isinstance(told, Reply):
        return told
    user = await counter.kept.users.change(asked.user.id, system_message=told)
    if _unspoken(asked) and not asked.session.public:
        await counter.kept.sessions.change(asked.session.id, system_message=told)
    return await _show_user(replace(asked, user=user), counter, pressed)


async def _tokens(asked: Asked, counter: Counter, pressed: Pressed) -> Reply:
    _ = asked._
    question = _("How many tokens may one answer take? Send me a number, for example 500.")
    words = await filled_in(asked, counter, question, 20)
    if isinstance(words, Reply):
        return words
    number = int(words) if _NUMBER.fullmatch(words) else 0
    if not 0 < number <= LONGEST_ANSWER:
        wrong = _("I need a whole number from 1 to {most}. Nothing was changed.")
        return Reply(wrong.format(most=LONGEST_ANSWER), aside=True)
    return await _set(asked, counter, pressed, max_tokens=number)


async def _ask_clearing(asked: Asked, counter: Counter, pressed: Pressed) -> Reply:
    page = await counter.kept.sessions.page(asked.user.id, place=None, with_public=False, offset=0, limit=1)
    return clear_panel(page.total, asked)


async def _clear(asked: Asked, counter: Counter, pressed: Pressed) -> Reply:
    _ = asked._
    removed = await counter.kept.sessions.remove_all(asked.user.id)
    for session_id in removed:
        async with counter.hold(session_id):
            await counter.conversation.forget(session_id)
    return Reply(_("All your sessions are removed. Your next message begins a new one."), replaces=True)


def _unspoken(asked: Asked) -> bool:
    return asked.owns and asked.session.spoken_at is None


_USER: dict[str, Callable[[Asked, Counter, Pressed], Awaitable[Reply]]] = {
    "show": _show_user,
    "state": _state,
    "attach": _attach,
    "public": _public,
    "model": _default_model,
    "system": _default_system,
    "tokens": _tokens,
    "clear": _ask_clearing,
    "cleared": _clear,
}
