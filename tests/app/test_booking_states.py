"""The diagram of a booking's states is the code's."""

from pathlib import Path

from app import drawing

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_diagram_in_the_docs_is_the_codes() -> None:
    assert f"```mermaid\n{drawing.mermaid('booking')}\n```" in (DOCS / "booking.md").read_text("utf-8")
    assert (DOCS / "booking.png").read_bytes().startswith(b"\x89PNG")


def test_it_is_drawn_without_the_network(tmp_path: Path) -> None:
    drawing.png("booking", tmp_path / "booking.png")
    assert (tmp_path / "booking.png").read_bytes().startswith(b"\x89PNG")
