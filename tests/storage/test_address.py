import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage import address


@pytest.mark.parametrize(
    "url", ["sqlite:///data/my.db", "sqlite+aiosqlite:///data/my.db", "sqlite+pysqlite:///data/my.db"]
)
def test_a_sqlite_url_names_its_file_whatever_driver_it_names(url: str) -> None:
    parsed = address.parse(url)
    assert parsed.drivername == "sqlite"
    assert address.sqlite_path(parsed) == Path("data/my.db")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+asyncpg"])
def test_postgresql_is_known_by_all_its_names(scheme: str) -> None:
    parsed = address.parse(f"{scheme}://ada:p%40ss@db:5433/halls")
    assert address.postgres_dsn(parsed) == "postgresql://ada:p%40ss@db:5433/halls"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("concierge.db", "should look like"),
        ("mysql://root:s3cret@db/x", "has to be sqlite or postgresql, not mysql"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence_without_its_password(url: str, says: str) -> None:
    with pytest.raises(address.BadAddress, match=says) as refused:
        address.parse(url)
    assert "s3cret" not in str(refused.value)


def test_postgresql_without_its_driver_says_what_to_install() -> None:
    code = """
import sys
sys.modules["psycopg"] = None
from storage import address
address.parse("postgresql:///x")
"""
    tried = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=os.getcwd())
    assert (
        "BadAddress: PostgreSQL needs one more package: .venv/bin/pip install 'concierge[cluster]'"
        in tried.stderr
    )
