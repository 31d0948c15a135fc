"""A channel as its readers see it, in plain text."""

from collections.abc import Iterator

from tests.fakes.discord.payload import Payload, objects, part
from tests.fakes.discord.rules.components import BUTTON, STRING_SELECT, walk
from tests.fakes.discord.world.channels import Channel
from tests.fakes.discord.world.interactions import Asked, Interaction
from tests.fakes.discord.world.messages import Kind, Message
from tests.fakes.discord.world.world import World

TEXT_DISPLAY = 10


def conversation(world: World, channel: Channel) -> str:
    """All messages in order, with edits, buttons, reactions, ephemeral marks and failed interactions."""
    title = f"direct messages with {channel.name}" if channel.person else f"#{channel.name}"
    moments: list[tuple[int, list[str]]] = [
        (int(message.id), list(described(message)))
        for message in channel.messages.values()
        if not message.deleted
    ]
    moments += [
        (int(one.id), list(_interaction(world, one)))
        for one in world.interactions.values()
        if one.channel is channel and one.asked is not Asked.AUTOCOMPLETE
    ]
    moments.sort(key=lambda moment: moment[0])
    return "\n".join([f"── {title} ──", *(line for _, lines in moments for line in lines)]) + "\n"


def described(message: Message) -> Iterator[str]:
    """A message, with what hangs on it, line by line."""
    quoted = message.replies_to
    if quoted:
        yield f"  ┌ {quoted.author.name}: {first_line(quoted.content)}"
    seen = f" (only {message.seen_by.name} sees this)" if message.seen_by else ""
    edits = f" (edited {len(message.edits)}×)" if message.edits else ""
    yield f"{message.author.name}{seen}: {_said(message)}{edits}"
    for embed in message.embeds:
        yield f"  ▌ {embed.get('title') or ''} {embed.get('description') or ''}".rstrip()
    for attachment in message.attachments:
        yield f"  📎 {attachment.upload.name} ({len(attachment.upload.data)} bytes)"
    for row in message.components:
        line = " ".join(_component(one) for one in walk([row])).strip()
        if line:
            yield f"  {line}"
    if message.reactions:
        yield "  " + " ".join(f"{emoji} {len(users)}" for emoji, users in message.reactions.items())


def _said(message: Message) -> str:
    if message.loading:
        return "… is thinking"
    if message.kind in (Kind.THREAD_CREATED, Kind.THREAD_STARTER):
        return f"(started a thread) {message.content}".rstrip()
    return message.content


def _component(component: Payload) -> str:
    disabled = " (disabled)" if component.get("disabled") else ""
    if component.get("type") == BUTTON:
        emoji = part(component, "emoji").get("name") or ""
        return f"[{emoji} {component.get('label') or ''}]".replace("[ ", "[").replace(" ]", "]") + disabled
    if component.get("type") == STRING_SELECT:
        options = " | ".join(str(option["label"]) for option in objects(component, "options"))
        return f"{{{component.get('placeholder') or 'Pick'}: {options}}}{disabled}"
    return str(component["content"]) if component.get("type") == TEXT_DISPLAY else ""


def _interaction(world: World, interaction: Interaction) -> Iterator[str]:
    state = interaction.state(world.clock.now())
    outcome = {"failed": " — The application did not respond", "pending": " …", "answered": ""}[state]
    yield f"* {interaction.user.name} {deed(interaction)}{outcome}"
    if interaction.modal:
        yield f"  (a form opens: {interaction.modal.get('title')})"


def deed(interaction: Interaction) -> str:
    used = "used " if interaction.asked is Asked.COMMAND else ""
    return used + interaction.what


def first_line(text: str) -> str:
    return text.split("\n", 1)[0][:80]
