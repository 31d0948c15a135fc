"""Every call against the specification, before anything happens."""

import json
from typing import Any

from tests.fakes.telegram.calls import Call
from tests.fakes.telegram.errors import Refused, bad_request
from tests.fakes.telegram.specification import Field, Specification
from tests.fakes.telegram.wire import Json

_MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "action": "wrong parameter action in request",
    "file_id": "file_id not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "voice": "there is no voice in the request",
    "audio": "there is no audio in the request",
    "video": "there is no video in the request",
    "animation": "there is no animation in the request",
    "sticker": "there is no sticker in the request",
    "video_note": "there is no video note in the request",
    "user_id": "invalid user_id specified",
}
_WORDED_ELSEWHERE = frozenset(
    {"reply_markup", "entities", "caption_entities", "reaction", "commands", "media"}
)
"""Parameters whose mistakes the methods themselves refuse, in Telegram's words."""

_SERVER_SIDE = frozenset(
    {"reply_to_message_id", "allow_sending_without_reply", "disable_web_page_preview", "method"}
)
"""Names that the real server still takes although the documentation has dropped them."""


def validate(specification: Specification, call: Call) -> None:
    """Refuses missing and mistyped parameters; names that are unknown become warnings of the call."""
    fields = specification.methods[call.method.lower()]
    values = dict[str, Any]()
    for name, raw in call.params.items():
        known = fields.get(name)
        values[name] = raw if known is None else _from_wire(known, raw)
    for name in call.uploads:
        values.setdefault(name, "attach://" + name)
    found = specification.check_fields(fields, values, "")
    attached = _attached(call.params)
    call.warnings += [
        f'unknown parameter "{name}" in Bot API {specification.version}'
        for name in found.unknown
        if name not in attached and name not in _SERVER_SIDE
    ]
    if found.missing and "." not in found.missing[0]:
        raise _missing(found.missing[0], fields)
    wrong = [*found.missing, *found.mistyped]
    for problem in wrong:
        root = problem.replace("[", ".").replace(":", ".").split(".")[0]
        if root not in _WORDED_ELSEWHERE:
            is_missing = problem in found.missing
            raise bad_request(
                f'can\'t parse "{root}": ' + (f'Can\'t find field "{problem}"' if is_missing else problem)
            )
    call.warnings += wrong


def _missing(name: str, fields: dict[str, Field]) -> Refused:
    if name == "message_id" and "reaction" in fields:
        return bad_request("message to react not found")
    return bad_request(_MISSING.get(name, f'parameter "{name}" is required'))


def _attached(params: Json) -> frozenset[str]:
    """Names of form fields that carry files for `attach://name`."""
    texts = [value if isinstance(value, str) else json.dumps(value) for value in params.values()]
    return frozenset(
        piece.split('"')[0] for text in texts if "attach://" in text for piece in text.split("attach://")[1:]
    )


def _from_wire(known: Field, raw: Any) -> Any:
    """A form carries everything as strings; read one as the type that the specification wants."""
    if not isinstance(raw, str) or "String" in known.types:
        return raw
    if "Boolean" in known.types:
        return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}.get(
            raw.lower(), raw
        )
    if known.types == ("InputFile",):
        return raw
    try:
        return json.loads(raw)
    except ValueError:
        return raw
