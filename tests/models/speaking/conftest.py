"""A piper voice with random weights, made once."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def tiny_piper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("piper", reason="the extra speech is not installed")
    from tests.tiny_piper import write

    path = tmp_path_factory.mktemp("piper") / "tiny.onnx"
    write(path)
    return path
