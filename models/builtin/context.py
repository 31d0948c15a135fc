"""What has been talked about so far, as far as it bears on the next message."""

from dataclasses import dataclass

from models.builtin.wishes import Slot, Wish


@dataclass(frozen=True, slots=True)
class Context:
    """`wish` is what was talked about last, `asked` what our last message asked for.

    `booked` is the number of the booking that `wish` has become. `waiting` are wishes to book that were shown
    together and still wait for their turn.
    """

    wish: Wish | None = None
    asked: Slot | None = None
    booked: int | None = None
    waiting: tuple[Wish, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether a booking is being arranged and isn't made yet."""
        return self.booked is None and self.wish is not None and self.wish.kind in {"book", "propose"}
