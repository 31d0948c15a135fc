"""What the owner should see to is told where a conversation begins."""

from pathlib import Path

from pydantic import SecretStr

from app.settings import Settings
from app.shortcomings import shortcomings
from app.wiring import open_house
from bots.terminal.welcome import Welcome, greeting
from texts import translator


async def test_a_missing_file_and_a_broken_mode_are_told_in_the_owners_language(
    tmp_path: Path, sqlite_url: str
) -> None:
    (tmp_path / "models.toml").write_text('[models.mine]\nprovider = "llama"\npath = "gone.gguf"\n')
    (tmp_path / "modes").mkdir()
    (tmp_path / "modes" / "broken.md").write_text("You are broken.")
    settings = Settings(
        concierge_home=tmp_path,
        database_url=sqlite_url,
        openai_api_key=SecretStr(""),
        openai_base_url="",
        openai_model="",
    )
    async with open_house(settings, "http://example.org") as house:
        told = {locale: shortcomings(house, translator(locale)) for locale in ("en", "ru", "zh")}
    assert told["en"] == (
        f"mine can't answer: {tmp_path / 'gone.gguf'} is not there. Look at its path in models.toml.",
        f"Look at {tmp_path / 'modes' / 'broken.md'}: it must begin with a line of ---, then title and description,"
        " then another line of ---.",
    )
    for locale, said in (("ru", "не сможет отвечать"), ("zh", "无法回答")):
        assert said in told[locale][0]
        assert "title" in told[locale][1]
    welcome = greeting(Welcome("mine", None, built_in=False, troubles=told["en"]), translator("en"))
    assert "- mine can't answer" in welcome
    assert "is not there" not in greeting(Welcome("mine", None, built_in=False), translator("en"))
