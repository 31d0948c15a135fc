"""Which Discord messages are one: a message that waits for its turn, and later versions of it."""

from collections.abc import Sequence
from dataclasses import replace

from graphs.dialogue import Incoming


class DiscordJoining:
    """Implements `bots.joining.Joining`."""

    def pause(self, parts: Sequence[Incoming]) -> float:
        return 0

    def belongs(self, parts: Sequence[Incoming], later: Incoming) -> bool:
        first = parts[0]
        return later.edited and not first.pressed and first.message == later.message != ""

    def join(self, parts: Sequence[Incoming]) -> Incoming:
        first, latest = parts[0], parts[-1]
        return replace(first, text=latest.text, quoted=latest.quoted, attachments=latest.attachments)
