"""/mode: what a session is for."""

from collections.abc import Sequence

from bots.commands.mode_meant import Meant, mode_meant
from bots.commands.setting import to_set
from bots.counter import Asked, Counter
from bots.markup import plain, repeated
from bots.panels.choosing import modes_panel
from bots.panels.refusals import gone, not_yours
from graphs.dialogue import Reply
from graphs.languages import LANGUAGES
from graphs.modes import Mode, choice_title, joined
from texts import in_a_row, listed


async def mode(asked: Asked, counter: Counter) -> Reply:
    """The words are a mode, by its name or title, and after it what is chosen of it: "translator de"."""
    modes = counter.modes()
    meant = mode_meant(asked.words, modes)
    if asked.words and meant is None:
        return _no_such_mode(modes, asked)
    if meant is not None and meant.unknown:
        return _no_such_choice(meant, asked)
    session = await to_set(asked, counter)
    if session is None:
        return gone(asked)
    if meant is not None:
        if session.user_id != asked.user.id:
            return not_yours(asked)
        session = await counter.kept.sessions.change(session.id, mode=joined(meant.mode.name, meant.choice))
    return await modes_panel(session, asked, counter)


def _no_such_mode(modes: Sequence[Mode], asked: Asked) -> Reply:
    _ = asked._
    unknown = _("There is no mode “{words}”, so nothing was changed.").format(words=repeated(asked.words))
    titles = listed((plain(_(mode.title)) for mode in modes), asked.locale)
    how = _("Write one of them after /mode, or /mode alone to see what each does.")
    return Reply(
        in_a_row((unknown, _("There are: {names}.").format(names=titles), how), asked.locale), aside=True
    )


def _no_such_choice(meant: Meant, asked: Asked) -> Reply:
    _, mode = asked._, meant.mode
    title, command = plain(_(mode.title)), f"/mode {_(mode.title).casefold()}"
    if not mode.choices:
        only = _("The mode “{mode}” has nothing to choose, so nothing was changed.").format(mode=title)
        how = _("Write `{command}`, and what you want to say in a message after it.").format(command=command)
        return Reply(in_a_row((only, how), asked.locale), aside=True)
    unknown = (
        _("The translator doesn't offer “{words}”, so nothing was changed.")
        if mode.choices == LANGUAGES
        else _("The mode “{mode}” has no form “{words}”, so nothing was changed.")
    ).format(mode=title, words=repeated(meant.unknown))
    names = {choice: choice_title(mode, choice, _) for choice in mode.choices}
    there_are = _("There are: {names}.").format(names=listed(names.values(), asked.locale))
    example = next(name for choice, name in names.items() if choice != asked.locale)
    how = _("Write for example `{command}`.").format(command=f"{command} {example}")
    other = _("A message may name any other: “Translate into Latin: …”.") if mode.choices == LANGUAGES else ""
    return Reply(
        f"{in_a_row((unknown, there_are), asked.locale)}\n\n{in_a_row((how, other), asked.locale)}",
        aside=True,
    )
