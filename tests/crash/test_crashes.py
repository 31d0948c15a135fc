"""kill -9 at every stage of a turn and at random moments: every answer arrives once, every booking exists once."""

import random
from pathlib import Path

import pytest

from app.bench.crashes import STAGES, play, play_at_random
from app.bench.mortal import Death
from tests.thorough import thorough

pytestmark = pytest.mark.crash


@pytest.mark.parametrize("shift", range(0, len(STAGES), thorough(2, len(STAGES))))
def test_killed_at_every_stage(shift: int, tmp_path: Path) -> None:
    stages = STAGES[shift:] + STAGES[:shift]
    toll = play(tmp_path, [Death(stage) for stage in stages])
    assert toll.faultless, toll
    assert toll.kills >= 6


@pytest.mark.parametrize("seed", range(thorough(2, 1)))
def test_killed_at_random_moments(seed: int, tmp_path: Path) -> None:
    toll = play_at_random(tmp_path, 5, random.Random(seed))
    assert toll.faultless, toll
