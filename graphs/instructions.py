"""The system message of a mode: its prompt, the person's own, the time, and what the conversation has come to."""

from string import Template
from zoneinfo import ZoneInfo

from graphs.modes import CONSULTANT, Mode, choice_title
from graphs.parts import Parts
from prompts import mode_prompt, prompt
from texts import translator
from tools.caller import Caller


async def instructions(
    mode: Mode,
    caller: Caller | None,
    parts: Parts,
    *,
    choice: str = "",
    summary: str = "",
    system_message: str = "",
    several: bool = False,
) -> str:
    """The prompt of `mode` filled in, in the person's language. `caller` is None in LangGraph Studio; `several` people
    may be talking.
    """
    zone = caller.time_zone if caller else "UTC"
    fields = {"now": f"{parts.now().astimezone(ZoneInfo(zone)):%A, %Y-%m-%d %H:%M}", "zone": zone}
    if mode.name == CONSULTANT:
        fields["halls"] = ", ".join(await parts.hall_names()) or "none yet"
    texts = [
        _own(mode, caller.locale if caller else "en", choice or mode.usual, fields),
        prompt("several") if several else "",
        prompt("system_message", text=system_message) if system_message else "",
        prompt("earlier", summary=summary) if summary else "",
    ]
    return "\n\n".join(text for text in texts if text)


def _own(mode: Mode, locale: str, choice: str, fields: dict[str, str]) -> str:
    """An owner's prompt may have a dollar sign that means money."""
    called = choice_title(mode, choice, translator(locale)) if choice else ""
    if mode.text:
        return Template(mode.text).safe_substitute(fields, choice=called)
    return mode_prompt(mode.name, locale, choice, called, **fields)
