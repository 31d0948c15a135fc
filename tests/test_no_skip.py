import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

SKIPPING = """
import pytest

def test_passes():
    pass

@pytest.mark.skip(reason="absent: apt-get install it")
def test_skips():
    pass

@pytest.mark.xfail
def test_is_known_to_fail():
    assert False
"""


def run(folder: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    (folder / "test_it.py").write_text(SKIPPING)
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        *options,
        folder / "test_it.py",
    ]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_skipped_test_fails_where_nothing_may_skip(tmp_path: Path) -> None:
    done = run(tmp_path, "-p", "tests.no_skip")
    assert done.returncode == 1
    assert "1 passed, 1 xfailed, 1 error" in done.stdout
    assert "Nothing may skip here" in done.stdout
    assert "apt-get install it" in done.stdout


def test_elsewhere_it_may_skip(tmp_path: Path) -> None:
    assert run(tmp_path).returncode == 0
