import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.lock import HomeError, hold

ROOT = Path(__file__).parents[2]
HOLDER = """
import sys, time
from pathlib import Path
from app.lock import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_another_process_is_kept_out_until_the_first_dies(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, home], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(HomeError) as refusal, hold(home):
            pass
        assert refusal.value.holder == holder.pid
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
    with hold(home):
        assert (home / "concierge.lock").read_text() == f"{os.getpid()}\n"
    assert home.stat().st_mode & 0o777 == 0o700


def test_it_can_be_held_again_after_the_block(tmp_path: Path) -> None:
    for _round in range(2):
        with hold(tmp_path):
            pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeError, match="Not a directory") as refusal, hold(tmp_path / "file" / "home"):
        pass
    assert refusal.value.holder is None
