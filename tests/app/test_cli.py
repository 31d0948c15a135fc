"""The command as a shell meets it."""

import os
import subprocess
import sys
import time
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from app.lock import hold

ROOT = Path(__file__).parents[2]
PROGRAM = "from app.cli import main; main()"


def concierge(*words: str, folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", **variables}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def timed_help(folder: Path) -> tuple[float, str]:
    began = time.perf_counter()
    done = concierge("--help", folder=folder)
    return time.perf_counter() - began, done.stdout


def test_help_names_every_command_within_half_a_second(tmp_path: Path) -> None:
    rounds = [timed_help(tmp_path) for _round in range(5)]
    for command in ("run", "chat", "db", "payments", "train", "models", "demo-data", "graph", "bench"):
        assert f"\n  {command} " in rounds[0][1]
    assert min(rounds)[0] < 0.5


@pytest.mark.parametrize(
    "command",
    [
        "run",
        "chat",
        "db upgrade",
        "payments",
        "payments refunded",
        "train dialogue",
        "models check",
        "demo-data",
        "graph",
        "bench",
    ],
)
def test_every_command_explains_itself_with_an_example(tmp_path: Path, command: str) -> None:
    done = concierge(*command.split(), "--help", folder=tmp_path)
    assert done.returncode == 0
    assert f"concierge {command}" in done.stdout.partition("Example")[2]


def test_the_version_is_the_package_s(tmp_path: Path) -> None:
    try:
        installed = version("concierge")
    except PackageNotFoundError:
        pytest.skip("concierge is not installed here: make test installs it")
    assert concierge("--version", folder=tmp_path).stdout == f"concierge {installed}\n"
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == installed


def test_a_wrong_setting_is_named_before_anything_is_opened(tmp_path: Path) -> None:
    done = concierge("run", folder=tmp_path, WEB_PORT="eighty", LOG_LEVEL="loud", OPENAI_API_KEY="a b")
    assert done.returncode == 2
    assert sorted(line.split()[0] for line in done.stderr.splitlines()) == [
        "LOG_LEVEL",
        "OPENAI_API_KEY",
        "WEB_PORT",
    ]
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_a_mistyped_name_is_pointed_out_and_the_work_goes_on(tmp_path: Path) -> None:
    done = concierge("db", "upgrade", folder=tmp_path, CONCIERGE_HOMES="elsewhere")
    assert "Did you mean CONCIERGE_HOME?" in done.stderr
    assert done.stdout == "The database is up to date.\n"
    assert done.returncode == 0
    assert (tmp_path / "data" / "concierge.db").exists()


def test_demo_data_goes_into_an_empty_database_only(tmp_path: Path) -> None:
    assert concierge("demo-data", folder=tmp_path).stdout == "The demo data is in.\n"
    again = concierge("demo-data", folder=tmp_path)
    assert again.stdout == "There are halls already; nothing was changed.\n"
    assert again.returncode == 0


def test_a_folder_in_use_is_refused_with_the_process_that_uses_it(tmp_path: Path) -> None:
    with hold(tmp_path / "data"):
        done = concierge("demo-data", folder=tmp_path)
    assert done.returncode == 1
    assert f"(process {os.getpid()})" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://ann:hidden-word@127.0.0.1:9/name", "The database can't be used"),
        ("sqlite:////proc/nowhere/x.db", "/proc/nowhere: "),
    ],
)
def test_a_database_that_cannot_be_reached_is_one_line(tmp_path: Path, address: str, words: str) -> None:
    done = concierge("db", "upgrade", folder=tmp_path, DATABASE_URL=address)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert "hidden-word" not in done.stderr


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "concierge.db").write_text("a diary, not a database\n" * 50)
    done = concierge("db", "upgrade", folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr == "The database can't be used: file is not a database\n"


def test_a_graph_that_is_not_there_is_answered_with_those_that_are(tmp_path: Path) -> None:
    done = concierge("graph", "assistent", folder=tmp_path)
    assert done.returncode == 2
    assert "assistant" in done.stderr


def test_messages_speak_the_language_of_the_machine(tmp_path: Path) -> None:
    done = concierge("run", folder=tmp_path, WEB_PORT="x", LANG="ru_RU.UTF-8")
    assert done.stderr.startswith("WEB_PORT: неверное значение x. Нужно: целое число")
