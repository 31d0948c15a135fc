"""A Whisper with random weights, made once."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def tiny_whisper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("faster_whisper", reason="the extra speech is not installed")
    from tests.tiny_whisper import write

    folder = tmp_path_factory.mktemp("whisper") / "tiny"
    write(folder)
    return folder
