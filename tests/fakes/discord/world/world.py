"""Everything that exists on this Discord."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.fakes.discord.errors import unknown
from tests.fakes.discord.payload import Payload, Snowflake
from tests.fakes.discord.world.changes import Changes
from tests.fakes.discord.world.channels import Channel, Place
from tests.fakes.discord.world.clock import Clock, Ids
from tests.fakes.discord.world.commands import Commands
from tests.fakes.discord.world.events import Event
from tests.fakes.discord.world.guilds import Guild
from tests.fakes.discord.world.intents import Intent, Permission
from tests.fakes.discord.world.interactions import Interaction
from tests.fakes.discord.world.links import Links
from tests.fakes.discord.world.messages import Attachment, Message
from tests.fakes.discord.world.people import User


@dataclass(slots=True)
class Settings:
    """The application's page at discord.com/developers, and Discord's own time limits in seconds.

    `message_content`, `members` and `presences` are the switches of the privileged intents, `user_install` the one
    that lets people add the bot to their own account.
    """

    message_content: bool = True
    members: bool = False
    presences: bool = False
    user_install: bool = True
    acknowledge_within: float = 3.0
    token_lifetime: float = 15 * 60.0
    nonce_window: float = 5 * 60.0
    largest_upload: int = 10 * 1024 * 1024

    @property
    def flags(self) -> int:
        """Application flags: what a bot reads to learn which privileged intents it may ask for."""
        return self.message_content << 18 | self.members << 14 | self.presences << 12

    @property
    def forbidden_intents(self) -> Intent:
        refused = Intent(0)
        if not self.message_content:
            refused |= Intent.MESSAGE_CONTENT
        if not self.members:
            refused |= Intent.GUILD_MEMBERS
        if not self.presences:
            refused |= Intent.GUILD_PRESENCES
        return refused


class World:
    """Guilds, channels, people, messages and interactions; tells its listener (the gateway) what happens.

    `base_url` is where this server is reached, for the addresses of files.
    """

    def __init__(self, token: str, bot_name: str = "Concierge") -> None:
        self.token = token
        self.base_url = ""
        self.clock = Clock()
        self.links = Links(self.clock)
        self.ids = Ids(self.clock)
        self.settings = Settings()
        self.changes = Changes()
        self.bot = User(self.ids.next(), bot_name, bot=True)
        self.owner = User(self.ids.next(), "Owner")
        self.users: dict[Snowflake, User] = {self.bot.id: self.bot, self.owner.id: self.owner}
        self.guilds: dict[Snowflake, Guild] = {}
        self.channels: dict[Snowflake, Channel] = {}
        self.interactions: dict[Snowflake, Interaction] = {}
        self.by_token: dict[str, Interaction] = {}
        self.commands = Commands(self.ids, self.bot.id)
        self.files: dict[Snowflake, Attachment] = {}
        self.nonces: dict[tuple[Snowflake, str], tuple[Message, float]] = {}
        self._direct: dict[Snowflake, Channel] = {}
        self.listeners: list[Callable[[Event], None]] = []

    @property
    def gateway_url(self) -> str:
        """Where bots open their websocket."""
        return self.base_url.replace("http", "ws", 1) + "/gateway"

    def emit(self, event: Event) -> None:
        self.changes.note()
        if event.channel is None or self.sees(event.channel):
            for listener in self.listeners:
                listener(event)

    def sees(self, channel: Channel) -> bool:
        """Whether the bot can see the place at all."""
        if channel.guild is None:
            return not channel.among
        return channel.guild.present and Permission.VIEW_CHANNEL in channel.permissions

    def stamp(self) -> str:
        """Now, as Discord writes times."""
        return self.clock.utc().isoformat(timespec="milliseconds")

    def guild(self, guild_id: Snowflake) -> Guild:
        """A server that the bot is in; raises `ApiError` 10004 otherwise."""
        guild = self.guilds.get(guild_id)
        if guild is None or not guild.present:
            raise unknown("Guild")
        return guild

    def channel(self, channel_id: Snowflake) -> Channel:
        """Raises `ApiError` 10003 for a channel that never was or is gone."""
        channel = self.channels.get(channel_id)
        if channel is None or channel.deleted:
            raise unknown("Channel")
        return channel

    def message(self, channel: Channel, message_id: Snowflake) -> Message:
        """A message that the channel's own endpoints know: not a deleted and not an ephemeral one (10008)."""
        message = channel.messages.get(message_id)
        if message is None or message.deleted or message.ephemeral:
            raise unknown("Message")
        return message

    def user(self, user_id: Snowflake) -> User:
        """Raises `ApiError` 10013 for nobody."""
        user = self.users.get(user_id)
        if user is None:
            raise unknown("User")
        return user

    def direct(self, person: User) -> Channel:
        """The direct messages between the bot and `person`, opened at first use."""
        channel = self._direct.get(person.id)
        if channel is None:
            channel = Channel(self.ids.next(), Place.DM, person.name, self.stamp(), person=person)
            self.channels[channel.id] = self._direct[person.id] = channel
        return channel

    def readable(self, message: Message) -> bool:
        """Whether bots without the Message Content intent may read it: theirs, to them, or in private."""
        to_bot = self.bot in message.mentions
        return message.channel.guild is None or message.author is self.bot or to_bot or message.ephemeral

    def application(self) -> Payload:
        """The bot's application, as its owner set it up."""
        return {
            "id": self.bot.id,
            "name": self.bot.name,
            "icon": None,
            "description": "",
            "type": None,
            "bot": self.bot.payload(),
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": self.settings.flags,
            "flags_new": str(self.settings.flags),
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "owner": self.owner.payload(),
            "approximate_guild_count": len(self.guilds),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "team": None,
            "eligible_oauth2_scopes": [],
            "integration_types_config": {"0": {}} | ({"1": {}} if self.settings.user_install else {}),
        }
