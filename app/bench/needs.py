"""What a part of the bench needs, and how to come by it where it is absent."""

from importlib.util import find_spec

from app.bench.measure import Figure

EXTRAS = {
    "llama_cpp": "local",
    "torch": "small-talk",
    "transformers": "small-talk",
    "av": "speech",
    "faster_whisper": "speech",
    "piper": "speech",
    "langchain_community": "community",
    "stripe": "payments",
    "psycopg": "cluster",
    "langgraph.checkpoint.postgres": "cluster",
}
"""The extra that each of these modules comes with."""


def lacking(*modules: str) -> str:
    """What to do about the first of them that is absent; empty where none is."""
    for module in modules:
        if _is_there(module):
            continue
        if module in EXTRAS:
            return f".venv/bin/pip install 'concierge[{EXTRAS[module]}]'"
        return "needs a checkout" if module.startswith("tests") else f".venv/bin/pip install {module}"
    return ""


def absent(name: str, *modules: str) -> Figure | None:
    """The line that stands in the place of figures; None where everything is there."""
    note = lacking(*modules)
    return Figure(name, 0.0, "", note=note, absent=True) if note else None


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False
