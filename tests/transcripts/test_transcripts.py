"""What people see of every command and panel, on all platforms, written down beside this file to be read.

To write it down anew after a change, run this with UPDATE_TRANSCRIPTS=1, and read it.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.thorough import only_thorough
from tests.transcripts.players import PLAYERS
from tests.transcripts.scripts import PLAYED

UPDATE = bool(os.environ.get("UPDATE_TRANSCRIPTS"))
HERE = Path(__file__).parent


def parameters(platform: str, script: str) -> Any:
    """In CI everything is played in every language, elsewhere the first steps are."""
    again = not UPDATE and not script.startswith("en-") and not script.endswith("-first-steps")
    return pytest.param(platform, script, marks=only_thorough if again else ())


@pytest.mark.parametrize(
    ("platform", "script"),
    [parameters(platform, script) for platform, scripts in PLAYED.items() for script in scripts],
)
async def test_people_see_what_is_written(
    platform: str, script: str, tmp_path: Path, sqlite_url: str
) -> None:
    file = HERE / platform / f"{script}.txt"
    async with PLAYERS[platform](tmp_path, sqlite_url, script[:2]) as player:
        for step in PLAYED[platform][script]:
            await player.take(step)
        went = player.written.text
    if UPDATE:
        file.parent.mkdir(exist_ok=True)
        file.write_text(went, "utf-8")
    assert went == file.read_text("utf-8")


def test_nothing_is_written_that_nobody_plays() -> None:
    written = {f"{file.parent.name}/{file.stem}" for file in HERE.glob("*/*.txt")}
    assert written == {f"{platform}/{script}" for platform, scripts in PLAYED.items() for script in scripts}
