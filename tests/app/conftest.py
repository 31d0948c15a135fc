import logging
import os
from collections.abc import Iterator

import pytest
import structlog

from app import expectations


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No setting from outside: an empty current folder and none of our variables."""
    monkeypatch.chdir(tmp_path_factory.mktemp("current"))
    for name in [*expectations.EXAMPLES, *(name for name in os.environ if name.startswith("CONCIERGE_"))]:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def logs_restored() -> Iterator[None]:
    """Logging as it was, after a test that has started the program's own."""
    root = logging.getLogger()
    handlers, level, raising = root.handlers[:], root.level, logging.raiseExceptions
    levels = {name: logging.getLogger(name).level for name in logging.root.manager.loggerDict}
    yield
    for handler in root.handlers:
        if handler not in handlers:
            handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, earlier in levels.items():
        logging.getLogger(name).setLevel(earlier)
    logging.raiseExceptions = raising
    logging.captureWarnings(False)
    structlog.reset_defaults()
