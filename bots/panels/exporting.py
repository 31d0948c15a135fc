"""A session as files."""

from bots.counter import Asked, Counter
from bots.markup import plain
from bots.panels.lines import title_of
from bots.panels.views import document_of
from graphs.dialogue import Reply
from storage.sessions import Session


async def export_session(asked: Asked, counter: Counter, session: Session, kinds: tuple[str, ...]) -> Reply:
    _ = asked._
    lines = await counter.kept.transcript.all(session.id)
    title = plain(title_of(session.title, _))
    if not lines:
        return Reply(_("Nothing has been said in “{title}” yet.").format(title=title), aside=True)
    document = await document_of(asked, counter, session, lines)
    files = await counter.exports.write(asked.turn_id, document, kinds)
    return Reply(_("“{title}” as files:").format(title=title), attachments=files, aside=True)
