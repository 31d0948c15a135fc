"""The system message of a mode: its prompt, the time, and what the conversation has come to."""

from zoneinfo import ZoneInfo

from graphs.parts import Parts
from prompts import prompt
from tools.caller import Caller


async def instructions(mode: str, summary: str, caller: Caller | None, parts: Parts) -> str:
    """The prompt of `mode` filled in. `caller` is None in LangGraph Studio."""
    zone = caller.time_zone if caller else "UTC"
    fields = {"now": f"{parts.now().astimezone(ZoneInfo(zone)):%A, %Y-%m-%d %H:%M}", "zone": zone}
    if mode == "consultant":
        fields["halls"] = ", ".join(await parts.hall_names()) or "none yet"
    text = prompt(mode, **fields)
    return f"{text}\n\nEarlier in this conversation:\n{summary}" if summary else text
