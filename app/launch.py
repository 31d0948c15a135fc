"""What stands around every command: settings, the lock, the log, and errors in words."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from secrets import token_hex

import structlog

from app import lock, logs
from app.problems import explain
from app.settings import Settings, load_settings
from bots.terminal.person import machine_locale
from texts import Translator, translator

STDIN = 0
INTERRUPTED = 130
LOG_NAME = "concierge.log"

_log = structlog.get_logger(__name__)


def serve(work: Callable[[Settings, bool], int], *, conversation: bool) -> int:
    """Does what goes on until somebody interrupts it; returns the exit code.

    `work` is told whether there is a conversation in the terminal: not where bots run and nobody can type. The
    log of one goes to a file in the data folder.
    """
    return _run(lambda: _in_the_house(work, conversation), interrupted=0)


def once(work: Callable[[Settings], int]) -> int:
    """Does what needs the data folder and comes to an end by itself; returns the exit code."""
    return _run(
        lambda: _in_the_house(lambda settings, _talks: work(settings), False), interrupted=INTERRUPTED
    )


def beside(work: Callable[[Settings], int]) -> int:
    """Does what may be done while the house runs over the same data; returns the exit code."""

    def begin() -> int:
        settings = load_settings(_say, _translator().locale)
        settings.home.mkdir(parents=True, exist_ok=True)
        logs.start_logs("WARNING", settings.log_format, settings.secrets)
        return work(settings)

    return _run(begin, interrupted=INTERRUPTED)


def apart(work: Callable[[], int]) -> int:
    """Does what needs neither settings nor data; returns the exit code."""

    def begin() -> int:
        logs.start_logs("WARNING", "text", ())
        return work()

    return _run(begin, interrupted=INTERRUPTED)


def _in_the_house(work: Callable[[Settings, bool], int], conversation: bool) -> int:
    settings = load_settings(_say, _translator().locale)
    talks = conversation and not (settings.has_bots and _nobody_can_type())
    with lock.hold(settings.home):
        file = settings.home / LOG_NAME if talks else None
        logs.start_logs(settings.log_level, settings.log_format, settings.secrets, file=file)
        return work(settings, talks)


def _nobody_can_type() -> bool:
    """Whether standard input is closed, or the device that is always empty."""
    try:
        return os.path.samestat(os.fstat(STDIN), os.stat(os.devnull))
    except OSError:
        return True


def _run(work: Callable[[], int], *, interrupted: int) -> int:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return work()
    except KeyboardInterrupt:
        return interrupted
    except Exception as error:
        problem = explain(error, _translator())
        if problem is None:
            _say(_report(error, _translator()))
            return 1
        _say(problem.sentence)
        return problem.exit_code


def _report(error: Exception, _: Translator) -> str:
    """Puts an error that nobody foresaw into the log; returns what is said about it."""
    number = token_hex(4)
    _log.critical("the program broke", error_id=number, exc_info=error)
    file = logs.log_file()
    if file is None:
        return _("Something went wrong (error {error}). The lines above say more.").format(error=number)
    return _("Something went wrong (error {error}). What was accepted is kept; {file} says more.").format(
        error=number, file=_short(file)
    )


def _short(file: Path) -> str:
    return os.path.relpath(file) if file.is_relative_to(Path.cwd()) else str(file)


def _translator() -> Translator:
    return translator(machine_locale() or "en")


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)
