"""What a person fills in: in a form, or with their next message."""

from bots.counter import Asked, Counter
from bots.panels.refusals import too_long
from bots.panels.sessions import LONGEST_SYSTEM_MESSAGE
from graphs.dialogue import Reply
from texts import in_a_row

_NOTHING = "-"


async def filled_in(asked: Asked, counter: Counter, question: str, longest: int) -> str | Reply:
    """What the person filled in; the question, which their next message here answers, where that is still to come."""
    _, filled = asked._, asked.incoming.filled
    if filled is None:
        await counter.kept.awaited.expect(asked.place.key, asked.user.id, asked.incoming.pressed)
        return Reply(in_a_row((question, _("Or send /cancel.")), asked.locale), aside=True)
    if len(filled.strip()) > longest:
        return too_long(filled.strip(), longest, asked)
    return filled.strip()


async def system_message_in(asked: Asked, counter: Counter, question: str) -> str | Reply:
    """A single dash stands for none."""
    words = await filled_in(asked, counter, question, LONGEST_SYSTEM_MESSAGE)
    return "" if words == _NOTHING else words
