"""Pictures of the graphs, without the network."""

from pathlib import Path
from typing import Any

from langchain_core.runnables.graph import Graph

from app.studio import GRAPHS, unopened


class UnknownGraph(Exception):
    """There is no graph of that name; `known` lists those there are."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.known = tuple(GRAPHS)
        super().__init__(f"there is no graph {name}; there are {', '.join(self.known)}")


def mermaid(name: str) -> str:
    """The graph as Mermaid text. Raises `UnknownGraph`."""
    drawn: Any = _graph(name)
    text: str = drawn.draw_mermaid()
    return text.strip()


def png(name: str, file: Path) -> None:
    """Writes the graph's picture. Raises `UnknownGraph`, and `OSError` where the file can't be written."""
    graph: Any = _graph(name)
    picture: bytes = graph.draw_png()
    file.write_bytes(picture)


def _graph(name: str) -> Graph:
    if name not in GRAPHS:
        raise UnknownGraph(name)
    return GRAPHS[name](unopened()).get_graph(xray=True)
