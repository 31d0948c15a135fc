"""Discord's own OpenAPI description as a judge, where that file is present.

`DISCORD_SPEC` says where it is; otherwise `../shared/specs/discord-openapi.json` beside the repository.
"""

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from tests.fakes.discord.payload import Payload
from tests.fakes.discord.rules.form import Problem

REPOSITORY = Path(__file__).resolve().parents[4]
SNOWFLAKE: Payload = {"type": ["string", "integer"], "pattern": "^(0|[1-9][0-9]*)$"}
"""Discord takes ids as numbers, too, and discord.py sends some of them so."""


class Spec:
    """Operations by method and path; validators are compiled at first use. Without a file: no opinion."""

    def __init__(self, document: Payload | None) -> None:
        self._document = document
        self._operations: dict[tuple[str, str], Payload] = {}
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}
        for template, path in (document or {}).get("paths", {}).items():
            for method, operation in path.items():
                if isinstance(operation, dict):
                    self._operations[method.upper(), nameless(template)] = operation

    @property
    def present(self) -> bool:
        return self._document is not None

    def request_problems(self, method: str, template: str, body: Any) -> Iterator[Problem]:
        """What the description refuses in a request's JSON; names in `template` don't matter."""
        operation = self._operations.get((method, nameless(template)))
        if operation is None:
            return
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" in content and body is not None:
            schema = content["application/json"]["schema"]
            yield from self._problems(f"{method} {nameless(template)}", schema, body)

    def answer_problems(self, method: str, template: str, status: int, body: Any) -> Iterator[Problem]:
        """What the description finds wrong in an answer: whether this server is true to Discord."""
        operation = self._operations.get((method, nameless(template)), {})
        described = operation.get("responses", {}).get(str(status), {})
        schema = described.get("content", {}).get("application/json", {}).get("schema")
        if schema is not None:
            yield from self._problems(f"{method} {nameless(template)} {status}", schema, body)

    def _problems(self, name: str, schema: Payload, body: Any) -> Iterator[Problem]:
        validator = self._validators.get(name)
        if validator is None:
            assert self._document is not None
            whole = {"allOf": [schema], "components": self._document["components"]}
            validator = self._validators[name] = jsonschema_rs.Draft202012Validator(whole)
        for error in validator.iter_errors(body):
            yield Problem(tuple(error.instance_path), "SPEC", error.message[:300])


def nameless(template: str) -> str:
    """`/channels/{channel_id}` as `/channels/{}`."""
    return re.sub(r"{[^}]*}", "{}", template)


@cache
def find_spec() -> Spec:
    """The description beside the repository, read once."""
    beside = REPOSITORY.parent / "shared/specs/discord-openapi.json"
    path = Path(os.environ.get("DISCORD_SPEC", beside))
    if not path.is_file():
        return Spec(None)
    document: Payload = json.loads(path.read_bytes())
    document["components"]["schemas"]["SnowflakeType"] = SNOWFLAKE
    return Spec(document)
