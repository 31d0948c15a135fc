"""The modes: the shipped ones are in this table and in `prompts/modes`, the owner's own in a folder."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from babel import Locale

from graphs.languages import LANGUAGES
from prompts.own_modes import OwnMode, OwnModes, Problem
from texts import N_, Translator

Node = Literal["chat", "consultant"]

AUTO, CHAT, CONSULTANT, VOICE_NOTES = "auto", "chat", "consultant", "voice notes"


@dataclass(frozen=True, slots=True)
class Mode:
    """`title` and `description` are English sources: `_(mode.title)` is what a person reads; an owner's stay as they
    are.

    `node` is the graph's that serves it. `alone` gives the model a message without what was said before, and `keeps`
    not even code and addresses in it, which stay as they are. With `in_parts` a message may be longer than the model's
    window. `built_in` says that the built-in model is good for it, `free` that people may choose its model. `choices`
    are what a person may set of it, by name, `usual` is the owner's choice. An owner's mode has its prompt in `text`,
    and may have a `model` and a sentence on `when` it is meant.
    """

    name: str
    title: str
    description: str
    node: Node = "chat"
    alone: bool = False
    keeps: bool = False
    in_parts: bool = False
    built_in: bool = False
    free: bool = True
    choices: tuple[str, ...] = ()
    usual: str = ""
    text: str = ""
    model: str = ""
    when: str = ""

    @property
    def tools(self) -> bool:
        return self.node == "consultant"


FORMS = {"short": N_("short"), "long": N_("long"), "bullets": N_("as bullet points")}

MODES = (
    Mode(AUTO, N_("Automatic"), N_("Sees from each message what it is about."), built_in=True),
    Mode(CHAT, N_("Chat"), N_("Talks about anything, without tools."), built_in=True),
    Mode(
        CONSULTANT,
        N_("Hall consultant"),
        N_("Knows the halls, their prices and free times, and books."),
        node="consultant",
        built_in=True,
    ),
    Mode(
        "translator",
        N_("Translator"),
        N_("Translates whatever you write or say, and keeps its form."),
        alone=True,
        keeps=True,
        choices=LANGUAGES,
    ),
    Mode(
        "summary",
        N_("Summary"),
        N_("Sums up what you send, reply to or have said: short, long or as points."),
        in_parts=True,
        choices=tuple(FORMS),
    ),
    Mode(
        VOICE_NOTES,
        N_("Voice notes"),
        N_("Writes down recordings with time marks, and sums up decisions and to-dos."),
        in_parts=True,
    ),
    Mode("small talk", N_("Small talk"), N_("Chats about this and that."), built_in=True, free=False),
)


class Modes:
    """The modes that there are now: a file that the owner adds or changes is read at the next look.

    `language` is the owner's for translations, by its code; `knows_model` says whether there is a model of a name.
    Looking reads the folder: call it in a thread wherever the loop has better things to do.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        language: str = "",
        knows_model: Callable[[str], bool] = lambda name: True,
    ) -> None:
        self._own = OwnModes(folder, (AUTO,), knows_model) if folder is not None else None
        self._shipped = tuple(
            replace(mode, usual=language) if mode.choices == LANGUAGES else mode for mode in MODES
        )
        self._seen: tuple[OwnMode, ...] = ()
        self._modes = self._shipped

    def __call__(self) -> tuple[Mode, ...]:
        """The shipped ones in their order, with an owner's words where a file has the name of one, then the others."""
        if self._own is None:
            return self._modes
        seen = self._own()
        if seen != self._seen:
            self._seen, self._modes = seen, _with(self._shipped, seen)
        return self._modes

    def named(self, name: str) -> Mode:
        """The mode of this name; plain chat for one that is gone."""
        found = {mode.name: mode for mode in self()}
        return found.get(name) or found[CHAT]

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the owner's files now."""
        return self._own.problems() if self._own is not None else ()


def _with(shipped: Iterable[Mode], own: Iterable[OwnMode]) -> tuple[Mode, ...]:
    """A file may write a shipped mode's name with - for a space, as the folders of their prompts do."""
    modes = {mode.name: mode for mode in shipped}
    for each in own:
        alike = each.stem.replace("-", " ")
        name = alike if alike in modes else each.name
        modes[name] = replace(
            modes.get(name) or Mode(name, "", ""),
            title=each.title,
            description=each.description,
            text=each.text,
            model=each.model,
            when=each.when,
        )
    return tuple(modes.values())


def split(mode: str) -> tuple[str, str]:
    """A session's mode as its name and what the person has chosen for it, e.g. ("translator", "de")."""
    name, _colon, choice = mode.partition(":")
    return name, choice


def joined(name: str, choice: str) -> str:
    return f"{name}:{choice}" if choice else name


def choice_title(mode: Mode, choice: str, _: Translator) -> str:
    """What a choice of the mode is called; as it is where there is no name for it."""
    if mode.choices == LANGUAGES:
        return _language(choice, _.locale) or choice
    return _(FORMS[choice]) if choice in FORMS else choice


def _language(code: str, locale: str) -> str:
    return Locale(code).get_display_name(locale) or ""
