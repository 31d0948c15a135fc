"""What stands in the buttons of panels: `p:<panel>:<subject>:<action>[:<argument>]`, under 64 bytes."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from graphs.dialogue import LASTING

LONGEST_KEY = 16


@dataclass(frozen=True, slots=True)
class Pressed:
    panel: str
    subject: str
    action: str
    argument: str = ""


def value(panel: str, subject: str | int, action: str, argument: str = "") -> str:
    return f"{LASTING}{panel}:{subject}:{action}" + (f":{argument}" if argument else "")


def read(text: str) -> Pressed | None:
    """None for what no panel of ours says."""
    parts = text.removeprefix(LASTING).split(":", 3)
    return Pressed(*parts) if text.startswith(LASTING) and len(parts) >= 3 else None


def key(name: str) -> str:
    """Stands for a name of any length; the same one after a restart."""
    if name.isascii() and len(name) <= LONGEST_KEY and ":" not in name and not name.startswith("#"):
        return name
    return "#" + sha256(name.encode()).hexdigest()[: LONGEST_KEY - 1]


def named(names: Iterable[str], wanted: str) -> str | None:
    """The name that a key stands for; None where there is none any more."""
    return next((name for name in names if key(name) == wanted), None)
