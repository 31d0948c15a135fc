"""Every text that people read stands in every language that has a catalogue, with the same fields."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from prompts.presets import load

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "bots", "graphs", "models", "scheduler", "texts", "tools", "web")
LOCALES = sorted(path.name for path in (ROOT / "texts").iterdir() if any(path.glob("*.po")))


def _calls(tree: ast.AST) -> Iterator[tuple[str, ...]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if isinstance(node.func, ast.Attribute) and node.func.attr == "plural":
            name = "plural"
        count = {"_": 1, "N_": 1, "plural": 2}.get(name, 0)
        literals = [arg.value for arg in node.args[:count] if isinstance(arg, ast.Constant)]
        if count and len(literals) == count:
            yield tuple(str(literal) for literal in literals)


def _template_calls(text: str) -> Iterator[tuple[str, ...]]:
    from jinja2 import Environment

    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    for _, _, message in environment.extract_translations(text, ("_", "gettext", "ngettext")):
        yield (message,) if isinstance(message, str) else tuple(str(part) for part in message if part)


def used() -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            found.update(_calls(ast.parse(path.read_text(encoding="utf-8"))))
        for path in (ROOT / package).rglob("*.html"):
            found.update(_template_calls(path.read_text(encoding="utf-8")))
    for preset in load():
        found |= {(preset.title,), (preset.description,)}
    return found


def translated(locale: str) -> dict[str, str | tuple[str, ...]]:
    messages: dict[str, str | tuple[str, ...]] = {}
    for path in sorted((ROOT / "texts" / locale).glob("*.po")):
        with path.open("rb") as source:
            for message in read_po(source, locale=locale):
                key = message.id if isinstance(message.id, str) else message.id[0]
                if key:
                    assert not message.fuzzy, f"{path.name}: {key!r} is marked fuzzy"
                    assert messages.get(key, message.string) == message.string, (
                        f"{key!r} has two translations"
                    )
                    messages[key] = message.string
    return messages


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_is_translated_with_its_fields(locale: str) -> None:
    have = translated(locale)
    missing, wrong = [], []
    for message in sorted(used()):
        strings = have.get(message[0])
        forms = (strings,) if isinstance(strings, str) else strings or ()
        if not forms or not all(forms):
            missing.append(message[0])
        elif any(fields(form) != fields(message[-1]) for form in forms):
            wrong.append(message[0])
    assert not missing, f"not translated into {locale}: {missing}"
    assert not wrong, f"other fields in {locale}: {wrong}"


@pytest.mark.parametrize("locale", LOCALES)
def test_no_translation_is_left_over(locale: str) -> None:
    sources = {message[0] for message in used()}
    assert sorted(set(translated(locale)) - sources) == []
