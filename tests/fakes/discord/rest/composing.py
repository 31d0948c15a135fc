"""Making and changing messages from the bodies that bots send."""

from collections.abc import Iterable

from tests.fakes.discord.errors import empty_message
from tests.fakes.discord.payload import Payload, objects, part
from tests.fakes.discord.rest.call import Call
from tests.fakes.discord.rules.form import Problem
from tests.fakes.discord.rules.messages import check_message
from tests.fakes.discord.world.channels import Channel
from tests.fakes.discord.world.messages import Attachment, Flag, Message, Upload
from tests.fakes.discord.world.posting import attach, mentioned, new_message
from tests.fakes.discord.world.world import World

QUIET = Flag.SUPPRESS_EMBEDS | Flag.SUPPRESS_NOTIFICATIONS
SETTABLE = QUIET | Flag.COMPONENTS_V2 | Flag.EPHEMERAL | Flag.VOICE


def check_body(call: Call) -> Iterable[Problem]:
    """The form rules for endpoints whose body is a message."""
    return check_message(call.json)


def compose(world: World, channel: Channel, body: Payload, uploads: tuple[Upload, ...]) -> Message:
    """A message of the bot's, not published yet; `ApiError` 50006 when there is nothing in it."""
    message = new_message(world, channel, world.bot, text_of(body))
    message.flags = Flag(int(body.get("flags") or 0)) & SETTABLE
    message.embeds = shown(objects(body, "embeds"))
    message.components = numbered(objects(body, "components"))
    message.attachments = _named(body, [attach(world, channel, upload) for upload in uploads])
    message.nonce = body.get("nonce")
    message.mentions = mentioned(world, message, allowed_mentions(body))
    if message.blank:
        raise empty_message()
    return message


def revise_from(world: World, message: Message, body: Payload, uploads: tuple[Upload, ...]) -> None:
    """Puts an edit's fields into a message; what the body leaves out stays. 50006 if nothing is left."""
    changed = {
        "content": text_of(body) if "content" in body else message.content,
        "embeds": objects(body, "embeds") if "embeds" in body else message.embeds,
        "components": numbered(objects(body, "components")) if "components" in body else message.components,
        "attachments": _kept(world, message, body, uploads),
    }
    flags = message.flags
    if "flags" in body:
        kept = Flag.EPHEMERAL | Flag.LOADING | Flag.HAS_THREAD
        flags = flags & kept | Flag(int(body["flags"] or 0)) & (SETTABLE & ~Flag.EPHEMERAL)
    laid_out = Flag.COMPONENTS_V2 in flags and changed["components"]
    if not (changed["content"] or changed["embeds"] or changed["attachments"] or laid_out):
        raise empty_message()
    message.flags = flags
    for name, value in changed.items():
        setattr(message, name, value)
    message.embeds = shown(message.embeds)
    message.mentions = mentioned(world, message, allowed_mentions(body))


def shown(embeds: list[Payload]) -> list[Payload]:
    """Embeds with what Discord adds to them."""
    return [
        {"type": "rich"}
        | embed
        | {"fields": [{"inline": False} | field for field in objects(embed, "fields")]}
        for embed in embeds
    ]


def text_of(body: Payload) -> str:
    """The text as Discord keeps it: without white space around it."""
    return str(body.get("content") or "").strip()


def allowed_mentions(body: Payload) -> Payload | None:
    return part(body, "allowed_mentions") if body.get("allowed_mentions") else None


def numbered(components: list[Payload]) -> list[Payload]:
    """Components with the ids that Discord gives those that have none."""
    count = 0

    def number(component: Payload) -> Payload:
        nonlocal count
        count += 1
        own = component | {"id": component.get("id") or count}
        if component.get("type") == SELECT:
            own = {"min_values": 1, "max_values": 1} | {k: v for k, v in own.items() if v is not None}
        if objects(component, "components"):
            own["components"] = [number(inner) for inner in objects(component, "components")]
        return own

    return [number(component) for component in components]


SELECT = 3


def _named(body: Payload, attachments: list[Attachment]) -> list[Attachment]:
    """Files with the descriptions that the body gives them by their position."""
    about = objects(body, "attachments")
    described = {str(one.get("id")): str(one.get("description") or "") for one in about}
    return [
        attachment.described(described[str(index)]) if described.get(str(index)) else attachment
        for index, attachment in enumerate(attachments)
    ]


def _kept(world: World, message: Message, body: Payload, uploads: tuple[Upload, ...]) -> list[Attachment]:
    """The files after an edit: those that the body still names, and the new ones."""
    added = _named(body, [attach(world, message.channel, upload) for upload in uploads])
    if "attachments" not in body:
        return message.attachments + added
    named = {str(one.get("id")) for one in objects(body, "attachments")}
    return [one for one in message.attachments if one.id in named] + added
