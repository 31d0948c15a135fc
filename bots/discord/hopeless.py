"""What only the owner can put right, in words for them."""

from discord import ConnectionClosed

WRONG_TOKEN = (
    "Discord does not accept DISCORD_BOT_TOKEN, so nobody is answered there; all else goes on. Copy the token "
    "from https://discord.com/developers/applications → your application → Bot → Reset Token, and restart."
)
NO_CONTENT = (
    "The switch “Message Content Intent” is off, so on servers the bot reads only what mentions it or replies to "
    "it; direct messages and slash commands work as ever. To switch it on: "
    "https://discord.com/developers/applications → your application → Bot → Privileged Gateway Intents; "
    "then restart."
)
REFUSED = "Discord refuses this bot's connection, and trying again would not help: {reason} (code {code})."

TOKEN_REFUSED, INTENTS_REFUSED = 4004, 4014
_REASONS = {
    4010: "the shard is invalid",
    4011: "the bot is on too many servers for one connection",
    4012: "this version of the API is no longer served",
    4013: "its intents are invalid",
    INTENTS_REFUSED: "its intents are not allowed",
}


class Hopeless(Exception):
    """The message is for the owner."""


def refuse_hopeless(closed: ConnectionClosed) -> None:
    """Raises `Hopeless` for a code after which nobody should try again."""
    if closed.code == TOKEN_REFUSED:
        raise Hopeless(WRONG_TOKEN) from closed
    if closed.code in _REASONS:
        raise Hopeless(REFUSED.format(reason=_REASONS[closed.code], code=closed.code)) from closed
