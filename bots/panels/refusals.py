"""What is said to a press or a command that can't be followed."""

from bots.counter import Asked, Counter
from graphs.dialogue import Reply


def outdated(asked: Asked) -> Reply:
    _ = asked._
    return Reply(_("That button belongs to an older version of me. Please open the panel anew."), aside=True)


def anothers(asked: Asked) -> Reply:
    _ = asked._
    return Reply(
        _("That panel is somebody else's. The command that opened it opens your own."),
        aside=True,
    )


def no_such_hall(asked: Asked) -> Reply:
    _ = asked._
    return Reply(_("That hall is not for rent any more. /halls shows those there are."), aside=True)


def gone(asked: Asked) -> Reply:
    _ = asked._
    return Reply(
        _("I don't find that session among those you may see here. /sessions lists them."), aside=True
    )


def not_yours(asked: Asked) -> Reply:
    _ = asked._
    return Reply(_("Only whoever began this session may change it."), aside=True)


def cannot_open(asked: Asked) -> Reply:
    _ = asked._
    return Reply(
        _(
            "That session is private, and others read along here. Open it in a private chat, or make it public"
            " there first."
        ),
        aside=True,
    )


def no_such_model(asked: Asked) -> Reply:
    _ = asked._
    return Reply(_("There is no such model any more. /model lists those there are."), aside=True)


def too_long(text: str, most: int, asked: Asked) -> Reply:
    _ = asked._
    refusal = _("That is {count} characters, and {most} fit. Nothing was changed; please make it shorter.")
    return Reply(refusal.format(count=len(text), most=most), aside=True)


def cancelled(asked: Asked, *, something: bool) -> Reply:
    _ = asked._
    if something:
        return Reply(_("Nothing was changed."), aside=True)
    return Reply(_("There is nothing to cancel. /stop ends an answer that is being written."), aside=True)


def used_up(asked: Asked, counter: Counter) -> Reply:
    """What is said instead of an answer that the day's budget doesn't pay for."""
    _ = asked._
    text = _(
        "Your budget for today doesn't reach for this answer. It renews {when}; /budget shows what is left."
        " Commands and bookings you have made still work."
    )
    return Reply(text.format(when=asked.when(counter.renews(asked.user))))
