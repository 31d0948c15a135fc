"""Who is asking: the part of a turn that no model may choose."""

from dataclasses import dataclass

from storage.place import Place
from storage.users import Role


@dataclass(frozen=True, slots=True)
class Caller:
    """The person behind a turn, carried in the runtime context and never in a model's arguments.

    `locale` is the language of the latest message; `time_zone` an IANA name. `place` is where they ask, which is told
    later what becomes of what they do; None where nobody can be told. `aside` says that the answer is for their eyes
    alone although others read along there.
    """

    user_id: int
    role: Role = "user"
    locale: str = "en"
    time_zone: str = "UTC"
    place: Place | None = None
    aside: bool = False

    @property
    def alone(self) -> bool:
        """Whether nobody else reads the answer."""
        return self.place is None or self.place.private or self.aside
