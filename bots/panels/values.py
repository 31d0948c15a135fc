"""What stands in the buttons of panels: `p:<panel>:<subject>:<action>[:<argument>]`, under 64 bytes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from graphs.dialogue import LASTING

LONGEST_KEY = 16
_PACKED = re.compile(r"[0-9a-f]{1,12}(?:\.[0-9a-f]{1,12}){0,9}")


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


def packed(*numbers: int) -> str:
    """Numbers that are not negative, in few characters."""
    return ".".join(f"{number:x}" for number in numbers)


def unpacked(text: str, count: int) -> tuple[int, ...] | None:
    """`count` numbers that `packed` made, 0 for those that are missing at the end; None for anything else."""
    if not _PACKED.fullmatch(text):
        return None
    numbers = tuple(int(number, 16) for number in text.split("."))
    return (*numbers, *[0] * (count - len(numbers))) if len(numbers) <= count else None


def key(name: str) -> str:
    """Stands for a name of any length; the same one after a restart."""
    if name.isascii() and len(name) <= LONGEST_KEY and ":" not in name and not name.startswith("#"):
        return name
    return "#" + sha256(name.encode()).hexdigest()[: LONGEST_KEY - 1]


def named(names: Iterable[str], wanted: str) -> str | None:
    """The name that a key stands for; None where there is none any more."""
    return next((name for name in names if key(name) == wanted), None)
