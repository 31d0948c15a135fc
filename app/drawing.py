"""Pictures of the graphs, without the network."""

from pathlib import Path
from textwrap import wrap
from typing import Any

from langchain_core.runnables.graph import Graph
from langchain_core.runnables.graph_png import PngDrawer

from app.studio import GRAPHS, unopened
from storage import transitions

_FONT = "Helvetica"
_INK, _PAPER, _LINE = "#2b2620", "#f6efe0", "#8a6d3b"


BOOKING = "booking"
"""The states of a booking, which are no graph of LangGraph's."""


class UnknownGraph(Exception):
    """There is no graph of that name; `known` lists those there are."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.known = (*GRAPHS, BOOKING)
        super().__init__(f"there is no graph {name}; there are {', '.join(self.known)}")


class _Drawer(PngDrawer):
    """LangChain's drawing in quieter colours, with subgraphs named and their nodes called by their own names.

    Under the name of a node stand the modes that share it.
    """

    def __init__(self, graph: Graph) -> None:
        super().__init__(_FONT)
        named = {node.id: (node.metadata or {}).get("modes") for node in graph.nodes.values()}
        self._modes = {node: f"modes: {modes}" for node, modes in named.items() if modes}

    def add_node(self, viz: Any, node: str) -> None:
        name = node.rpartition(":")[2].strip("_")
        label = "\n".join((name, *wrap(self._modes.get(node, ""), 26)))
        at_an_end = node.endswith("__")
        viz.add_node(
            node,
            label=label,
            shape="plaintext" if at_an_end else "box",
            style="rounded,filled",
            color=_INK,
            fillcolor=_PAPER,
            fontcolor=_INK,
            fontname=_FONT,
            fontsize=14,
            margin="0.22,0.12",
        )

    def add_subgraph(self, viz: Any, nodes: list[list[str]], parent_prefix: list[str] | None = None) -> None:
        super().add_subgraph(viz, nodes, parent_prefix)
        viz.graph_attr.update(nodesep="0.5", ranksep="0.45", bgcolor="white", dpi="110")
        for subgraph in viz.subgraphs():
            name = subgraph.name.removeprefix("cluster_")
            subgraph.graph_attr.update(
                label=name, color=_LINE, style="rounded", fontname=_FONT, fontcolor=_INK
            )

    @staticmethod
    def update_styles(viz: Any, graph: Graph) -> None:
        for edge in viz.edges():
            edge.attr.update(color=_LINE, arrowsize="0.7")


def mermaid(name: str) -> str:
    """The graph as Mermaid text. Raises `UnknownGraph`."""
    if name == BOOKING:
        return transitions.mermaid().strip()
    drawn: Any = _graph(name)
    text: str = drawn.draw_mermaid()
    return text.strip()


def png(name: str, file: Path) -> None:
    """Writes the graph's picture. Raises `UnknownGraph`, and `OSError` where the file can't be written."""
    if name == BOOKING:
        return _draw_booking(file)
    graph = _graph(name)
    picture = _Drawer(graph).draw(graph)
    assert picture is not None
    file.write_bytes(picture)


def _draw_booking(file: Path) -> None:
    from pygraphviz import AGraph  # type: ignore[import-untyped]  # it has no types

    drawn: Any = AGraph(directed=True, rankdir="LR", nodesep="0.5", ranksep="1.2", bgcolor="white", dpi="110")
    drawn.node_attr.update(style="rounded,filled", shape="box", color=_INK, fillcolor=_PAPER, fontname=_FONT)
    drawn.edge_attr.update(color=_LINE, arrowsize="0.7", fontname=_FONT, fontsize="11", fontcolor=_INK)
    drawn.add_node("begin", label="", shape="point", fillcolor=_INK)
    for each in transitions.TRANSITIONS:
        drawn.add_edge(each.before or "begin", each.after, label=f"{each.event}\n{each.when}", key=each.event)
    drawn.draw(str(file), format="png", prog="dot")


def _graph(name: str) -> Graph:
    if name not in GRAPHS:
        raise UnknownGraph(name)
    return GRAPHS[name](unopened()).get_graph(xray=True)
