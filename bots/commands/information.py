"""/info: what this is, what it can do, and what it costs."""

from collections.abc import Sequence

from bots.commands.command import Command
from bots.counter import Asked, Counter
from bots.markup import plain
from bots.panels.answering import who_answers
from bots.panels.choosing import card_line
from bots.panels.lines import title_of
from bots.panels.views import seen
from graphs.dialogue import Reply
from texts import in_a_row, labelled, listed


async def information(asked: Asked, counter: Counter, commands: Sequence[Command]) -> Reply:
    _ = asked._
    what = _("Concierge {version}.").format(version=counter.version)
    parts = [in_a_row((what, counter.about(asked.locale)), asked.locale)]
    session = await seen(asked, counter, asked.session.id)
    if session is not None:
        now = _("You are in “{title}”; /session shows it.").format(title=plain(title_of(session.title, _)))
        answering = await who_answers(session, asked, counter)
        parts.append(in_a_row((now, answering.told(asked.locale)), asked.locale))
    models = "\n".join(f"- {card_line(card, asked)}" for card in counter.models.cards)
    parts.append(f"{_('Models:')}\n\n{models}")
    names = listed((f"/{command.name}" for command in commands), asked.locale)
    parts.append(labelled(_("Commands"), names, asked.locale))
    return Reply("\n\n".join(parts), aside=True)
