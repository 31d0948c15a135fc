"""Accounts: people and bots."""

from dataclasses import dataclass

from tests.fakes.discord.payload import Payload, Snowflake


@dataclass(slots=True, eq=False)
class User:
    """Someone on Discord. `closed` is a person who takes no direct messages from the bot."""

    id: Snowflake
    name: str
    bot: bool = False
    locale: str = "en-US"
    closed: bool = False

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"

    def payload(self) -> Payload:
        person: Payload = {
            "id": self.id,
            "username": self.name.lower().replace(" ", "_"),
            "global_name": self.name,
            "discriminator": "0000" if self.bot else "0",
            "avatar": None,
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
        }
        return person | {"bot": True} if self.bot else person


def member_payload(user: User | None, joined_at: str) -> Payload:
    """A user as a member of a server; without `user` the form that hangs on a message."""
    member: Payload = {
        "nick": None,
        "avatar": None,
        "banner": None,
        "roles": [],
        "joined_at": joined_at,
        "premium_since": None,
        "communication_disabled_until": None,
        "pending": False,
        "mute": False,
        "deaf": False,
        "flags": 0,
    }
    return member | {"user": user.payload()} if user else member
