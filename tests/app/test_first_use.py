"""What the program loads at its start, and what only once it is used. Each test starts the real one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.bench.needs import EXTRAS
from tests.program import Home

START = """
import atexit, gc, json, sys
from app.cli import main
atexit.register(lambda: print(json.dumps([gc.get_freeze_count(), sorted(sys.modules)]), file=sys.stderr))
sys.argv = ["concierge", "chat"]
main()
"""
CLIENT = {"openai", "langchain_openai"}
"""What asks servers."""


@pytest.mark.parametrize("key", ["", "sk-nobody"], ids=["alone", "with a server"])
def test_nothing_is_loaded_before_it_is_used_but_the_client_of_servers(tmp_path: Path, key: str) -> None:
    """What is there at the start is left alone by the garbage collector, which would hold up everybody."""
    home = Home(tmp_path, {"OPENAI_API_KEY": key, "PYTHONPATH": str(Path(__file__).parents[2])})
    command = (sys.executable, "-W", "ignore", "-c", START)
    ended = subprocess.run(
        command, input=b"", cwd=tmp_path, env=home.environment, capture_output=True, check=True
    )
    frozen, loaded = json.loads(ended.stderr.splitlines()[-1])
    assert not {*EXTRAS} & {*loaded}
    assert CLIENT & {*loaded} == (CLIENT if key else set())
    assert frozen > 100_000
