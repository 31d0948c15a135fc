import subprocess
import sys
from pathlib import Path

import pytest

from app import expectations
from app.settings import Settings, SettingsError, load_settings

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.usefixtures("clean_environment")


def load() -> Settings:
    return load_settings(lambda line: pytest.fail(line))


def refusal(monkeypatch: pytest.MonkeyPatch, **variables: str) -> list[str]:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as error:
        load()
    return str(error.value).splitlines()


def test_nothing_has_to_be_set() -> None:
    settings = load()
    assert settings.home == Path("data")
    assert settings.database_url == "sqlite:///data/concierge.db"
    assert (settings.web_host, settings.web_port) == ("127.0.0.1", 8080)
    assert settings.admins == frozenset()
    assert settings.concierge_access == "open"


def test_the_database_lies_in_the_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    monkeypatch.setenv("CONCIERGE_HOME", "~/halls")
    assert load().database_url == "sqlite:////home/ann/halls/concierge.db"


def test_the_environment_wins_over_the_file_and_empty_means_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("WEB_PORT=1000\nOPENAI_MODEL=from-file\nLOG_LEVEL=debug\nPUBLIC_URL=\n")
    monkeypatch.setenv("OPENAI_MODEL", "from-environment")
    monkeypatch.setenv("LOG_LEVEL", "")
    settings = load()
    assert settings.web_port == 1000
    assert settings.openai_model == "from-environment"
    assert settings.log_level == "DEBUG"
    assert settings.public_url == ""


def test_admins_are_platform_and_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCIERGE_ADMINS", "telegram:123, discord:456,")
    assert load().admins == {("telegram", "123"), ("discord", "456")}


def test_the_language_of_translations_is_one_that_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCIERGE_TRANSLATE_TO", "DE")
    assert load().concierge_translate_to == "de"
    [line] = refusal(monkeypatch, CONCIERGE_TRANSLATE_TO="klingon")
    assert "CONCIERGE_TRANSLATE_TO" in line
    assert "de, fr" in line


def test_web_addresses_lose_their_last_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://halls.example.org/concierge/")
    assert load().public_url == "https://halls.example.org/concierge"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "data/concierge.db"),
        ("DATABASE_URL", "postgresql://host"),
        ("OPENAI_BASE_URL", "localhost:8000"),
        ("OPENAI_BASE_URL", "http://"),
        ("PUBLIC_URL", "https://halls.example.org:99999"),
        ("PUBLIC_URL", "https://halls example.org"),
        ("WEB_PORT", "65536"),
        ("WEB_PORT", "-1"),
        ("WEB_PORT", "http"),
        ("WEB_HOST", "http://127.0.0.1"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("CONCIERGE_ADMINS", "123"),
        ("CONCIERGE_ADMINS", "icq:123"),
        ("CONCIERGE_ADMINS", "telegram:"),
        ("CONCIERGE_ACCESS", "closed"),
        ("TELEGRAM_API_URL", "api.telegram.org"),
        ("TELEGRAM_STARS_RATE", "0"),
        ("TELEGRAM_STARS_RATE", "many"),
        ("STRIPE_API_URL", "stripe.example.org"),
    ],
)
def test_a_wrong_value_is_named_with_what_would_be_right(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    (line,) = refusal(monkeypatch, **{name: value})
    assert line.startswith(f"{name} is wrong: {value}. It should be ")
    assert line.endswith(f"for example {name}={expectations.EXAMPLES[name]}")


def test_every_wrong_setting_has_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("LOG_LEVEL=loud\n")
    lines = refusal(monkeypatch, WEB_PORT="x", LOG_FORMAT="y")
    assert sorted(line.split()[0] for line in lines) == ["LOG_FORMAT", "LOG_LEVEL", "WEB_PORT"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPENAI_API_KEY", "my secret key"),
        ("TELEGRAM_BOT_TOKEN", "123:my secret"),
        ("TELEGRAM_WEBHOOK_SECRET", "my secret!"),
        ("DATABASE_URL", "mysql://ann:my_secret@host/name"),
        ("OPENAI_BASE_URL", "ftp://ann:my_secret@host/v1"),
        ("LOG_LEVEL", "sk-my_secret_key"),
    ],
)
def test_a_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    (line,) = refusal(monkeypatch, **{name: value})
    assert line.startswith(f"{name} is wrong")
    assert "secret" not in line.partition("It should be")[0].replace(name, "")


def test_a_webhook_without_a_secret_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = refusal(monkeypatch, TELEGRAM_WEBHOOK_URL="https://halls.example.org/telegram")
    assert line.startswith("TELEGRAM_WEBHOOK_SECRET is missing, and TELEGRAM_WEBHOOK_URL needs it.")


@pytest.mark.parametrize(
    ("name", "value", "missing"),
    [
        ("STRIPE_API_KEY", "sk_test_1", "STRIPE_WEBHOOK_SECRET"),
        ("TELEGRAM_PAYMENT_TOKEN", "1:TEST:2", "TELEGRAM_BOT_TOKEN"),
        ("TELEGRAM_STARS_RATE", "65", "TELEGRAM_BOT_TOKEN"),
    ],
)
def test_a_way_to_pay_needs_what_it_rests_on(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, missing: str
) -> None:
    (line,) = refusal(monkeypatch, **{name: value})
    assert line.startswith(f"{missing} is missing, and {name} needs it.")


def test_a_file_is_no_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("data").write_text("")
    (line,) = refusal(monkeypatch)
    assert line.startswith("CONCIERGE_HOME is wrong: data.")


def test_a_file_that_is_no_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_bytes(b"LOG_LEVEL=\xff\xfe")
    (line,) = refusal(monkeypatch)
    assert line.startswith(".env: ")


def test_a_mistyped_name_brings_the_right_one_to_mind(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("CONCIERGE_ADMIN=telegram:1\n")
    monkeypatch.setenv("CONCIERGE_HOM", "x")
    monkeypatch.setenv("CONCIERGE_TEST_NO_SKIP", "1")
    lines: list[str] = []
    load_settings(lines.append)
    assert [line.split("Did you mean ")[1] for line in lines] == ["CONCIERGE_ADMINS?", "CONCIERGE_HOME?"]


def test_a_refusal_speaks_the_language_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_PORT", "x")
    with pytest.raises(SettingsError, match="WEB_PORT: неверное значение x"):
        load_settings(lambda line: None, "ru")


def test_secrets_are_known_but_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("MISTRAL_API_KEY=mistral-secret\n")
    monkeypatch.setenv("OPENAI_API_KEY", "openai-secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql://ann:p%40ss-secret@host/name")
    settings = load()
    assert {"openai-secret", "mistral-secret", "p%40ss-secret", "p@ss-secret"} <= set(settings.secrets)
    assert "-secret" not in repr(settings)
    assert settings.model_choice["MISTRAL_API_KEY"] == "mistral-secret"
    assert settings.model_choice["OPENAI_API_KEY"] == "openai-secret"


def test_the_example_file_has_every_setting_and_nothing_else() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    names = {line.lstrip("# ").partition("=")[0] for line in lines if "=" in line}
    assert (
        names
        == {name.upper() for name in Settings.model_fields}
        == set(expectations.EXAMPLES) | {"OPENAI_MODEL"}
    )


def test_reading_the_settings_imports_nothing_heavy() -> None:
    heavy = "{'sqlalchemy', 'langchain_core', 'babel', 'fastapi', 'rich', 'structlog'}"
    code = f"import sys, app.settings; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
