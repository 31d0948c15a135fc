"""What is said of a recording that was not understood, and to somebody who waits for one."""

from bots.markup import plain
from bots.trying_again import try_again
from graphs.dialogue import Reply
from models.hearing.heard import clock
from models.hearing.hearing import Progress
from models.hearing.trouble import LATER, OWNERS, Reason, Unheard
from texts import duration, in_a_row, translator

LONGEST_DRAFT = 900
"""Characters of what was heard so far."""
_MEGABYTE = 1024 * 1024


def not_understood(turn_id: int, trouble: Unheard, locale: str, renews: str) -> Reply:
    """With a button where another try may go better. `renews` is when the person's budget does."""
    again = trouble.reason in LATER | OWNERS
    return Reply(_sentence(trouble, locale, renews), try_again(turn_id, locale) if again else None)


def stopped(turn_id: int, locale: str) -> Reply:
    _ = translator(locale)
    return Reply(_("I stopped listening. Your recording is kept."), try_again(turn_id, locale))


def in_progress(progress: Progress, locale: str) -> str:
    """A line about how far it is, with the words so far."""
    _ = translator(locale)
    if progress.ahead is not None and not progress.done:
        return _("Your recording is number {place} in line. I listen as soon as it is its turn.").format(
            place=progress.ahead
        )
    if progress.opening:
        return _("I am getting ready to listen. The first time takes a while; then it goes faster.")
    listening = _("Listening…")
    if progress.seconds and progress.done:
        listening = _("Listening… {done} of {length}").format(
            done=clock(progress.done), length=clock(progress.seconds)
        )
    return "\n\n".join(part for part in (listening, plain(_latest(progress.heard.text))) if part)


def _latest(text: str) -> str:
    """The end of it: a draft is for a look, and the whole comes with the answer."""
    if len(text) <= LONGEST_DRAFT:
        return text
    return f"…{text[-LONGEST_DRAFT:].partition(' ')[2] or text[-LONGEST_DRAFT:]}"


def _sentence(trouble: Unheard, locale: str, renews: str) -> str:
    _ = translator(locale)
    write = _("Please write to me what you would like.")
    if trouble.reason in OWNERS:
        return in_a_row((_owners(trouble.reason, locale), write), locale)
    sentences = {
        Reason.SILENT: _("I hear no words in this recording. Please say it again, or write to me."),
        Reason.UNREADABLE: _(
            "I can't open this recording. I understand voice notes, MP3, M4A, WAV, OGG and WebM."
        ),
        Reason.TOO_LONG: _(
            "This recording is longer than {longest}, and I listen to no longer ones. Please send it in parts."
        ).format(longest=duration(trouble.bound // 60, locale)),
        Reason.TOO_LARGE: _(
            "This recording is larger than {size} MB, which is more than I can fetch here. Please send it in parts."
        ).format(size=trouble.bound // _MEGABYTE),
        Reason.GONE: _("I could not fetch this recording. Please try again, or send it once more."),
        Reason.CROWDED: _(
            "So many recordings are waiting that I can't take yours just now. It is kept: try again in a few minutes."
        ),
        Reason.UNPAID: _(
            "Your budget for today doesn't reach for listening to this recording. It is kept, and the budget renews"
            " {when}; /budget shows what is left. Or write to me what you would like."
        ).format(when=renews),
    }
    busy = _("What listens for me can't be reached right now. Your recording is kept: try again in a minute.")
    return sentences.get(trouble.reason, busy)


def _owners(reason: Reason, locale: str) -> str:
    _ = translator(locale)
    sentences = {
        Reason.NO_EXTRA: _(
            "I can't listen to recordings yet: the owner has to install what that needs, with "
            "`.venv/bin/pip install 'concierge[speech]'`."
        ),
        Reason.NO_MODEL: _(
            "I can't listen to recordings yet: the model for it isn't there, and the owner has to look at models.toml."
        ),
        Reason.REFUSED: _(
            "The server that listens for me refused. The owner has to check the settings, and your recording is kept."
        ),
    }
    return sentences.get(
        reason, _("I can't listen to recordings yet: the owner has to say in models.toml who does.")
    )
