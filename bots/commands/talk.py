"""Beginning, beginning afresh, ending and repeating."""

import re

from bots.commands.command import Again
from bots.counter import Asked, Counter
from bots.panels.bookings import booking_at
from bots.panels.refusals import gone
from bots.panels.views import open_session, seen
from graphs.dialogue import Reply
from models.builtin.replies import in_another_language
from texts import Translator, in_a_row

_BOOKING = re.compile(r"b_([0-9]{1,18})")
_SESSION = re.compile(r"s_([0-9a-f]{32})")


async def start(asked: Asked, counter: Counter) -> Reply:
    """Also where a link into a session or to a booking leads."""
    linked = _SESSION.fullmatch(asked.words)
    if linked is not None:
        session = await seen(asked, counter, linked[1])
        return await open_session(asked, counter, session) if session else gone(asked)
    booking = _BOOKING.fullmatch(asked.words)
    if booking is not None:
        return await booking_at(asked, counter, int(booking[1]))
    _ = asked._
    hello = _("Hello! I rent out halls by the hour, and I am glad to talk.")
    tries = _tries(counter.answering(asked.session).provider == "builtin", _)
    greeting = in_a_row((hello, counter.about(asked.locale)), asked.locale)
    return Reply(f"{greeting}\n\n{tries}\n\n{_('/help lists the commands.')}", aside=True)


def _tries(built_in: bool, _: Translator) -> str:
    """Only what the model understands that answers."""
    elsewhere = in_another_language((), _) if built_in else ""
    return elsewhere or _(
        "Try:\n\n- What halls do you have?\n- Book the Loft tomorrow from 18 to 20\n- When is it free on Friday?"
    )


async def new(asked: Asked, counter: Counter) -> Reply:
    _ = asked._
    await counter.begin(asked, None)
    return Reply(_("A new session. What can I do for you? The earlier ones are in /sessions."), aside=True)


async def clear(asked: Asked, counter: Counter) -> Reply:
    _ = asked._
    await counter.begin(asked, asked.session)
    return Reply(
        _("We begin afresh, with the same settings. What was said before stays in /sessions."), aside=True
    )


async def retry(asked: Asked, counter: Counter) -> Reply | Again:
    """For whoever said it, and for whoever made the session."""
    _ = asked._
    lines = await counter.kept.transcript.latest(asked.session.id, 10)
    last = next((line for line in reversed(lines) if line.role == "person"), None)
    if last is None:
        return Reply(nothing_to_answer(_), aside=True)
    author = asked.session.user_id if last.user_id is None else last.user_id
    if asked.user.id not in (author, asked.session.user_id):
        return Reply(
            _("The last message here is somebody else's. Just write what you would like."), aside=True
        )
    return Again(last.text, last.turn_id)


def nothing_to_answer(_: Translator) -> str:
    return _("There is nothing to answer again yet. Just write what you would like.")


async def stop(asked: Asked, counter: Counter) -> Reply:
    _ = asked._
    if counter.running.stop(asked.place.key, asked.user.id):
        return Reply(_("Stopped. /retry answers your message again."), aside=True)
    return Reply(_("I am not writing anything here just now."), aside=True)
