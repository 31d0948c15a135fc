"""Finding sessions, looking at them and taking them along."""

import re

from rapidfuzz import fuzz, process

from bots.counter import Asked, Counter
from bots.panels.exporting import export_session
from bots.panels.finding import show_found
from bots.panels.lines import title_of
from bots.panels.refusals import gone
from bots.panels.values import LONGEST_KEY
from bots.panels.views import seen, show_list, show_session
from graphs.dialogue import Reply
from storage.sessions import Session

_ID = re.compile(r"[0-9a-f]{32}")
_LOOKED_THROUGH = 200
"""Sessions, the newest, in which one is looked for by its title."""
_ALIKE = 75.0


async def sessions(asked: Asked, counter: Counter) -> Reply:
    """The words may be the number of a page, from 1."""
    number = int(asked.words) - 1 if asked.words.isdecimal() and len(asked.words) < LONGEST_KEY else 0
    return await show_list(asked, counter, min(number, 10**6))


async def session(asked: Asked, counter: Counter) -> Reply:
    """That of the message replied to, the one named, or the one open here.

    Asked aside about a message, everything that was said is shown.
    """
    found = await _meant(asked, counter)
    if found is None:
        return gone(asked)
    details = bool(asked.incoming.about and asked.incoming.aside)
    return await show_session(asked, counter, found, all_of_it=details)


async def search(asked: Asked, counter: Counter) -> Reply:
    _ = asked._
    if not asked.words:
        return Reply(_("What should I look for? For example: /search projector"), aside=True)
    return await show_found(asked, counter, " ".join(asked.words.split()), 0)


async def export(asked: Asked, counter: Counter) -> Reply:
    found = await seen(asked, counter, asked.session.id)
    if found is None:
        return gone(asked)
    kinds = {"markdown": ("markdown",), "json": ("json",)}.get(asked.words.casefold(), ("markdown", "json"))
    return await export_session(asked, counter, found, kinds)


async def _meant(asked: Asked, counter: Counter) -> Session | None:
    if asked.incoming.about and not asked.replying:
        return None
    if not asked.words or asked.replying:
        return await seen(asked, counter, asked.session.id)
    if _ID.fullmatch(asked.words):
        return await seen(asked, counter, asked.words)
    place = asked.place.key if asked.watched else None
    page = await counter.kept.sessions.page(
        asked.user.id, place=place, with_public=True, offset=0, limit=_LOOKED_THROUGH
    )
    titles = {one.id: title_of(one.title, asked._).casefold() for one in page.sessions}
    best = process.extractOne(asked.words.casefold(), titles, scorer=fuzz.WRatio, score_cutoff=_ALIKE)
    return next((one for one in page.sessions if best and one.id == best[2]), None)
