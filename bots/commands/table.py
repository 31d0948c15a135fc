"""The one table of commands."""

import re

from rapidfuzz import fuzz, process

from bots.commands.booking import book, bookings, halls
from bots.commands.command import Command, Parameter
from bots.commands.modes import mode
from bots.commands.sessions import export, search, session, sessions
from bots.commands.setting import model, settings, system, user, voice
from bots.commands.talk import clear, new, retry, start, stop
from bots.commands.tokens import budget, tokens
from bots.counter import Asked, Counter
from graphs.dialogue import Option, Reply
from texts import N_, Translator, in_a_row

_ALIKE = 65.0
_NAME = re.compile(r"[^\W\d_]\w{0,31}")
_COMMAND = re.compile(r"/([^\s/@]+)(?:@\S*)?(?:\s+(.*))?", re.DOTALL)


async def _help(asked: Asked, counter: Counter) -> Reply:
    _ = asked._
    lines = "\n".join(f"- /{command.name} — {_(command.summary)}" for command in COMMANDS)
    return Reply(f"{_('Just write what you would like. The commands:')}\n\n{lines}", aside=True)


async def _info(asked: Asked, counter: Counter) -> Reply:
    from bots.commands.information import information

    return await information(asked, counter, COMMANDS)


_HALL = Parameter("hall", N_("a hall, by its name"), suggest=True)
_BOOKING = Parameter("number", N_("one of them, by its number"))
_SESSION = Parameter("session", N_("a session, by its title"), suggest=True)

COMMANDS: tuple[Command, ...] = (
    Command("start", N_("what this is and what to try"), start),
    Command("help", N_("this list"), _help),
    Command("info", N_("the version, the models and what they cost"), _info),
    Command("new", N_("begin a new session"), new),
    Command("clear", N_("begin afresh with the same settings"), clear),
    Command("sessions", N_("your sessions, to go on with one"), sessions),
    Command("session", N_("this session and its settings"), session, (_SESSION,)),
    Command("user", N_("you and your settings"), user),
    Command("settings", N_("how new sessions begin"), settings),
    Command(
        "model",
        N_("choose who answers"),
        model,
        (Parameter("model", N_("a model, by its name"), suggest=True),),
    ),
    Command(
        "mode",
        N_("choose what this session is for"),
        mode,
        (Parameter("mode", N_("a mode, by its name"), suggest=True),),
    ),
    Command(
        "system",
        N_("tell the model how to behave"),
        system,
        (Parameter("text", N_("your own words, or the name of a ready-made role"), suggest=True),),
    ),
    Command(
        "voice",
        N_("hear my answers as well"),
        voice,
        (Parameter("state", N_("on or off"), choices=(Option(N_("on"), "on"), Option(N_("off"), "off"))),),
    ),
    Command("t", N_("tokens of this session, and their cost"), tokens),
    Command("budget", N_("what you may still use today"), budget),
    Command(
        "search",
        N_("find words in your conversations"),
        search,
        (Parameter("words", N_("what to look for"), required=True),),
    ),
    Command(
        "export",
        N_("this session as files"),
        export,
        (
            Parameter(
                "format",
                N_("one kind of file instead of both"),
                choices=(Option("Markdown", "markdown"), Option("JSON", "json")),
            ),
        ),
    ),
    Command("retry", N_("answer my last message again"), retry, aside=False),
    Command("stop", N_("end the answer that is being written"), stop, aside=False),
    Command("halls", N_("the halls, with free times and prices"), halls, (_HALL,)),
    Command("book", N_("book a hall step by step"), book, (_HALL,)),
    Command("bookings", N_("your bookings: pay, change, cancel"), bookings, (_BOOKING,)),
)
_BY_NAME = {command.name: command for command in COMMANDS}


def find_command(text: str) -> tuple[Command, str] | None:
    """The command that `text` gives, with the words after it; None for plain words and unknown commands.

    Telegram writes `/help@name_of_bot` in groups.
    """
    given = _COMMAND.fullmatch(text)
    command = _BY_NAME.get(given[1].casefold()) if given else None
    return (command, (given[2] or "").strip()) if given and command else None


def no_such_command(text: str, _: Translator) -> Reply | None:
    """What is said to a command that there is none of; None for plain words."""
    given = _COMMAND.fullmatch(text)
    if given is None or not _NAME.fullmatch(given[1]):
        return None
    name = given[1].casefold()
    close = process.extractOne(name, _BY_NAME.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    guess = _("Did you mean /{name}?").format(name=close[0]) if close else ""
    unknown = _("There is no command /{name}.").format(name=name)
    return Reply(in_a_row((unknown, guess, _("/help lists those there are.")), _.locale), aside=True)
