"""People and the bot."""

from dataclasses import dataclass, field

from tests.fakes.telegram.wire import Json


@dataclass(slots=True, eq=False)
class User:
    """A Telegram account. `language_code` is what the person's client is set to."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "en"
    is_bot: bool = False
    is_premium: bool = False
    deactivated: bool = False

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def json(self) -> Json:
        body: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.last_name:
            body["last_name"] = self.last_name
        if self.username:
            body["username"] = self.username
        if self.language_code and not self.is_bot:
            body["language_code"] = self.language_code
        if self.is_premium:
            body["is_premium"] = True
        return body


@dataclass(slots=True, eq=False)
class Bot:
    """The bot under test, as BotFather and its own calls have set it up.

    `reads_all_group_messages` is privacy mode switched off: then a bot sees every message of its groups.
    """

    token: str
    user: User
    reads_all_group_messages: bool = True
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict[tuple[str, str], list[Json]])
    texts: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    menu_buttons: dict[int, Json] = field(default_factory=dict[int, Json])
    administrator_rights: dict[bool, Json] = field(default_factory=dict[bool, Json])

    @classmethod
    def of_token(cls, token: str, username: str, name: str) -> "Bot":
        """The digits before the colon are the bot's user id."""
        return cls(token, User(int(token.partition(":")[0]), name, username=username, is_bot=True))

    @property
    def username(self) -> str:
        return self.user.username

    def json(self) -> Json:
        return self.user.json() | {
            "can_join_groups": True,
            "can_read_all_group_messages": self.reads_all_group_messages,
            "supports_inline_queries": True,
            "can_connect_to_business": False,
            "has_main_web_app": False,
            "has_topics_enabled": False,
        }
