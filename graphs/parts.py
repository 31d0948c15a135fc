"""What the graphs are built from, handed in by the composition root."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from langchain_core.language_models import BaseChatModel
from langchain_core.tools import BaseTool

from graphs.modes import Modes
from models.provider import Models
from storage.sessions import Session

LoadSession = Callable[[str], Awaitable[Session | None]]
HallNames = Callable[[], Awaitable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Parts:
    """`session` finds a session by thread id; `hall_names` gives every name and alias; `now` is aware UTC.

    `builtin` is the model that is always there; `models` decides who is asked.
    """

    models: Models
    modes: Modes
    builtin: BaseChatModel
    tools: Sequence[BaseTool]
    session: LoadSession
    hall_names: HallNames
    now: Callable[[], datetime]
