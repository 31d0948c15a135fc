"""Calling tools as JSON that a grammar allows, so that a model needs not to have learnt it."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any, Literal, cast

from models.llama.sampling import Constraint

Instruct = Callable[[str, str], str]
"""Tells a model how to call tools: given them, a line of JSON each, and whether it "may" or "must" call one."""
Choice = Literal["may", "must"]
Tool = Mapping[str, Any]
"""A tool as OpenAI's API describes its function: name, description, parameters."""

_ANYTHING = {"type": "object"}
# Where a call begins there is no text, and what looks like the fence or the tag of a call is neither.
_TALK = r"""talk ::= [^ \t\r\n{<`\x5B] [^\x00]*"""


@dataclass(frozen=True, slots=True)
class Offer:
    """The tools that a model is offered."""

    tools: tuple[Tool, ...]
    choice: Choice

    @property
    def lines(self) -> str:
        return "\n".join(json.dumps(tool, ensure_ascii=False) for tool in self.tools)

    def constraint(self) -> Constraint:
        """A call of one of the tools, with arguments that fit its schema, or where it is free to, talk instead."""
        call = _call_rules(json.dumps(self.tools))
        if self.choice == "must":
            return Constraint(f"{call}\nroot ::= call")
        return Constraint(f"{call}\n{_TALK}\nroot ::= call | talk", begins="{")


def offer(tools: Sequence[Mapping[str, Any]], choice: str | None) -> Offer | None:
    """From what `bind_tools` keeps. A tool's name as the choice offers that one alone; None where there is none."""
    functions = [cast(Tool, tool["function"]) for tool in tools if "function" in tool]
    named = [tool for tool in functions if tool["name"] == choice]
    if not functions or choice == "none":
        return None
    return Offer(tuple(named or functions), "must" if named or choice in ("any", "required") else "may")


def json_constraint(schema: Mapping[str, Any] | None) -> Constraint:
    """JSON that fits `schema`, or any object."""
    return Constraint(_converted(schema or _ANYTHING))


def written_call(name: str, arguments: Mapping[str, Any]) -> str:
    """A call as a model has to write it."""
    return json.dumps({"tool": name, "arguments": arguments}, ensure_ascii=False)


def read_call(text: str) -> tuple[str, str] | None:
    """A call's tool and its arguments as JSON; None where it isn't whole."""
    try:
        call = json.loads(text, strict=False)
        return str(call["tool"]), json.dumps(call["arguments"], ensure_ascii=False)
    except (ValueError, KeyError, TypeError):
        return None


@lru_cache(maxsize=64)
def _call_rules(tools: str) -> str:
    """Rules of which `call` is a call of any of the tools."""
    schema: dict[str, Any] = {"oneOf": [], "$defs": {}}
    for number, tool in enumerate(json.loads(tools)):
        call = _call_schema(tool)
        try:
            _converted(call)
        except (AssertionError, LookupError, TypeError, ValueError):
            call = _call_schema({"name": tool["name"]})
        own = json.loads(json.dumps(call).replace("#/$defs/", f"#/$defs/tool-{number}-"))
        definitions = own.pop("$defs")
        schema["$defs"] |= {f"tool-{number}-{name}": each for name, each in definitions.items()}
        schema["oneOf"].append(own)
    return re.sub(r"^root ::=", "call ::=", _converted(schema), flags=re.MULTILINE)


def _call_schema(tool: Tool) -> dict[str, Any]:
    """Without known parameters anything goes; where there are none, only an empty object does."""
    parameters: Mapping[str, Any] = tool.get("parameters", _ANYTHING)
    definitions = parameters.get("$defs", {})
    known = {name: value for name, value in parameters.items() if name != "$defs"}
    arguments: Mapping[str, Any] = {"const": {}} if parameters.get("properties") == {} else known
    return {
        "type": "object",
        "properties": {"tool": {"const": tool["name"]}, "arguments": arguments},
        "required": ["tool", "arguments"],
        "$defs": definitions,
    }


def _converted(schema: Mapping[str, Any]) -> str:
    to_gbnf = import_module("llama_cpp.llama_grammar").json_schema_to_gbnf
    return str(to_gbnf(json.dumps(schema)))
