"""The bench of local models measures what it says, and is nearly as quick as the library."""

import pytest

from app.bench import local
from app.bench.measure import Figure


async def test_each_figure_is_there_and_ours_keeps_up_with_the_library() -> None:
    pytest.importorskip(
        "llama_cpp", reason="llama-cpp-python is absent: .venv/bin/pip install 'concierge[local]'"
    )
    figures: dict[str, Figure] = {}
    async for figure in local.figures(60, 3, None):
        figures[figure.name] = figure
    ours = figures["llama"]
    assert ours.value > 0
    assert ours.ratio is not None
    assert ours.ratio > 0.5, "far below what is asked for, whatever else this machine does"
    for people in ("alone", "4 at once", "16 at once"):
        assert figures[f"first word, {people}, p50"].value > 0
