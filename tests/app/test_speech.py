from collections.abc import Sequence
from pathlib import Path

from pydantic import SecretStr
from structlog.testing import capture_logs

from app.settings import Settings
from app.speech import make_speech


async def no_names() -> Sequence[str]:
    return ()


def told(home: Path) -> list[str]:
    settings = Settings(concierge_home=home, openai_api_key=SecretStr(""), openai_base_url="")
    with capture_logs() as logs:
        make_speech(settings, no_names)
    return [entry["detail"] for entry in logs]


def test_the_owner_is_told_at_the_start_which_file_of_a_voice_is_missing(tmp_path: Path) -> None:
    (tmp_path / "models.toml").write_text("[voices.irina]\nprovider = 'piper'\npath = 'irina.onnx'")
    voice = tmp_path.resolve() / "irina.onnx"
    assert told(tmp_path) == [f"{voice} is no file: correct `path` in models.toml"]
    voice.touch()
    assert told(tmp_path) == [f"{voice}.json isn't there: put it beside the .onnx file"]
    voice.with_name("irina.onnx.json").touch()
    assert told(tmp_path) == []
