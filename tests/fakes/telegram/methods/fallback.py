"""Methods without a rule of their own: checked by the specification, answered plausibly."""

from typing import Any

from tests.fakes.telegram.calls import Call
from tests.fakes.telegram.messages import Content
from tests.fakes.telegram.methods.access import chat_for
from tests.fakes.telegram.methods.sending import deliver
from tests.fakes.telegram.specification import Specification
from tests.fakes.telegram.world import World

_SCALARS: dict[str, Any] = {"Boolean": True, "True": True, "Integer": 1, "Float": 1.0, "String": "fake"}
_DEPTH = 4


def answer(specification: Specification, world: World, call: Call) -> Any:
    """True, a posted message, or an object with the fields that its type requires."""
    returns = specification.returns[call.method.lower()]
    if call.text("chat_id"):
        chat_for(world, call)
    if "Message" in returns and call.method.lower().startswith("send"):
        kind = call.method[4:].lower()
        return deliver(world, call, Content("text", f"[{kind}]")).json()
    return example(specification, "Boolean" if "Boolean" in returns else returns[0])


def example(specification: Specification, name: str, depth: int = 0) -> Any:
    if name in _SCALARS:
        return _SCALARS[name]
    if name.startswith("Array of "):
        return []
    while name in specification.subtypes:
        name = specification.subtypes[name][0]
    required = [one for one in specification.types.get(name, {}).values() if one.required]
    if depth >= _DEPTH:
        return {}
    return {one.name: one.always or example(specification, one.types[0], depth + 1) for one in required}
