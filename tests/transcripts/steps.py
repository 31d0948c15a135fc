"""What people do in a transcript, on whatever platform. `by` names whoever isn't the first person in a group."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Say:
    """Writes, or gives a command; `to_answer` replies to the latest answer that has this in it."""

    text: str
    to_answer: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """Presses the newest button of which the label begins so."""

    label: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Pick:
    """Picks the newest option of which the label begins so from a list."""

    label: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Fill:
    """Writes into the input whose label begins so."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Details:
    """Asks for the session behind the latest answer that has this in it."""

    answer: str


@dataclass(frozen=True, slots=True)
class Booked:
    """The first hall is held from here for two hours, so many days ahead."""

    days: int
    hour: int


@dataclass(frozen=True, slots=True)
class Waits:
    hours: float


@dataclass(frozen=True, slots=True)
class Paid:
    """The newest booking's price arrives, or another amount in minor units, which is then sent back."""

    minor: int = 0


@dataclass(frozen=True, slots=True)
class PageMoves:
    """The newest booking is moved on its page by some hours, for 20 guests and with a contact."""

    hours: int


@dataclass(frozen=True, slots=True)
class PageCancels:
    """The newest booking is cancelled on its page."""


Elsewhere = Booked | Waits | Paid | PageMoves | PageCancels
Step = Say | Press | Pick | Fill | Details | Elsewhere
