"""Words for models: one Markdown file a prompt, filled in with `$name` fields."""

import re
from functools import cache
from pathlib import Path
from string import Template

_FOLDER = Path(__file__).parent
_SECTION = re.compile(r"^## (\S+)\n", re.MULTILINE)


@cache
def _template(name: str) -> Template:
    return Template((_FOLDER / f"{name}.md").read_text(encoding="utf-8").strip())


def prompt(name: str, **fields: str) -> str:
    """The prompt in `prompts/<name>.md` with its fields filled in; a missing field raises `KeyError`."""
    return _template(name).substitute(fields)


@cache
def _sections(mode: str, locale: str) -> dict[str, Template]:
    """The file's sections by their headings; what stands before the first one is the prompt itself."""
    path = _FOLDER / "modes" / mode.replace(" ", "-") / f"{locale}.md"
    if not path.exists():
        path = path.with_name("en.md")
    main, *rest = _SECTION.split(path.read_text(encoding="utf-8"))
    texts = {"": main, **dict(zip(rest[::2], rest[1::2], strict=True))}
    return {name: Template(text.strip()) for name, text in texts.items()}


def mode_prompt(mode: str, locale: str, choice: str = "", called: str = "", **fields: str) -> str:
    """The prompt in `prompts/modes/<mode>/<locale>.md`, or that in English where there is none.

    Its field `$choice` is filled by the section of what the person has chosen for the mode: that of this very name,
    or `chosen`, which may say what it is `called`; without a choice by `open`.
    """
    sections = _sections(mode, locale)
    section = sections.get(choice or "open") or sections.get("chosen")
    chosen = section.substitute(fields, choice=called) if section else ""
    return sections[""].substitute(fields, choice=chosen)
