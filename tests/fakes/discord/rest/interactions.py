"""The bot's first answer to an interaction: due within three seconds, and only once."""

from collections.abc import Callable, Iterable

from tests.fakes.discord.errors import acknowledged, unknown
from tests.fakes.discord.payload import Payload, objects, part
from tests.fakes.discord.rest.call import NOTHING, Answer, Call, Route
from tests.fakes.discord.rest.composing import compose, revise_from
from tests.fakes.discord.rules.callbacks import check_callback
from tests.fakes.discord.rules.form import Problem, invalid_form
from tests.fakes.discord.world.interactions import Asked, Callback, Interaction
from tests.fakes.discord.world.messages import Flag, Kind, Message
from tests.fakes.discord.world.posting import new_message, publish, rest_payload, revise
from tests.fakes.discord.world.world import World

FITTING = {
    Callback.MESSAGE: (Asked.COMMAND, Asked.COMPONENT, Asked.MODAL),
    Callback.DEFERRED_MESSAGE: (Asked.COMMAND, Asked.COMPONENT, Asked.MODAL),
    Callback.DEFERRED_UPDATE: (Asked.COMPONENT, Asked.MODAL),
    Callback.UPDATE: (Asked.COMPONENT, Asked.MODAL),
    Callback.CHOICES: (Asked.AUTOCOMPLETE,),
    Callback.MODAL: (Asked.COMMAND, Asked.COMPONENT),
}


def check(call: Call) -> Iterable[Problem]:
    return check_callback(call.json)


def respond(world: World, call: Call) -> Answer:
    interaction = world.interactions.get(call.params["interaction_id"])
    if interaction is None or interaction.token != call.params["interaction_token"]:
        raise unknown("interaction")
    if interaction.callback is not None:
        raise acknowledged()
    if interaction.state(world.clock.now()) == "failed":
        raise unknown("interaction")
    kind = Callback(call.json["type"])
    if interaction.asked not in FITTING[kind] or (kind in EDITING and interaction.message is None):
        raise invalid_form([Problem(("type",), "INTERACTION_TYPE_INVALID", f"{kind} does not answer this")])
    HANDLERS[kind](world, interaction, call)
    interaction.callback = kind
    interaction.answered_at = world.clock.now()
    world.changes.note()
    return Answer(200, said(world, interaction)) if call.asks("with_response") else NOTHING


EDITING = (Callback.DEFERRED_UPDATE, Callback.UPDATE)


def send(world: World, interaction: Interaction, call: Call) -> None:
    message = compose(world, interaction.channel, part(call.json, "data"), call.uploads)
    interaction.original = publish(world, belonging(message, interaction))


def think(world: World, interaction: Interaction, call: Call) -> None:
    """Shows "… is thinking" until the answer is edited in."""
    message = new_message(world, interaction.channel, world.bot)
    asked = Flag(int(part(call.json, "data").get("flags") or 0))
    message.flags = Flag.LOADING | asked & Flag.EPHEMERAL
    interaction.original = publish(world, belonging(message, interaction))


def keep(world: World, interaction: Interaction, call: Call) -> None:
    """The pressed message stays as it is for now."""
    interaction.original = interaction.message


def update(world: World, interaction: Interaction, call: Call) -> None:
    message = interaction.message
    assert message is not None
    before = message.content
    revise_from(world, message, part(call.json, "data"), call.uploads)
    revise(world, message, before)
    interaction.original = message


def suggest(world: World, interaction: Interaction, call: Call) -> None:
    interaction.choices = objects(part(call.json, "data"), "choices")


def open_form(world: World, interaction: Interaction, call: Call) -> None:
    interaction.modal = part(call.json, "data")


def belonging(message: Message, interaction: Interaction) -> Message:
    """The message as an answer to what a person did."""
    message.application_id = message.author.id
    message.metadata = interaction.metadata
    message.used = interaction.what
    if interaction.asked is Asked.COMMAND:
        message.kind = Kind.COMMAND
    elif interaction.message and not interaction.message.ephemeral:
        message.kind = Kind.REPLY
        message.replies_to = interaction.message
    if message.ephemeral:
        message.seen_by = interaction.user
    return message


def said(world: World, interaction: Interaction) -> Payload:
    """The body of an answer to ?with_response=true."""
    about: Payload = {"id": interaction.id, "type": int(interaction.asked)}
    message = interaction.original
    assert interaction.callback is not None
    if message is None:
        return {"interaction": about}
    about |= {
        "response_message_id": message.id,
        "response_message_loading": message.loading,
        "response_message_ephemeral": message.ephemeral,
    }
    if interaction.callback not in (Callback.MESSAGE, Callback.UPDATE):
        return {"interaction": about}
    resource: Payload = {"type": int(interaction.callback), "message": rest_payload(world, message)}
    return {"interaction": about, "resource": resource}


HANDLERS: dict[Callback, Callable[[World, Interaction, Call], None]] = {
    Callback.MESSAGE: send,
    Callback.DEFERRED_MESSAGE: think,
    Callback.DEFERRED_UPDATE: keep,
    Callback.UPDATE: update,
    Callback.CHOICES: suggest,
    Callback.MODAL: open_form,
}

CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
ROUTES = (Route("POST", CALLBACK, respond, check, by_bot=False),)
