"""What is said about a setting that is wrong: its name, what is right, an example."""

from collections.abc import Callable

from app.redaction import Redactor
from graphs.languages import LANGUAGES

Translate = Callable[[str], str]

EXAMPLES = {
    "CONCIERGE_HOME": "data",
    "DATABASE_URL": "sqlite:///data/concierge.db",
    "CONCIERGE_ADMINS": "telegram:123,discord:456",
    "CONCIERGE_SECRET": "5d0c1c2f9b8e4a77",
    "CONCIERGE_HOLD_HOURS": "72",
    "CONCIERGE_ACCESS": "open",
    "CONCIERGE_BUDGETS": "user=0.50usd, moderator=200000tokens, telegram:123=2usd",
    "CONCIERGE_TRANSLATE_TO": "de",
    "OPENAI_API_KEY": "sk-...",
    "OPENAI_BASE_URL": "http://127.0.0.1:8000/v1",
    "WEB_HOST": "127.0.0.1",
    "WEB_PORT": "8080",
    "WEB_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8",
    "PUBLIC_URL": "https://halls.example.org",
    "LOG_LEVEL": "INFO",
    "LOG_FORMAT": "text",
    "TELEGRAM_BOT_TOKEN": "123456:ABC...",
    "TELEGRAM_API_URL": "https://api.telegram.org",
    "TELEGRAM_WEBHOOK_URL": "https://halls.example.org/telegram",
    "TELEGRAM_WEBHOOK_SECRET": "9f2c61e07b",
    "DISCORD_BOT_TOKEN": "MTk4...",
    "DISCORD_API_URL": "https://discord.com/api/v10",
    "STRIPE_API_KEY": "sk_live_...",
    "STRIPE_WEBHOOK_SECRET": "whsec_...",
    "STRIPE_API_URL": "https://api.stripe.com",
    "TELEGRAM_PAYMENT_TOKEN": "1234567890:TEST:...",
    "TELEGRAM_STARS_RATE": "65",
}
_CONCEALED = ("KEY", "TOKEN", "SECRET")


def _expected(name: str, _: Translate) -> str:
    return {
        "CONCIERGE_HOME": _("a folder where data can be kept"),
        "DATABASE_URL": _("sqlite:///path/to/file.db or postgresql://user:password@host/database"),
        "CONCIERGE_ADMINS": _(
            "platform:id pairs, separated by commas; platforms: terminal, telegram, discord"
        ),
        "CONCIERGE_HOLD_HOURS": _("a whole number of hours, at least 1"),
        "CONCIERGE_ACCESS": _("the word open"),
        "CONCIERGE_BUDGETS": _(
            "who=amount pairs, separated by commas: a role (user, moderator, admin) or platform:id, and a number of"
            " usd or tokens a day"
        ),
        "CONCIERGE_TRANSLATE_TO": _("the code of a language, one of {codes}").format(
            codes=", ".join(LANGUAGES)
        ),
        "WEB_HOST": _("the name or the address of a network interface"),
        "WEB_PORT": _("a whole number from 0 to 65535; 0 picks a free port"),
        "WEB_TRUSTED_PROXIES": _("addresses or networks, separated by commas"),
        "LOG_LEVEL": _("one of DEBUG, INFO, WARNING, ERROR, CRITICAL"),
        "LOG_FORMAT": _("text or json"),
        "TELEGRAM_STARS_RATE": _(
            "a number above 0: how many Stars pay one euro, dollar or whatever halls cost"
        ),
        "TELEGRAM_WEBHOOK_SECRET": _("1 to 256 Latin letters, digits, _ or -"),
    }.get(
        name, _("a key without spaces") if name.endswith(_CONCEALED) else _("an http:// or https:// address")
    )


def wrong(name: str, value: str, _: Translate) -> str:
    """One line about a value that can't be right. The value stands in it unless it may be a secret."""
    shown = "" if name.endswith(_CONCEALED) else Redactor()(value)
    found = (
        _("{name} is wrong: {value}").format(name=name, value=shown)
        if shown
        else _("{name} is wrong").format(name=name)
    )
    return f"{found}. {_rule(name, _)}"


def missing(name: str, needed_by: str, _: Translate) -> str:
    """One line about a setting that another one makes necessary."""
    found = _("{name} is missing, and {other} needs it").format(name=name, other=needed_by)
    return f"{found}. {_rule(name, _)}"


def mistyped(name: str, meant: str, _: Translate) -> str:
    """One line about a variable that nothing reads."""
    return _("There is no setting {name}, so it changes nothing. Did you mean {meant}?").format(
        name=name, meant=meant
    )


def _rule(name: str, _: Translate) -> str:
    return _("It should be {expected}, for example {name}={example}").format(
        expected=_expected(name, _), name=name, example=EXAMPLES.get(name, "")
    )
