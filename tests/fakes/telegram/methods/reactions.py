"""Reactions of the bot."""

from typing import Any

from tests.fakes.telegram.calls import Call
from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.methods.access import message_for
from tests.fakes.telegram.wire import is_array, is_object
from tests.fakes.telegram.world import World

_EMOJI = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 🌭 💯 🤣 "
    "⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ "
    "💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡"
)
EMOJI = frozenset(_EMOJI.split())
"""What the documentation of ReactionTypeEmoji lists."""


def set_message_reaction(world: World, call: Call) -> bool:
    given: Any = call.structure("reaction") or []
    if not is_array(given):
        raise bad_request("expected an Array of ReactionType")
    for one in given:
        if not is_object(one):
            raise bad_request("can't parse ReactionType: expected an Object")
        if one.get("type") not in {"emoji", "custom_emoji"}:
            raise bad_request("can't parse ReactionType: invalid reaction type specified")
        if one["type"] == "emoji" and "emoji" not in one:
            raise bad_request("can't parse ReactionType: Can't find field \"emoji\"")
    message = message_for(world, call, "message to react", "read")
    allowed = EMOJI if message.chat.allowed_reactions is None else message.chat.allowed_reactions
    if message.is_service or any(one.get("emoji") not in allowed for one in given):
        raise bad_request("REACTION_INVALID")
    if len(given) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    message.reactions[world.bot.user.id] = given
    world.events.add("reaction", message.chat.id, message.id, user=world.bot.user.id, reaction=given)
    return True


REACTIONS = {"setMessageReaction": set_message_reaction}
