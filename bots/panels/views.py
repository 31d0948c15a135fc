"""Reads what panels show. Whether it may be shown to this person here is decided before."""

import asyncio
from collections.abc import Iterable, Sequence

from bots.access import may_open, may_see
from bots.counter import Asked, Counter
from bots.exports import Document
from bots.markup import plain
from bots.panels.lines import SHOWN, latest, title_of, whole
from bots.panels.refusals import cannot_open, gone
from bots.panels.sessions import PAGE, ListView, SessionView, list_panel, session_panel
from bots.panels.user import UserView
from graphs.dialogue import Attachment, Reply
from storage.session_pages import SessionPage
from storage.sessions import Session
from storage.transcript import Line


async def show_session(asked: Asked, counter: Counter, session: Session, *, all_of_it: bool = False) -> Reply:
    """The panel of a session; with `all_of_it` everything that was said stands in it, as a file where that is long."""
    _, kept = asked._, counter.kept
    stored = kept.transcript
    lines = await (stored.all(session.id) if all_of_it else stored.latest(session.id, SHOWN))
    document = await document_of(asked, counter, session, lines)
    said = latest(document, lines[-SHOWN:])
    attachments: tuple[Attachment, ...] = ()
    if all_of_it:
        everything = whole(document)
        if everything is None:
            attachments = await counter.exports.write(asked.turn_id, document, ("markdown",))
            everything = f"{said}\n\n{_('The whole conversation is in the file.')}"
        said = everything
    mine = session.user_id == asked.user.id
    link = counter.link(asked.place.platform, f"s_{session.id}") if not asked.place.private else ""
    view = SessionView(
        session,
        document.names.get(session.user_id, ""),
        mine,
        here=session.id == (await _open_here(asked, counter)),
        said=said,
        cards=counter.models.cards,
        modes=counter.modes(),
        link=link if session.public else "",
        attachments=attachments,
    )
    return session_panel(view, asked)


async def document_of(asked: Asked, counter: Counter, session: Session, lines: Sequence[Line]) -> Document:
    people = {session.user_id, *(line.user_id for line in lines if line.user_id is not None)}
    return Document(session, lines, await _names(people, asked, counter), asked.user.time_zone, asked.locale)


async def show_list(asked: Asked, counter: Counter, number: int) -> Reply:
    """A page of the sessions that this person may see here."""
    place = asked.place.key if asked.watched else None
    number = max(0, number)

    async def page_of(number: int) -> SessionPage:
        return await counter.kept.sessions.page(
            asked.user.id, place=place, with_public=asked.user.show_public, offset=number * PAGE, limit=PAGE
        )

    page = await page_of(number)
    if not page.sessions and page.total:
        number = (page.total - 1) // PAGE
        page = await page_of(number)
    names = await _names({session.user_id for session in page.sessions}, asked, counter)
    return list_panel(ListView(page, number, await _open_here(asked, counter), names), asked)


async def user_view(asked: Asked, counter: Counter) -> UserView:
    kept, user = counter.kept, asked.user
    place = asked.place.key if asked.watched else None
    page, accounts, times, here = await asyncio.gather(
        kept.sessions.page(user.id, place=place, with_public=False, offset=0, limit=PAGE),
        kept.users.accounts_of(user.id),
        kept.users.times(user.id),
        _open_here(asked, counter),
    )
    return UserView(accounts, times, page.sessions, page.total, here, counter.models.cards)


async def open_session(asked: Asked, counter: Counter, session: Session) -> Reply:
    """Makes a session the one open here, and shows what was said in it last."""
    _, kept = asked._, counter.kept
    title = plain(title_of(session.title, _))
    if not await may_open(asked, session, kept.sessions):
        return cannot_open(asked)
    opened = await kept.sessions.open(asked.place.key, asked.user.id, session.id)
    if opened is None:
        return gone(asked)
    if asked.user.state != "active":
        await kept.users.change(asked.user.id, state="active")
    lines = await kept.transcript.latest(session.id, SHOWN)
    said = latest(await document_of(asked, counter, session, lines), lines)
    now = _("You are in “{title}” now. Just write to go on.").format(title=title)
    return Reply(f"{said}\n\n{now}" if said else now, aside=True)


async def seen(asked: Asked, counter: Counter, session_id: str) -> Session | None:
    """A session by its id, where this person may see it here."""
    session = await counter.kept.sessions.get(session_id)
    if session is None or not await may_see(asked, session, counter.kept.sessions):
        return None
    return session


async def _open_here(asked: Asked, counter: Counter) -> str:
    session = asked.session
    if not asked.replying:
        return session.id
    return (await counter.kept.sessions.at(asked.place.key, asked.user.id, not asked.place.private)).id


async def _names(people: Iterable[int], asked: Asked, counter: Counter) -> dict[int, str]:
    names: dict[int, str] = {}
    for user_id in people:
        user = asked.user if user_id == asked.user.id else await counter.kept.users.get(user_id)
        names[user_id] = user.name if user else ""
    return names
