"""The benchmark of the pages comes to figures, and counts no error."""

from app.bench import pages


async def test_readers_are_counted() -> None:
    figures = {figure.name: figure async for figure in pages.figures(5, many=400, readers=100)}
    assert figures["a page among 400 bookings, p50"].value > 0
    assert figures["100 readers at once, errors"].value == 0
