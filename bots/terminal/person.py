"""Who sits at the terminal, as the operating system knows them."""

import getpass
import os
import pwd
from collections.abc import Mapping

from graphs.dialogue import Place, Sender
from texts import LOCALES

NAME = "terminal"


def machine_locale(environment: Mapping[str, str] = os.environ) -> str:
    """The language that LC_ALL, LC_MESSAGES or LANG asks for; empty where it isn't one of ours."""
    chosen = next(
        (value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), ""
    )
    language = chosen.replace("-", "_").partition("_")[0].partition(".")[0].lower()
    return language if language in LOCALES else ""


def sitting_here() -> Sender:
    """The person behind the keyboard; their id is the name of their account."""
    try:
        account = getpass.getuser()
    except (KeyError, OSError):
        account = str(os.getuid())
    return Sender(id=account, name=_full_name() or account, locale=machine_locale())


def place_of(sender: Sender) -> Place:
    return Place(platform=NAME, chat=sender.id)


def _full_name() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_gecos.partition(",")[0].strip()
    except KeyError:
        return ""
