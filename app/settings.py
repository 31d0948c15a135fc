"""What the owner sets, from the environment and a `.env` file in the current folder; the environment wins."""

import os
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import tzlocal
from dotenv import dotenv_values
from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from app import expectations
from app.redaction import is_secret_name
from bots.allowance import AllowanceError
from bots.allowance import parse as parse_budgets
from graphs.languages import LANGUAGES
from web.networks import Network, networks

if TYPE_CHECKING:
    from texts import Translator

ENV_FILE = Path(".env")
PLATFORMS = ("terminal", "telegram", "discord")

_DATABASE = re.compile(r"sqlite:///(?!:memory:)[^?\s][^?]*|postgres(ql)?://[^\s/]*/[^\s/?]+(\?\S*)?")
_HOST = r"^[\w.:%\[\]-]+$"
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


_NEEDED = {
    "TELEGRAM_WEBHOOK_SECRET": ("TELEGRAM_WEBHOOK_URL",),
    "STRIPE_WEBHOOK_SECRET": ("STRIPE_API_KEY",),
    "TELEGRAM_BOT_TOKEN": ("TELEGRAM_PAYMENT_TOKEN", "TELEGRAM_STARS_RATE"),
}
"""What others make necessary."""


class SettingsError(Exception):
    """A setting is missing or wrong. The message has one line for each, in words for the owner."""


def _database(value: object) -> object:
    if not isinstance(value, str) or not _DATABASE.fullmatch(value):
        raise ValueError("not the address of a database")
    return value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", value)):
        raise ValueError("not a web address")
    if parts.port == 0:  # reading it raises ValueError for what is no port at all
        raise ValueError("not a port")
    return value.rstrip("/")


def _secret(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[!-~]*", value):
        raise ValueError("not a key")
    return value


def _webhook_secret(value: object) -> object:
    if isinstance(value, str) and value and not _WEBHOOK_SECRET.fullmatch(value):
        raise ValueError("not a webhook secret")
    return value


def _accounts(value: str) -> str:
    if not all(platform in PLATFORMS and account for platform, account in _pairs(value)):
        raise ValueError("not platform:id pairs")
    return value


def _budgets(value: str) -> str:
    parse_budgets(value)
    return value


def _language(value: str) -> str:
    if value.lower() not in ("", *LANGUAGES):
        raise ValueError("not a language")
    return value.lower()


def _networks(value: str) -> str:
    networks(value)
    return value


def _pairs(accounts: str) -> frozenset[tuple[str, str]]:
    split = (account.partition(":") for account in accounts.split(",") if account.strip())
    return frozenset((platform.strip(), account.strip()) for platform, _colon, account in split)


WebAddress = Annotated[str, BeforeValidator(_web_address)]
Secret = Annotated[SecretStr, BeforeValidator(_secret)]
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
LogFormat = Literal["text", "json"]


class Settings(BaseSettings):
    """One field for each variable, of the same name; an empty one counts as unset.

    `public_url` is empty where people reach the pages at the web server's own address. Web addresses have no
    slash at their end.
    """

    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    concierge_home: Path = Path("data")
    concierge_admins: Annotated[str, BeforeValidator(_accounts)] = ""
    concierge_secret: Secret = SecretStr("")
    concierge_hold_hours: Annotated[int, Field(ge=1, le=24 * 365)] = 72
    concierge_access: Literal["open"] = "open"
    concierge_budgets: Annotated[str, BeforeValidator(_budgets)] = ""
    concierge_translate_to: Annotated[str, BeforeValidator(_language)] = ""
    database_url: Annotated[str, BeforeValidator(_database)] = Field(
        default_factory=lambda known: f"sqlite:///{known['concierge_home'].expanduser() / 'concierge.db'}",
        repr=False,
    )

    openai_api_key: Secret = SecretStr("")
    openai_base_url: WebAddress = Field(default="", repr=False)
    openai_model: str = ""

    web_host: Annotated[str, Field(pattern=_HOST)] = "127.0.0.1"
    web_port: Annotated[int, Field(ge=0, le=65535)] = 8080
    public_url: WebAddress = ""
    web_trusted_proxies: Annotated[str, BeforeValidator(_networks)] = "127.0.0.1, ::1"

    log_level: Annotated[LogLevel, BeforeValidator(lambda value: str(value).upper())] = "INFO"
    log_format: Annotated[LogFormat, BeforeValidator(lambda value: str(value).lower())] = "text"

    telegram_bot_token: Secret = SecretStr("")
    telegram_api_url: WebAddress = ""
    telegram_webhook_url: WebAddress = ""
    telegram_webhook_secret: Annotated[SecretStr, BeforeValidator(_webhook_secret)] = SecretStr("")
    discord_bot_token: Secret = SecretStr("")
    discord_api_url: WebAddress = ""

    stripe_api_key: Secret = SecretStr("")
    stripe_webhook_secret: Secret = SecretStr("")
    stripe_api_url: WebAddress = ""
    telegram_payment_token: Secret = SecretStr("")
    telegram_stars_rate: Annotated[Decimal, Field(gt=0, le=1_000_000)] | None = None

    @property
    def home(self) -> Path:
        """The data folder."""
        return self.concierge_home.expanduser()

    @property
    def admins(self) -> frozenset[tuple[str, str]]:
        """(platform, the platform's user id) of each admin."""
        return _pairs(self.concierge_admins)

    @property
    def hold(self) -> timedelta:
        """How long a booking is held without payment."""
        return timedelta(hours=self.concierge_hold_hours)

    @property
    def proxies(self) -> tuple[Network, ...]:
        """Whose word is taken for who asks."""
        return networks(self.web_trusted_proxies)

    @property
    def photos(self) -> Path:
        """The owner's pictures of the halls."""
        return self.home / "photos"

    @property
    def has_bots(self) -> bool:
        return any(token.get_secret_value() for token in (self.telegram_bot_token, self.discord_bot_token))

    @property
    def time_zone(self) -> str:
        """IANA name of the zone that this machine keeps, UTC where it doesn't say."""
        return _machine_zone()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown: keys and passwords in here and elsewhere in the environment."""
        held = [getattr(self, name) for name in type(self).model_fields]
        keys = [value.get_secret_value() for value in held if isinstance(value, SecretStr)]
        others = [value for name, value in self.environment.items() if is_secret_name(name)]
        passwords = [urlsplit(url).password or "" for url in (self.database_url, self.openai_base_url)]
        shown = [secret for secret in (*keys, *others, *passwords) if secret]
        return tuple(dict.fromkeys([*shown, *map(unquote, shown)]))

    @property
    def environment(self) -> dict[str, str]:
        """Every variable of the environment and the `.env` file, for what an owner's own files refer to."""
        return {**_written(), **_exported()}

    @property
    def model_choice(self) -> dict[str, str]:
        """What the catalogue of models looks at: the environment, and these settings over it."""
        chosen = {
            "OPENAI_API_KEY": self.openai_api_key.get_secret_value(),
            "OPENAI_BASE_URL": self.openai_base_url,
            "OPENAI_MODEL": self.openai_model,
        }
        return {**self.environment, **chosen}


def load_settings(warn: Callable[[str], None], locale: str = "en") -> Settings:
    """Reads and checks the settings; `warn` gets a sentence for each name that looks mistyped.

    Raises `SettingsError`, in `locale`.
    """
    values = {**_written(), **_exported()}
    for name, meant in _mistyped(values).items():
        warn(expectations.mistyped(name, meant, _translator(locale)))
    try:
        settings = Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(_lines(error, values, locale))) from None
    _check_together(settings, locale)
    return settings


def _written() -> dict[str, str]:
    """What stands in the `.env` file, by upper-case name."""
    try:
        values = dotenv_values(ENV_FILE, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{ENV_FILE}: {error}") from None
    return {name.upper(): value for name, value in values.items() if value}


def _exported() -> dict[str, str]:
    return {name.upper(): value for name, value in os.environ.items() if value}


def _mistyped(values: Mapping[str, str]) -> dict[str, str]:
    """CONCIERGE_ names that no setting has, with the one they resemble."""
    known = list(expectations.EXAMPLES)
    unknown = sorted(name for name in values if name.startswith("CONCIERGE_") and name not in known)
    resembled = {name: get_close_matches(name, known, n=1, cutoff=0.75) for name in unknown}
    return {name: close[0] for name, close in resembled.items() if close}


def _lines(error: ValidationError, values: Mapping[str, str], locale: str) -> list[str]:
    names = dict.fromkeys(str(wrong["loc"][0]).upper() for wrong in error.errors() if wrong["loc"])
    _ = _translator(locale)
    return [expectations.wrong(name, _wrong_part(name, values[name]), _) for name in names if name in values]


def _wrong_part(name: str, value: str) -> str:
    """Of a long value, what is wrong with it."""
    if name == "CONCIERGE_BUDGETS":
        try:
            parse_budgets(value)
        except AllowanceError as error:
            return error.entry
    return value


def _check_together(settings: Settings, locale: str) -> None:
    if settings.home.exists() and not settings.home.is_dir():
        raise SettingsError(expectations.wrong("CONCIERGE_HOME", str(settings.home), _translator(locale)))
    for name, others in _NEEDED.items():
        other = next((other for other in others if _is_set(settings, other)), None)
        if other is not None and not _is_set(settings, name):
            raise SettingsError(expectations.missing(name, other, _translator(locale)))


def _is_set(settings: Settings, name: str) -> bool:
    value = getattr(settings, name.lower())
    return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)


@cache
def _machine_zone() -> str:
    try:
        name = tzlocal.get_localzone_name()
        ZoneInfo(name)
    except (LookupError, ValueError, OSError, AttributeError):
        return "UTC"
    return name


def _translator(locale: str) -> "Translator":
    from texts import translator  # slow to import, and seldom needed here

    return translator(locale)
