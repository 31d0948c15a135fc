"""A bot's session: what it hears, what it was sent, and from where it may resume."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fakes.discord.payload import Payload
from tests.fakes.discord.world.events import Event
from tests.fakes.discord.world.intents import Intent

KEPT = 2000
DISPATCH = 0
RESUMED = "RESUMED"

Send = Callable[[Payload], None]


@dataclass(slots=True, eq=False)
class Session:
    """`sent` keeps the latest dispatches for a resume. `send` is None while there is no connection.

    `left_at` is when the connection went (the world's clock, seconds).
    """

    id: str
    intents: Intent
    send: Send | None = None
    sequence: int = 0
    left_at: float | None = None
    sent: deque[Payload] = field(default_factory=lambda: deque[Payload](maxlen=KEPT))

    def hears(self, event: Event) -> bool:
        return event.intent is None or event.intent in self.intents

    def tell(self, event: Event) -> None:
        """Sends an event in the form that this session's intents let it read."""
        hidden = event.redacted is not None and Intent.MESSAGE_CONTENT not in self.intents
        self.dispatch(event.name, event.redacted if hidden and event.redacted else event.data)

    def dispatch(self, name: str, data: Payload) -> None:
        """Numbers a dispatch, keeps it for a resume and sends it where there is a connection."""
        self.sequence += 1
        frame: Payload = {"op": DISPATCH, "t": name, "s": self.sequence, "d": data}
        self.sent.append(frame)
        if self.send:
            self.send(frame)

    def missed(self, after: int) -> list[Payload] | None:
        """What was sent after a number, without the ends of earlier resumes, which are not told again; None when
        that is more than is kept, or was never reached.
        """
        if after > self.sequence or (self.sent and after < self.sent[0]["s"] - 1):
            return None
        return [frame for frame in self.sent if frame["s"] > after and frame["t"] != RESUMED]
