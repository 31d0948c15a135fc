import os
from pathlib import Path

import pytest

from app import launch
from app.lock import HomeError, hold
from app.settings import Settings

pytestmark = pytest.mark.usefixtures("clean_environment", "logs_restored", "english")


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def interrupted(_settings: Settings, _talks: bool = False) -> int:
    raise KeyboardInterrupt


def broken(_settings: Settings, _talks: bool = False) -> int:
    raise RuntimeError("something with openai-secret in it")


def test_work_has_its_settings_and_the_folder_to_itself() -> None:
    def work(settings: Settings, _talks: bool = False) -> int:
        with pytest.raises(HomeError), hold(settings.home):
            pass
        return 7

    assert launch.once(work) == 7
    assert launch.serve(work, conversation=True) == 7


def test_interrupting_is_how_serving_ends_and_nothing_else(capfd: pytest.CaptureFixture[str]) -> None:
    assert launch.serve(interrupted, conversation=True) == 0
    assert launch.serve(interrupted, conversation=False) == 0
    assert launch.once(interrupted) == 130
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("token", "devnull", "talks"), [("", True, True), ("1:x", True, False), ("1:x", False, True)]
)
def test_bots_are_served_without_a_conversation_where_nobody_can_type(
    token: str, devnull: bool, talks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", token)
    source, sink = os.pipe()
    null = os.open(os.devnull, os.O_RDONLY)
    monkeypatch.setattr(launch, "STDIN", null if devnull else source)
    told: list[bool] = []

    def work(settings: Settings, talks: bool) -> int:
        told.append(talks)
        return broken(settings)

    launch.serve(work, conversation=True)
    for opened in (source, sink, null):
        os.close(opened)
    assert told == [talks]
    assert Path("data/concierge.log").exists() is talks


def test_an_unforeseen_error_has_a_number_that_the_log_has_too(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "openai-secret")
    assert launch.serve(broken, conversation=True) == 1
    said = capfd.readouterr().err
    assert said.startswith("Something went wrong (error ")
    assert "data/concierge.log" in said
    log = Path("data/concierge.log").read_text()
    assert said.split("error ")[1][:8] in log
    assert "RuntimeError: something with [hidden] in it" in log


def test_without_a_conversation_the_log_is_on_standard_error(capfd: pytest.CaptureFixture[str]) -> None:
    assert launch.once(broken) == 1
    assert "RuntimeError" in capfd.readouterr().err
    assert not Path("data/concierge.log").exists()


def test_what_needs_no_data_makes_no_folder() -> None:
    assert launch.apart(lambda: 3) == 3
    assert list(Path().iterdir()) == []
