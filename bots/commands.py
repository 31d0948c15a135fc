"""The one table of commands, for all platforms."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from graphs.dialogue import Reply
from storage.sessions import Session, Sessions
from storage.users import User
from texts import Translator


@dataclass(frozen=True, slots=True)
class Asked:
    """Who gave a command, where, and with what words after it."""

    user: User
    session: Session
    place: str
    words: str
    locale: str
    _: Translator


ShowBookings = Callable[[User, str], Awaitable[str]]
"""A person's bookings as Markdown, in a locale."""


@dataclass(frozen=True, slots=True)
class Counter:
    """What commands work with. `about` says who answers (a sentence in a locale)."""

    sessions: Sessions
    show_bookings: ShowBookings
    about: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Command:
    """`summary` is an English source text; platforms that show a list of commands translate it."""

    name: str
    summary: str
    run: Callable[[Asked, Counter], Awaitable[Reply]]


def N_(text: str) -> str:
    """Marks a text for translation where it is used later."""
    return text


async def _start(asked: Asked, counter: Counter) -> Reply:
    _ = asked._
    hello = _("Hello! I rent out halls by the hour, and I am glad to talk.")
    tries = _(
        "Try:\n\n- What halls do you have?\n- Book the Loft tomorrow from 18 to 20\n- When is it free on Friday?"
    )
    return Reply(f"{hello} {counter.about(asked.locale)}\n\n{tries}\n\n{_('/help lists the commands.')}")


async def _help(asked: Asked, counter: Counter) -> Reply:
    _ = asked._
    lines = "\n".join(f"- /{command.name} — {_(command.summary)}" for command in COMMANDS)
    return Reply(f"{_('Just write what you would like. The commands:')}\n\n{lines}")


async def _new(asked: Asked, counter: Counter) -> Reply:
    _ = asked._
    await counter.sessions.start(asked.place, asked.user.id, public=asked.session.public)
    return Reply(_("A new conversation. What can I do for you?"))


async def _clear(asked: Asked, counter: Counter) -> Reply:
    _ = asked._
    await counter.sessions.start(asked.place, asked.user.id, public=asked.session.public)
    return Reply(_("I have forgotten what we talked about. Your bookings stay as they are."))


async def _bookings(asked: Asked, counter: Counter) -> Reply:
    return Reply(await counter.show_bookings(asked.user, asked.locale))


COMMANDS = (
    Command("start", N_("what this is and what to try"), _start),
    Command("help", N_("this list"), _help),
    Command("new", N_("begin a new conversation"), _new),
    Command("clear", N_("forget this conversation"), _clear),
    Command("bookings", N_("your bookings"), _bookings),
)


def find_command(text: str) -> tuple[Command, str] | None:
    """The command that `text` gives, with the words after it; None for plain words and unknown commands.

    Telegram writes `/help@name_of_bot` in groups.
    """
    if not text.startswith("/"):
        return None
    head, _, words = text[1:].partition(" ")
    name = head.partition("@")[0].casefold()
    return next(((command, words.strip()) for command in COMMANDS if command.name == name), None)
