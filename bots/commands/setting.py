"""How a session is set: its model, its system message; and the person's own settings."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from bots.counter import Asked, Counter
from bots.markup import plain, repeated
from bots.panels.choosing import models_panel, system_panel
from bots.panels.refusals import gone, not_yours, too_long
from bots.panels.sessions import LONGEST_SYSTEM_MESSAGE
from bots.panels.user import settings_panel, user_panel
from bots.panels.views import seen, user_view
from bots.unspoken import not_spoken
from graphs.dialogue import Reply
from graphs.modes import split
from models.card_words import known_as
from storage.sessions import Session
from texts import in_a_row, listed

_ALIKE = 80.0
_NONE = ("-", "default")


async def user(asked: Asked, counter: Counter) -> Reply:
    return user_panel(await user_view(asked, counter), asked)


async def settings(asked: Asked, counter: Counter) -> Reply:
    return settings_panel(await user_view(asked, counter), asked)


async def voice(asked: Asked, counter: Counter) -> Reply:
    """Whether answers are said aloud as well; without a word, how it is."""
    _ = asked._
    words = asked.words.casefold()
    if words in ("off", _("off")):
        await counter.kept.users.change(asked.user.id, voice=False)
        return Reply(_("From now on I answer in writing only."), aside=True)
    mode = split(asked.session.mode)[0]
    if (trouble := await counter.speaking.trouble(mode, asked.locale)) is not None:
        renews = asked.when(counter.renews(asked.user))
        return Reply(not_spoken(trouble.reason, asked.locale, renews), aside=True)
    if words in ("on", _("on")):
        await counter.kept.users.change(asked.user.id, voice=True)
        on = _("From now on I say my answers aloud as well. /voice off ends that.")
        if counter.speaking.can(mode, asked.locale):
            return Reply(on, aside=True)
        foreign = _(
            "I have no voice for your language yet, though; the owner can give me one in models.toml."
        )
        return Reply(in_a_row((on, foreign), asked.locale), aside=True)
    if asked.user.voice:
        return Reply(_("I say my answers aloud as well. /voice off ends that."), aside=True)
    return Reply(_("I answer in writing only. With /voice on I say my answers aloud as well."), aside=True)


async def model(asked: Asked, counter: Counter) -> Reply:
    session = await to_set(asked, counter)
    if session is None:
        return gone(asked)
    cards = counter.models.cards
    if asked.words:
        if session.user_id != asked.user.id:
            return not_yours(asked)
        names = {card.name: known_as(card, asked._) for card in cards}
        name = None if asked.words in _NONE else _like(asked.words, names)
        if name is None and asked.words not in _NONE:
            return _no_such_model(names.values(), asked)
        session = await counter.kept.sessions.change(session.id, model=name)
    return await models_panel(session, asked, counter)


def _no_such_model(names: Iterable[str], asked: Asked) -> Reply:
    _ = asked._
    unknown = _("There is no model “{words}”, so nothing was changed.").format(words=repeated(asked.words))
    there_are = _("There are: {names}.").format(names=listed(map(plain, names), asked.locale))
    return Reply(in_a_row((unknown, there_are), asked.locale), aside=True)


async def system(asked: Asked, counter: Counter) -> Reply:
    """The words may be a ready-made role's name; anything else is what the model is told."""
    _ = asked._
    session = await to_set(asked, counter)
    if session is None:
        return gone(asked)
    presets = counter.presets()
    if asked.words:
        if session.user_id != asked.user.id:
            return not_yours(asked)
        if len(asked.words) > LONGEST_SYSTEM_MESSAGE:
            return too_long(asked.words, LONGEST_SYSTEM_MESSAGE, asked)
        wanted = asked.words.casefold()
        preset = next(
            (one for one in presets if wanted in (one.name.casefold(), _(one.title).casefold())), None
        )
        told = "" if asked.words == "-" else preset.text if preset else asked.words
        session = await counter.kept.sessions.change(session.id, system_message=told)
    return system_panel(session, presets, asked)


async def to_set(asked: Asked, counter: Counter) -> Session | None:
    """The session that a setting is for. Whoever is about to begin a new one sets that."""
    if asked.user.state == "new" and not asked.replying and asked.session.spoken_at is not None:
        return await counter.begin(asked, None)
    return await seen(asked, counter, asked.session.id)


def _like(words: str, names: dict[str, str]) -> str | None:
    """The name that is meant: itself, or its title, with a slip of the pen allowed."""
    wanted = words.casefold()
    exact = next(
        (name for name, title in names.items() if wanted in (name.casefold(), title.casefold())), None
    )
    if exact is not None:
        return exact
    choices = {name: f"{name} {title}".casefold() for name, title in names.items()}
    best = process.extractOne(wanted, choices, scorer=fuzz.WRatio, score_cutoff=_ALIKE)
    return best[2] if best else None
