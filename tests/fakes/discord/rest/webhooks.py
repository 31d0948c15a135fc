"""What follows an interaction's first answer, under its token: valid for 15 minutes."""

from tests.fakes.discord.errors import stale_token, unknown
from tests.fakes.discord.rest.call import NOTHING, Answer, Call, Route
from tests.fakes.discord.rest.composing import check_body, compose, revise_from
from tests.fakes.discord.rest.interactions import belonging
from tests.fakes.discord.world.interactions import Interaction
from tests.fakes.discord.world.messages import Kind, Message
from tests.fakes.discord.world.posting import publish, remove, resolve_loading, rest_payload, revise
from tests.fakes.discord.world.world import World


def interaction_of(world: World, call: Call) -> Interaction:
    """50027 for a token past its time, 10015 before the first answer."""
    found = world.by_token.get(call.params["webhook_token"])
    if found is None or world.clock.now() - found.made_at > world.settings.token_lifetime:
        raise stale_token()
    if call.params["webhook_id"] != world.bot.id or found.callback is None:
        raise unknown("Webhook")
    return found


def message_of(world: World, call: Call) -> tuple[Interaction, Message]:
    """`@original` or one of the follow-ups; 10008 for any other, or a deleted one."""
    interaction = interaction_of(world, call)
    wanted = call.params["message_id"]
    if wanted == "@original":
        message = interaction.original
    else:
        known = [interaction.original, *interaction.followups]
        message = next((one for one in known if one and one.id == wanted), None)
    if message is None or message.deleted:
        raise unknown("Message")
    return interaction, message


def follow_up(world: World, call: Call) -> Answer:
    """A further message; while the first answer is still "thinking", the text goes into that instead."""
    interaction = interaction_of(world, call)
    original = interaction.original
    if original and original.loading:
        if original.deleted:
            raise unknown("Message")
        fill(world, original, call)
        return Answer(200, rest_payload(world, original))
    message = belonging(compose(world, interaction.channel, call.json, call.uploads), interaction)
    message.used = ""
    message.kind = Kind.DEFAULT
    if original and not original.ephemeral and not original.deleted:
        message.kind, message.replies_to = Kind.REPLY, original
    interaction.followups.append(publish(world, message))
    return Answer(200, rest_payload(world, message))


def fill(world: World, message: Message, call: Call) -> None:
    """Edits a message; the first text of a deferred answer is no edit to a reader."""
    before = None if message.loading else message.content
    revise_from(world, message, call.json, call.uploads)
    resolve_loading(message)
    revise(world, message, before)


def get_message(world: World, call: Call) -> Answer:
    _, message = message_of(world, call)
    return Answer(200, rest_payload(world, message))


def edit_message(world: World, call: Call) -> Answer:
    _, message = message_of(world, call)
    fill(world, message, call)
    return Answer(200, rest_payload(world, message))


def delete_message(world: World, call: Call) -> Answer:
    _, message = message_of(world, call)
    remove(world, message)
    return NOTHING


WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
MESSAGE = WEBHOOK + "/messages/{message_id}"
ROUTES = (
    Route("POST", WEBHOOK, follow_up, check_body, by_bot=False),
    Route("GET", MESSAGE, get_message, by_bot=False),
    Route("PATCH", MESSAGE, edit_message, check_body, by_bot=False),
    Route("DELETE", MESSAGE, delete_message, by_bot=False),
)
