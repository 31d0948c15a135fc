"""Commands, buttons, lists and forms: stored, acknowledged in time, and then answered like any message.

The acknowledgement waits for nothing, and the store for it: even the beginnings of an answer would keep the event
loop from further acknowledgements. What is not in the inbox yet is not counted as heard (see `bookmark`). So what
kill -9 leaves is: not stored, acknowledged or not, and Discord tells the interaction again when the session is
resumed; or stored and not acknowledged, and then the answer is a message in the channel; or both.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, cast

import discord
import structlog

from bots.commands import COMMANDS
from bots.discord import wording
from bots.discord.acknowledgement import acknowledge, aside, kept, rows_left, thinking
from bots.discord.commands import DETAILS
from bots.discord.components import Form, after_press, offered
from bots.discord.forms import Forms, form
from bots.discord.grants import LIFETIME, Grant, Grants
from bots.discord.memory import remember
from bots.discord.posts import Body, Part
from bots.discord.refusals import Refused, Uncertain
from bots.discord.rest import Call, Rest
from bots.discord.rush import Rush
from bots.discord.suggesting import suggested
from bots.discord.updates import (
    ASK,
    ON_MESSAGE,
    components_of,
    is_about_own,
    is_alone,
    place_of,
    read_command,
    read_press,
    sender_of,
)
from bots.locks import KeyedLocks
from bots.platform import Suggest
from graphs.dialogue import Incoming

HELD_SECONDS = 1.5
"""How long an interaction waits for acknowledgements, its own and others', before it is stored in any case."""

Store = Callable[[Incoming], Awaitable[bool]]
"""Stores an update durably. Raises when that is not possible for a good while."""
Interaction = discord.Interaction[Any]
_PRESSED = (discord.InteractionType.component, discord.InteractionType.modal_submit)

_log = structlog.get_logger(__name__)


class Interactions:
    """`pressed` is told which message's buttons somebody has used."""

    def __init__(
        self,
        rest: Rest,
        grants: Grants,
        store: Store,
        pressed: Callable[[Incoming], None],
        forms: Forms,
        suggest: Suggest | None = None,
    ) -> None:
        self._rest = rest
        self._forms = forms
        self._suggest = suggest
        self._grants = grants
        self._store = store
        self._tell_pressed = pressed
        self._rush = Rush()
        self._in_order = KeyedLocks()
        self._pressed: OrderedDict[tuple[str, ...], None] = OrderedDict()

    async def take(self, interaction: Interaction) -> None:
        heard_at = time.monotonic()
        if interaction.type is discord.InteractionType.application_command:
            await self._command(interaction, heard_at)
        elif interaction.type in _PRESSED:
            await self._press(interaction, heard_at)
        elif interaction.type is discord.InteractionType.autocomplete:
            await self._complete(interaction, heard_at)

    async def _complete(self, interaction: Interaction, heard_at: float) -> None:
        """Nobody waits for this but a list that somebody has open: nothing is stored."""
        if interaction.channel is None:
            return
        place = place_of(interaction.channel.id, private=is_alone(interaction))
        sender = sender_of(interaction.user, str(interaction.locale))
        data = cast("Body", interaction.data or {})
        first = await suggested(self._suggest, sender, place, data)
        await acknowledge(self._rest, interaction.id, interaction.token, first, heard_at)

    async def _command(self, interaction: Interaction, heard_at: float) -> None:
        data = cast("Body", interaction.data or {})
        name, on_message = str(data.get("name", "")), data.get("type") == ON_MESSAGE
        incoming = read_command(interaction)
        known = {ASK: False} | {command.name: command.aside for command in COMMANDS}
        if incoming is None or (name != DETAILS if on_message else name not in known):
            await self._say_aside(interaction, wording.unknown_command(str(interaction.locale)), heard_at)
            return
        if on_message and not is_about_own(interaction):
            await self._say_aside(interaction, wording.not_mine(str(interaction.locale)), heard_at)
            return
        ephemeral = on_message or (known[name] and not incoming.place.private)
        incoming = replace(incoming, aside=ephemeral)
        grant = _grant(interaction, ephemeral=ephemeral, original=True)
        await self._accept(interaction, incoming, grant, thinking(ephemeral=ephemeral), heard_at)

    async def _press(self, interaction: Interaction, heard_at: float) -> None:
        read = read_press(interaction)
        if read is None or interaction.message is None:
            await self._say_aside(interaction, wording.pressed_before(str(interaction.locale)), heard_at)
            return
        incoming, pressed = read
        if pressed.owner != incoming.sender.id:
            text = wording.another_persons(pressed.owner, str(interaction.locale))
            await self._say_aside(interaction, text, heard_at)
            return
        rows, data = components_of(interaction.message), cast("Body", interaction.data or {})
        panel = incoming.message, *offered(rows)
        gone = panel in self._pressed and not pressed.lasts
        changed = data.get("custom_id") not in panel and not (pressed.lasts and incoming.filled is not None)
        if gone or changed:
            if not self._grants.knows(incoming.update_id):
                await self._say_aside(interaction, wording.pressed_before(str(interaction.locale)), heard_at)
            return
        if pressed.form is not None and incoming.filled is None:
            await self._open_form(interaction, incoming, pressed.form, heard_at)
            return
        grant = _grant(interaction, ephemeral=interaction.message.flags.ephemeral, original=False)
        if pressed.lasts:
            await self._accept(interaction, incoming, grant, kept(), heard_at)
            return
        remember(self._pressed, panel, None)
        left = after_press(rows, data)
        if await self._accept(interaction, incoming, grant, rows_left(left), heard_at):
            self._tell_pressed(incoming)
        else:
            self._pressed.pop(panel, None)

    async def _open_form(
        self, interaction: Interaction, incoming: Incoming, wanted: Form, heard_at: float
    ) -> None:
        """Nothing has happened yet: whoever closes the form can open it again."""
        custom_id = str(cast("Body", interaction.data or {}).get("custom_id", ""))
        text = await self._forms.text(incoming.place.chat, incoming.message, incoming.pressed)
        first = form(custom_id, incoming.text, wanted, text)
        await acknowledge(self._rest, interaction.id, interaction.token, first, heard_at)

    async def _accept(
        self, interaction: Interaction, incoming: Incoming, grant: Grant, first: Body, heard_at: float
    ) -> bool:
        """Whether it is stored. An interaction that Discord tells twice is taken once."""
        if self._grants.knows(incoming.update_id):
            return True
        self._grants.expect(incoming.update_id, grant)
        granting = asyncio.create_task(self._grant(interaction, incoming.update_id, grant, first, heard_at))
        try:
            async with self._in_order.hold(incoming.place.key):
                held = heard_at + HELD_SECONDS
                await asyncio.wait({granting}, timeout=max(0.0, held - time.monotonic()))
                await self._rush.over(max(0.0, held - time.monotonic()))
            if await self._keep(incoming):
                await self._keep_grant(incoming.update_id, grant, granting)
                return True
            await granting
            await self._regret(interaction, grant)
            return False
        finally:
            granting.cancel()

    async def _grant(
        self, interaction: Interaction, update_id: str, grant: Grant, first: Body, heard_at: float
    ) -> Grant:
        """Acknowledges, and lets know whoever answers: also when it is broken off, or they would wait for ever."""
        granted = replace(grant, until=0.0)
        try:
            answer = await self._acknowledge(interaction, first, heard_at)
            if answer is not None:
                granted = replace(grant, waiting=_waiting(answer) if grant.original else "")
        finally:
            self._grants.settle(update_id, granted)
        return granted

    async def _acknowledge(self, interaction: Interaction, first: Body, heard_at: float) -> Body | None:
        async with self._rush.acknowledging():
            return await acknowledge(self._rest, interaction.id, interaction.token, first, heard_at)

    async def _keep(self, incoming: Incoming) -> bool:
        try:
            await self._store(incoming)
        except Exception:
            _log.exception("an interaction could not be stored")
            return False
        return True

    async def _keep_grant(self, update_id: str, grant: Grant, granting: "asyncio.Task[Grant]") -> None:
        """As it is known so far, and again when there is more to know."""
        known = None if granting.done() else grant
        if known is not None:
            await self._grants.store(update_id, known)
        granted = await granting
        if granted != known:
            await self._grants.store(update_id, granted)

    async def _regret(self, interaction: Interaction, grant: Grant) -> None:
        """Says that nothing was done. The message that is waiting takes it up; after a press a new one."""
        names = {"webhook_id": grant.application, "webhook_token": grant.token}
        body = Part(wording.not_stored(str(interaction.locale))).body
        where = "/webhooks/{webhook_id}/{webhook_token}"
        call = (
            Call("PATCH", where + "/messages/@original", names, body)
            if grant.original
            else Call("POST", where, names, body | {"flags": 64})
        )
        try:
            await self._rest.now(call)
        except (Refused, Uncertain) as error:
            _log.warning("nobody was told that a message could not be stored", reason=str(error))

    async def _say_aside(self, interaction: Interaction, text: str, heard_at: float) -> None:
        await self._acknowledge(interaction, aside(text), heard_at)


def _grant(interaction: Interaction, *, ephemeral: bool, original: bool) -> Grant:
    return Grant(
        application=str(interaction.application_id),
        token=interaction.token,
        until=time.time() + LIFETIME,
        ephemeral=ephemeral,
        original=original,
    )


def _waiting(answer: Body) -> str:
    """The id of the message that says the bot is thinking."""
    about = cast("Body", answer.get("interaction") or {})
    return str(about.get("response_message_id") or "")
