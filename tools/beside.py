"""What a tool's answer is about, for what people can press under it. Models never see it."""

from typing import TypedDict

from storage.bookings import Booking
from tools.problem import Problem


class Beside(TypedDict, total=False):
    """The number of the booking that was told of, or the names of the halls that may be meant."""

    booking: int
    halls: list[str]


Told = tuple[str, Beside]
"""A tool's answer, as LangChain takes it apart: what the model reads, and what goes past it."""


def about_booking(text: str, booking: Booking) -> Told:
    return text, Beside(booking=booking.id)


def refused(problem: Problem) -> Told:
    return problem.text, Beside(halls=list(problem.halls)) if problem.halls else Beside()
