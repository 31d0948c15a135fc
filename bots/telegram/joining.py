"""Which Telegram messages are one: pasted text that the client cut, the photos of an album, later versions.

A client cuts pasted text into messages of at most 4096 UTF-16 units and sends them one right after another. It
cuts at the end of a line or a word where there is one in the second half, and Telegram drops the white space
there. So a message of more than 2048 units may go on in the next one.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from bots.telegram.units import units
from graphs.dialogue import Incoming

LONGEST = 4096
MAY_GO_ON = LONGEST // 2
APART = timedelta(seconds=2)
"""Telegram's times are whole seconds, so pieces sent at once may be marked two apart."""
PASTE_PAUSE = 0.7
ALBUM_PAUSE = 0.6


class TelegramJoining:
    """Implements `bots.joining.Joining`."""

    def pause(self, parts: Sequence[Incoming]) -> float:
        first, last = parts[0], _last(parts)
        if first.album:
            return ALBUM_PAUSE
        return PASTE_PAUSE if may_go_on(last) and not first.edited else 0

    def belongs(self, parts: Sequence[Incoming], later: Incoming) -> bool:
        first = parts[0]
        if first.pressed or later.pressed or first.sender.id != later.sender.id:
            return False
        if later.edited:
            return any(part.message == later.message for part in parts)
        if first.album or later.album:
            return first.album == later.album and not first.edited
        return not first.edited and goes_on(_last(parts), later)

    def join(self, parts: Sequence[Incoming]) -> Incoming:
        newest = {part.message: part for part in parts}
        pieces = list(newest.values())
        return replace(
            parts[0],
            text=_captions(pieces) if parts[0].album else _pasted(pieces),
            quoted=next((piece.quoted for piece in pieces if piece.quoted), ""),
            attachments=tuple(attachment for piece in pieces for attachment in piece.attachments),
        )


def may_go_on(said: Incoming) -> bool:
    """Whether its text may be the beginning of a longer one that the client cut."""
    return not said.attachments and not said.pressed and units(said.text) > MAY_GO_ON


def goes_on(last: Incoming, later: Incoming) -> bool:
    """Whether `later` looks like the rest of a text that `last` begins."""
    plain = not (later.attachments or later.quoted or later.pressed or later.text.startswith("/"))
    return plain and may_go_on(last) and timedelta() <= later.sent_at - last.sent_at <= APART


def _last(parts: Sequence[Incoming]) -> Incoming:
    """The newest message, which a later version of an older one isn't."""
    return next((part for part in reversed(parts) if not part.edited), parts[0])


def _captions(pieces: Sequence[Incoming]) -> str:
    return "\n\n".join(piece.text for piece in pieces if piece.text)


def _pasted(pieces: Sequence[Incoming]) -> str:
    whole = pieces[0].text
    for before, piece in pairwise(pieces):
        whole += _seam(before.text) + piece.text
    return whole


def _seam(before: str) -> str:
    """What stood where the client has cut: nothing in a piece that is full, else a line's end or a space."""
    if units(before) >= LONGEST:
        return ""
    return "\n" if "\n" in before[len(before) // 2 :] else " "
