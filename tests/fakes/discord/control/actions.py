"""What can be done over HTTP: one function for each `POST /control/<name>`, on its JSON object."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.fakes.discord.control.options import NotPossible
from tests.fakes.discord.control.state import interaction_view, message_view, person
from tests.fakes.discord.payload import Payload, as_list, objects
from tests.fakes.discord.rest.call import Answer
from tests.fakes.discord.rest.faults import Fault, limited
from tests.fakes.discord.world.intents import Permission
from tests.fakes.discord.world.messages import Upload

if TYPE_CHECKING:
    from tests.fakes.discord.control.http import Control


def meet(control: Control, body: Payload) -> Payload:
    """{"name", "locale"?}: a person, made if new; "closed" says whether they take direct messages."""
    known = control.discord.person(str(body["name"]), locale=str(body.get("locale", "en-US")))
    known.user.closed = bool(body.get("closed", known.user.closed))
    return person(known.user)


def say(control: Control, body: Payload) -> Payload:
    """{"user", "channel"?, "text", "reply_to"?, "files"?: [{"name", "type"?, "base64"}]}"""
    first = control.message(body, "reply_to") if body.get("reply_to") else None
    files = [upload(one) for one in objects(body, "files")]
    where = control.where(body)
    return message_view(control.who(body).say(str(body.get("text", "")), where, reply_to=first, files=files))


def upload(body: Payload) -> Upload:
    try:
        data = base64.b64decode(str(body["base64"]), validate=True)
    except binascii.Error:
        raise NotPossible("a file's content is base64") from None
    return Upload(str(body["name"]), data, str(body.get("type") or "application/octet-stream"))


def edit(control: Control, body: Payload) -> Payload:
    control.who(body).edit(control.message(body), str(body["text"]))
    return message_view(control.message(body))


def delete(control: Control, body: Payload) -> Payload:
    control.who(body).delete(control.message(body))
    return {}


def react(control: Control, body: Payload) -> Payload:
    message = control.message(body)
    control.who(body).react(message, str(body["emoji"]), present=bool(body.get("present", True)))
    return message_view(message)


def type_in(control: Control, body: Payload) -> Payload:
    control.who(body).type(control.where(body))
    return {}


def thread(control: Control, body: Payload) -> Payload:
    first = control.message(body) if body.get("message") else None
    made = control.who(body).start_thread(str(body["name"]), control.where(body), first)
    return {"id": made.id, "name": made.name}


def slash(control: Control, body: Payload) -> Payload:
    """{"user", "channel"?, "command", "options"?}"""
    used = control.who(body).slash(str(body["command"]), control.where(body), **body.get("options") or {})
    return interaction_view(control.discord.world, used)


def complete(control: Control, body: Payload) -> Payload:
    """{"user", "channel"?, "command", "focused", "options"?}: see `choices` later."""
    options: dict[str, Any] = body.get("options") or {}
    typed = control.who(body).complete(
        str(body["command"]), str(body["focused"]), control.where(body), **options
    )
    return interaction_view(control.discord.world, typed)


def menu(control: Control, body: Payload) -> Payload:
    """{"user", "message", "command"}: a command for messages."""
    picked = control.who(body).menu(str(body["command"]), control.message(body))
    return interaction_view(control.discord.world, picked)


def press(control: Control, body: Payload) -> Payload:
    """{"user", "message", "button"}: its label or custom id."""
    pressed = control.who(body).press(control.message(body), str(body["button"]))
    return interaction_view(control.discord.world, pressed)


def pick(control: Control, body: Payload) -> Payload:
    """{"user", "message", "values": [...], "select"?: 0}"""
    values = [str(value) for value in body["values"]]
    picked = control.who(body).pick(control.message(body), *values, select=int(body.get("select", 0)))
    return interaction_view(control.discord.world, picked)


def submit(control: Control, body: Payload) -> Payload:
    """{"user", "interaction", "values": {custom id: text}}"""
    form = control.discord.world.interactions[str(body["interaction"])]
    return interaction_view(control.discord.world, control.who(body).submit(form, **body["values"]))


def fault(control: Control, body: Payload) -> Payload:
    """The fields of `Fault`, with "status" (429: and "retry_after") instead of an answer; {} clears all."""
    if not body:
        control.discord.faults.clear()
        return {}
    given = dict(body)
    status, seconds = given.pop("status", None), float(given.pop("retry_after", 1.0))
    everywhere = bool(given.pop("global", False))
    made = Fault(**given)
    if status == 429:
        limited(made, seconds, everywhere=everywhere)
    elif status:
        made.answer = Answer(int(status), {"message": f"{status}: Trouble made by a test", "code": 0})
    control.discord.faults.add(made)
    return {"fault": str(made)}


def gateway(control: Control, body: Payload) -> Payload:
    """{"do": one of the deeds below, "code"? for "close", "resumable"? for "invalidate"}"""
    gate = control.discord.gateway
    deeds: dict[str, Callable[[], None]] = {
        "reconnect": gate.reconnect,
        "invalidate": lambda: gate.invalidate(resumable=bool(body.get("resumable"))),
        "forget": gate.forget,
        "drop": gate.drop,
        "silence": gate.silence,
        "speak": gate.speak,
        "repeat_last": gate.repeat_last,
        "close": lambda: gate.close(int(body.get("code", 4000))),
    }
    deeds[str(body["do"])]()
    return {"connected": gate.connected}


def event(control: Control, body: Payload) -> Payload:
    """{"name", "data"}: any event to every session."""
    control.discord.gateway.inject(str(body["name"]), body["data"])
    return {}


def configure(control: Control, body: Payload) -> Payload:
    """Sets fields of `Settings`, and "rate_limits", "duplicates", "acknowledging", "accepting", "skip"."""
    discord, left = control.discord, dict(body)
    discord.skip(float(left.pop("skip", 0)))
    discord.limits.enabled = bool(left.pop("rate_limits", discord.limits.enabled))
    for name in ("duplicates", "acknowledging", "accepting"):
        if name in left:
            setattr(discord.gateway, name, left.pop(name))
    for name, value in left.items():
        if not hasattr(discord.settings, name):
            raise NotPossible(f"no setting {name}")
        setattr(discord.settings, name, value)
    return {}


def forbid(control: Control, body: Payload) -> Payload:
    """{"channel", "permissions": ["SEND_MESSAGES", …]}: none allows all again."""
    denied = Permission(0)
    for name in as_list(body.get("permissions")):
        denied |= Permission[str(name)]
    control.discord.forbid(control.where(body), denied)
    return {}


Action = Callable[["Control", Payload], Payload]
ACTIONS: dict[str, Action] = {
    "person": meet,
    "say": say,
    "edit": edit,
    "delete": delete,
    "react": react,
    "typing": type_in,
    "thread": thread,
    "slash": slash,
    "autocomplete": complete,
    "menu": menu,
    "press": press,
    "pick": pick,
    "submit": submit,
    "fault": fault,
    "gateway": gateway,
    "event": event,
    "settings": configure,
    "forbid": forbid,
}
