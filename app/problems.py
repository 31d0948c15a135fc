"""What can go wrong on the owner's side, in words for them."""

import sqlite3
from dataclasses import dataclass

from app.lock import HomeError
from app.redaction import Redactor
from app.settings import SettingsError
from texts import Translator


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence, and the exit code: 2 for what a setting has to change, 1 for the rest."""

    sentence: str
    exit_code: int = 1


def explain(error: Exception, _: Translator) -> Problem | None:
    """None for an error that nobody foresaw."""
    if isinstance(error, SettingsError):
        return Problem(str(error), exit_code=2)
    if isinstance(error, HomeError):
        return Problem(_home(error, _))
    return _of_libraries(error, _)


def _home(error: HomeError, _: Translator) -> str:
    if error.holder is None:
        return _("The data folder {home} can't be used: {reason}. CONCIERGE_HOME names another.").format(
            home=error.home, reason=error.reason
        )
    return _(
        "Another Concierge (process {process}) is using the data folder {home}. "
        "Stop it first, or name another folder in CONCIERGE_HOME."
    ).format(process=error.holder, home=error.home)


def _of_libraries(error: Exception, _: Translator) -> Problem | None:
    from models.entries import CatalogueError
    from models.small_talk.loading import LoadError
    from models.small_talk.plan import TrainingError
    from models.small_talk.rows import DataError
    from storage.address import BadAddress
    from storage.migrate import NewerDatabase
    from web.server import AddressInUse, CannotListen

    match error:
        case BadAddress() | CatalogueError() | LoadError() | DataError() | TrainingError():
            return Problem(str(error), exit_code=2)
        case NewerDatabase():
            return Problem(str(error))
        case AddressInUse():
            taken = _(
                "Port {port} is in use. Stop what uses it, or choose another WEB_PORT: 0 finds a free one."
            )
            return Problem(taken.format(port=error.port))
        case CannotListen():
            refused = _("Nothing can be served at {host}:{port}: {reason}. Look at WEB_HOST and WEB_PORT.")
            return Problem(refused.format(host=error.host, port=error.port, reason=error.reason))
        case OSError():
            where = f"{error.filename}: " if error.filename else ""
            return Problem(f"{where}{error.strerror or error}")
        case _:
            return _of_database(error, _)


def _of_database(error: Exception, _: Translator) -> Problem | None:
    from sqlalchemy.exc import DBAPIError

    cause = error.orig if isinstance(error, DBAPIError) else error
    if not _is_from_driver(cause):
        return None
    reason = str(cause).strip().splitlines() or [type(cause).__name__]
    return Problem(_("The database can't be used: {reason}").format(reason=Redactor()(reason[0])))


def _is_from_driver(error: BaseException | None) -> bool:
    """Whether the database refused to work at all, as opposed to refusing one statement."""
    return type(error) in (sqlite3.OperationalError, sqlite3.DatabaseError) or (
        type(error).__module__.startswith("psycopg") and type(error).__name__ == "OperationalError"
    )
