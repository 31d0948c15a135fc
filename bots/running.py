"""The answers that are being written just now, so that they can be stopped."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from graphs.stopping import Stop


@dataclass(frozen=True, slots=True, eq=False)
class Talk:
    """An answer for one person at a place, in a session that somebody owns."""

    place: str
    user_id: int
    owner_id: int
    stop: Stop = field(default_factory=Stop)

    def may_be_stopped_by(self, user_id: int) -> bool:
        return user_id in (self.user_id, self.owner_id)


class Running:
    def __init__(self) -> None:
        self._talks: set[Talk] = set()

    @contextmanager
    def talk(self, place: str, user_id: int, owner_id: int) -> Generator[Stop]:
        """While this is open, what is written can be stopped through the `Stop` that it gives."""
        talk = Talk(place, user_id, owner_id)
        self._talks.add(talk)
        try:
            yield talk.stop
        finally:
            self._talks.discard(talk)

    def stop(self, place: str, user_id: int) -> bool:
        """Stops what this person may stop at this place: their own answers, and anyone's in a session of theirs."""
        found = [talk for talk in self._talks if talk.place == place and talk.may_be_stopped_by(user_id)]
        for talk in found:
            talk.stop.request()
        return bool(found)
