"""The system message of a mode: its prompt, the person's own, the time, and what the conversation has come to."""

from zoneinfo import ZoneInfo

from graphs.parts import Parts
from prompts import prompt
from tools.caller import Caller


async def instructions(
    mode: str,
    caller: Caller | None,
    parts: Parts,
    *,
    summary: str = "",
    system_message: str = "",
    several: bool = False,
) -> str:
    """The prompt of `mode` filled in. `caller` is None in LangGraph Studio; `several` people may be talking."""
    zone = caller.time_zone if caller else "UTC"
    fields = {"now": f"{parts.now().astimezone(ZoneInfo(zone)):%A, %Y-%m-%d %H:%M}", "zone": zone}
    if mode == "consultant":
        fields["halls"] = ", ".join(await parts.hall_names()) or "none yet"
    texts = [
        prompt(mode, **fields),
        prompt("several") if several else "",
        prompt("system_message", text=system_message) if system_message else "",
        prompt("earlier", summary=summary) if summary else "",
    ]
    return "\n\n".join(text for text in texts if text)
