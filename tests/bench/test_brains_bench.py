"""The benchmarks of what models cost come to figures, and to a line that helps where something is absent."""

from collections.abc import AsyncIterator

import pytest

from app.bench import brains, extras, hearing, servers
from app.bench.measure import Figure
from app.bench.needs import absent, lacking
from app.bench.pairs import Pairs
from app.bench.report import Report
from tests.thorough import only_thorough


async def taken(figures: AsyncIterator[Figure]) -> dict[str, Figure]:
    return {figure.name: figure async for figure in figures}


async def test_an_answer_from_a_server_is_held_beside_the_client_of_openai() -> None:
    figures = await taken(servers.figures(2))
    assert figures["an answer of 200 pieces"].floor
    assert 0.5 < figures["... beside it"].value < 20
    assert figures["... beside httpx and json alone"].value > figures["... beside it"].value


@only_thorough
async def test_recordings_and_answers_at_once_are_measured() -> None:
    if line := lacking(*hearing.NEEDS, "llama_cpp", "gguf"):
        pytest.skip(line)
    figures = await taken(brains.figures(1))
    assert figures["... recordings"].value > 1
    assert figures["... answers"].value > 0


@only_thorough
async def test_a_recording_is_held_beside_the_library() -> None:
    if line := lacking(*hearing.NEEDS):
        pytest.skip(line)
    figures = await taken(hearing.figures(1))
    assert figures["Whisper"].value > 1


def test_what_an_extra_takes_is_measured_in_a_fresh_process() -> None:
    load = next(load for load in extras.LOADS if load.name == "stripe")
    if line := lacking(*load.needs):
        pytest.skip(line)
    seconds, memory, stall = extras.figures_of(load, 1)
    assert 0 < seconds.value < 30
    assert 0 < memory.value < 200
    assert stall.target == 50


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("tests.fakes.nobody", "needs a checkout"),
        ("no_such_package", ".venv/bin/pip install no_such_package"),
        ("no_such_package.within", ".venv/bin/pip install no_such_package.within"),
    ],
)
def test_what_is_absent_says_how_to_come_by_it(module: str, line: str) -> None:
    figure = absent("it", "json", module)
    assert figure is not None
    assert (figure.absent, figure.note) == (True, line)
    assert absent("it", "json") is None


def test_the_name_of_an_extra_is_shown_whole(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report()
    report.begin("it")
    report.add(Figure("llama", 0.0, "", note=".venv/bin/pip install 'concierge[local]'", absent=True))
    report.end()
    assert "concierge[local]" in capsys.readouterr().out


def test_what_slows_both_down_leaves_the_ratio_alone() -> None:
    assert Pairs([10, 10, 2], [10, 10, 2]).ratio == 1
    assert Pairs([9, 4.5, 3], [10, 5, 1]).ratio == pytest.approx(0.9)
