"""Servers, which Discord's API calls guilds."""

from dataclasses import dataclass, field

from tests.fakes.discord.payload import Payload, Snowflake
from tests.fakes.discord.world.channels import Channel
from tests.fakes.discord.world.intents import EVERYTHING
from tests.fakes.discord.world.people import User, member_payload

UNSET = (
    "icon",
    "description",
    "home_header",
    "splash",
    "discovery_splash",
    "banner",
    "application_id",
    "afk_channel_id",
    "system_channel_id",
    "widget_channel_id",
    "max_presences",
    "vanity_url_code",
    "rules_channel_id",
    "safety_alerts_channel_id",
    "public_updates_channel_id",
    "incidents_data",
)
ZERO = (
    "system_channel_flags",
    "verification_level",
    "default_message_notifications",
    "mfa_level",
    "explicit_content_filter",
    "premium_tier",
    "premium_subscription_count",
    "nsfw_level",
)


@dataclass(slots=True, eq=False)
class Guild:
    """A server. `present` is false once the bot has been thrown out."""

    id: Snowflake
    name: str
    owner: User
    made_at: str
    locale: str = "en-US"
    channels: list[Channel] = field(default_factory=list[Channel])
    members: list[User] = field(default_factory=list[User])
    present: bool = True

    def payload(self) -> Payload:
        """What REST answers about the server; the gateway adds to it in `create_payload`."""
        return dict.fromkeys(UNSET) | dict.fromkeys(ZERO, 0) | self._own_payload()

    def _own_payload(self) -> Payload:
        return {
            "id": self.id,
            "name": self.name,
            "owner_id": self.owner.id,
            "preferred_locale": self.locale,
            "features": [],
            "emojis": [],
            "stickers": [],
            "roles": [self.everyone()],
            "region": "deprecated",
            "afk_timeout": 300,
            "widget_enabled": False,
            "max_members": 500_000,
            "max_video_channel_users": 25,
            "max_stage_video_channel_users": 50,
            "premium_progress_bar_enabled": False,
            "nsfw": False,
        }

    def create_payload(self, bot: User) -> Payload:
        """GUILD_CREATE: with channels and active threads; of the members, only the bot itself."""
        return self.payload() | {
            "joined_at": self.made_at,
            "large": False,
            "unavailable": False,
            "member_count": len(self.members),
            "members": [member_payload(bot, self.made_at)],
            "channels": [channel.payload() for channel in self.channels if not channel.is_thread],
            "threads": [
                channel.payload() for channel in self.channels if channel.is_thread and not channel.archived
            ],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }

    def everyone(self) -> Payload:
        """The role that all members have; its id is the server's."""
        return {
            "id": self.id,
            "name": "@everyone",
            "permissions": str(int(EVERYTHING)),
            "position": 0,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": False,
            "mentionable": False,
            "icon": None,
            "unicode_emoji": None,
            "flags": 0,
        }
