import json
import logging
import warnings
from io import StringIO
from pathlib import Path

import pytest
import structlog

from app.logs import log_file, start_logs
from app.settings import LogFormat

SECRET = "correct horse battery"

pytestmark = pytest.mark.usefixtures("logs_restored")


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_secret_never_appears(form: LogFormat) -> None:
    out = StringIO()
    start_logs("DEBUG", form, [SECRET], stream=out)
    log = structlog.get_logger("concierge.test")
    log.info(
        f"event {SECRET}", field=SECRET, nested={"headers": [SECRET]}, token="short", error=ValueError(SECRET)
    )
    logging.getLogger("library").warning(
        "said %s to %r", SECRET, {"key": SECRET}, extra={"password": "short"}
    )
    try:
        local = SECRET
        raise RuntimeError(f"broke with {local}")
    except RuntimeError:
        log.exception("failed")
        logging.getLogger("library").exception("failed too")
    assert out.getvalue().count("broke with") >= 2
    assert SECRET not in out.getvalue()
    assert "short" not in out.getvalue()


def test_every_json_line_is_an_object_of_one_shape() -> None:
    out = StringIO()
    start_logs("INFO", "json", (), stream=out)
    structlog.get_logger("ours").info("выбрано", turn=7)
    logging.getLogger("theirs").error("gone %d", 3)
    ours, theirs = (json.loads(line) for line in out.getvalue().splitlines())
    assert (ours["event"], ours["turn"], ours["logger"], ours["level"]) == ("выбрано", 7, "ours", "info")
    assert (theirs["event"], theirs["logger"], theirs["level"]) == ("gone 3", "theirs", "error")
    assert ours["timestamp"].endswith("Z")
    assert "выбрано" in out.getvalue()


def test_the_level_holds_for_both_kinds_of_loggers() -> None:
    out = StringIO()
    start_logs("ERROR", "text", (), stream=out)
    structlog.get_logger("ours").warning("quiet")
    logging.getLogger("theirs").warning("quiet")
    assert out.getvalue() == ""


def test_chatty_libraries_speak_only_of_trouble() -> None:
    out = StringIO()
    start_logs("DEBUG", "text", (), stream=out)
    logging.getLogger("httpx").info("HTTP Request: POST http://host/v1")
    logging.getLogger("httpx").warning("trouble")
    assert "HTTP Request" not in out.getvalue()
    assert "trouble" in out.getvalue()


def test_a_conversation_has_its_log_in_a_file(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "concierge.log"
    start_logs("INFO", "text", (), file=file)
    structlog.get_logger("ours").info("kept", turn=7)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old", DeprecationWarning, stacklevel=1)
    assert "kept" in file.read_text()
    assert "DeprecationWarning: old" in file.read_text()
    assert "\x1b" not in file.read_text()
    assert log_file() == file
    assert capfd.readouterr() == ("", "")


def test_starting_again_replaces_the_first(tmp_path: Path) -> None:
    out = StringIO()
    start_logs("INFO", "text", (), file=tmp_path / "first.log")
    start_logs("INFO", "text", (), stream=out)
    structlog.get_logger("ours").info("once")
    assert out.getvalue().count("once") == 1
    assert not (tmp_path / "first.log").exists()
    assert log_file() is None
