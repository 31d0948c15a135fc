"""Why something can't be done, said to the person."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """`text` is Markdown in the person's language: what is wrong, what to do, and what is free instead.

    `halls` are the names of those that may be meant.
    """

    text: str
    halls: tuple[str, ...] = ()
