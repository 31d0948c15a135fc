"""What a command is, in no platform's words."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bots.counter import Asked, Counter
from graphs.dialogue import Option, Reply


@dataclass(frozen=True, slots=True)
class Parameter:
    """A word or more after the command. `summary` is an English source text.

    With `suggest` the platform may ask for suggestions while the person types; `choices` are all there is to
    choose from, their labels English source texts too.
    """

    name: str
    summary: str
    required: bool = False
    suggest: bool = False
    choices: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Again:
    """What a command answers that has the last message of the session answered once more.

    It was said in the turn `turn_id` (None in data from before turns were noted).
    """

    text: str
    turn_id: int | None


@dataclass(frozen=True, slots=True)
class Command:
    """`summary` is an English source text; platforms that show a list of commands translate it.

    A command arrives as "/name words", the parameters' values in their order. With `aside` the answer is meant
    for the one who asked, where the platform can do that.
    """

    name: str
    summary: str
    run: Callable[[Asked, Counter], Awaitable[Reply | Again]]
    parameters: tuple[Parameter, ...] = ()
    aside: bool = True
