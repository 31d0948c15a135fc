"""The program's log: structlog and the standard library's logging in one stream, without secrets."""

import logging
import sys
from collections.abc import Iterable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

from app.redaction import Redactor, hide_by_name
from app.settings import LogFormat, LogLevel

_FILE_BYTES = 5_000_000
_FILES_KEPT = 2
_CHATTY = (
    "apscheduler",
    "httpx",
    "httpx2",
    "httpcore",
    "openai",
    "aiosqlite",
    "asyncio",
    "alembic",
    "sqlalchemy.engine",
    "urllib3",
)


def start_logs(
    level: LogLevel,
    form: LogFormat,
    secrets: Iterable[str],
    *,
    file: Path | None = None,
    stream: TextIO | None = None,
) -> None:
    """Sends everything from `level` on to `file`, or without one to `stream` (standard error).

    A conversation on the terminal has a file, so that nothing comes between question and answer. A later
    call replaces an earlier one.
    """
    out: TextIO = stream or sys.stderr
    handler = _file_handler(file) if file else logging.StreamHandler(out)
    colors = file is None and form == "text" and out.isatty()
    handler.setFormatter(_Formatter(form, Redactor(secrets), colors=colors))
    root = logging.getLogger()
    for earlier in root.handlers[:]:
        root.removeHandler(earlier)
        earlier.close()
    root.addHandler(handler)
    root.setLevel(level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # a full disk must not write tracebacks into a conversation
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_common(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def log_file() -> Path | None:
    """The file that `start_logs` was given."""
    files = [handler for handler in logging.getLogger().handlers if isinstance(handler, RotatingFileHandler)]
    return Path(files[0].baseFilename) if files else None


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Redacts the finished line, so that a traceback or a third party's message gives nothing away either."""

    def __init__(self, form: LogFormat, redact: Redactor, *, colors: bool) -> None:
        last: list[Processor] = (
            [structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer(ensure_ascii=False)]
            if form == "json"
            else [
                structlog.dev.ConsoleRenderer(
                    colors=colors, exception_formatter=structlog.dev.plain_traceback
                )
            ]
        )
        super().__init__(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
            foreign_pre_chain=[*_common(), structlog.stdlib.ExtraAdder()],
        )
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))


def _file_handler(file: Path) -> logging.Handler:
    return RotatingFileHandler(
        file, maxBytes=_FILE_BYTES, backupCount=_FILES_KEPT, encoding="utf-8", delay=True
    )


def _common() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        _hide_by_name,
    ]


def _hide_by_name(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    meta = {name: event.pop(name) for name in ("_record", "_from_structlog") if name in event}
    return {**hide_by_name(event), **meta}
