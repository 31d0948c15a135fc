"""The first answer to an interaction, which Discord wants within three seconds."""

import asyncio
import time
from typing import Any, cast

import structlog

from bots.discord.components import Component
from bots.discord.posts import NO_MENTIONS, Body
from bots.discord.refusals import ACKNOWLEDGED, UNKNOWN_INTERACTION, Limited, Refused, Uncertain
from bots.discord.rest import Call, Rest

WITHIN_SECONDS = 2.8
"""From our hearing of the interaction; Discord counts three from its telling."""
TRY_SECONDS = 1.2
AGAIN_SECONDS = 0.05
_MESSAGE, _THINKING, _KEPT, _UPDATE = 4, 5, 6, 7
_EPHEMERAL = 64
_CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"

_log = structlog.get_logger(__name__)


def thinking(*, ephemeral: bool) -> Body:
    """“… is thinking”, to be replaced by the answer."""
    return {"type": _THINKING, "data": {"flags": _EPHEMERAL if ephemeral else 0}}


def kept() -> Body:
    """The pressed message as it stands, for now."""
    return {"type": _KEPT}


def rows_left(rows: list[Component]) -> Body:
    """The pressed message with other components."""
    return {"type": _UPDATE, "data": {"components": rows}}


def aside(text: str) -> Body:
    """A word to the person alone."""
    return {
        "type": _MESSAGE,
        "data": {"content": text, "flags": _EPHEMERAL, "allowed_mentions": NO_MENTIONS},
    }


async def acknowledge(rest: Rest, interaction: int, token: str, body: Body, heard_at: float) -> Body | None:
    """What Discord says of the first answer; None where it came too late. `heard_at` is in monotonic seconds."""
    names = {"interaction_id": str(interaction), "interaction_token": token}
    call = Call("POST", _CALLBACK, names, body, query={"with_response": "true"})
    until = heard_at + WITHIN_SECONDS
    while True:
        try:
            answer: Any = await rest.now(call, min(TRY_SECONDS, max(0.3, until - time.monotonic())))
            return cast("Body", answer or {})
        except Refused as refused:
            if refused.code == ACKNOWLEDGED:
                return {}
            late = refused.code == UNKNOWN_INTERACTION
            _log.warning("an interaction could not be acknowledged", reason=str(refused), too_late=late)
            return None
        except (Uncertain, Limited) as trouble:
            if time.monotonic() + AGAIN_SECONDS > until:
                _log.warning("an interaction could not be acknowledged", reason=str(trouble), too_late=True)
                return None
        await asyncio.sleep(AGAIN_SECONDS)
