"""Words for models: one Markdown file a prompt, filled in with `$name` fields."""

from functools import cache
from pathlib import Path
from string import Template

_FOLDER = Path(__file__).parent


@cache
def _template(name: str) -> Template:
    return Template((_FOLDER / f"{name}.md").read_text(encoding="utf-8").strip())


def prompt(name: str, **fields: str) -> str:
    """The prompt in `prompts/<name>.md` with its fields filled in; a missing field raises `KeyError`."""
    return _template(name).substitute(fields)
