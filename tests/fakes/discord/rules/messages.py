"""What Discord refuses in a message, beyond its OpenAPI description.

Lengths are in Unicode code points: "our API uses Python 3" (discord/discord-api-docs#1315).
"""

from collections.abc import Iterator

from tests.fakes.discord.payload import Payload, objects
from tests.fakes.discord.rules.components import check_components
from tests.fakes.discord.rules.embeds import check_embeds
from tests.fakes.discord.rules.form import Path, Problem, texts
from tests.fakes.discord.world.messages import Flag

LONGEST = 2000
NONCE = 25
FILES = 10


def check_message(body: Payload, path: Path = ()) -> Iterator[Problem]:
    yield from texts(body, path, content=LONGEST, nonce=NONCE)
    yield from check_embeds(objects(body, "embeds"), (*path, "embeds"))
    flags = body.get("flags")
    laid_out = isinstance(flags, int) and bool(flags & Flag.COMPONENTS_V2)
    yield from check_components(objects(body, "components"), (*path, "components"), laid_out=laid_out)
    if laid_out and (body.get("content") or body.get("embeds")):
        message = "The 'content' and 'embeds' fields cannot be used when using MessageFlags.IS_COMPONENTS_V2"
        yield Problem((*path, "content"), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)
    if len(objects(body, "attachments")) > FILES:
        yield Problem((*path, "attachments"), "BASE_TYPE_MAX_LENGTH", f"Must be {FILES} or fewer in length.")
