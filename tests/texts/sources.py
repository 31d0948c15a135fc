"""The texts that the code marks for translation, and the sentences that it forgot to mark."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment

from prompts.presets import load

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "bots", "graphs", "models", "payments", "prompts", "scheduler", "texts", "tools", "web")
BEFORE_PEOPLE = ("bots", "graphs", "tools", "web")
NOT_FOR_PEOPLE = frozenset(
    {
        "bots/discord/commands.py",  # for the owner's log
        "bots/discord/hopeless.py",
        "bots/metrics.py",
        "bots/telegram/connection.py",
        "bots/telegram/webhook.py",
        "graphs/middleware.py",  # for models
        "tools/arguments.py",
        "web/metrics.py",
    }
)
_MARKS = {"_": 1, "N_": 1, "plural": 2}
_LOGGED = frozenset({"debug", "info", "warning", "error", "exception", "critical"})
_SENTENCE = re.compile(r"[A-Z][\w'’]*[ ,:].*[.?!…:]", re.DOTALL)
_TAG_OR_JINJA = re.compile(r"<[^>]*>|{{.*?}}|{%.*?%}|{#.*?#}", re.DOTALL)


def used() -> set[tuple[str, ...]]:
    """A text, or its singular and plural."""
    found: set[tuple[str, ...]] = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            found.update(_marked(ast.parse(path.read_text(encoding="utf-8"))))
        for path in (ROOT / package).rglob("*.html"):
            found.update(_marked_in_template(path.read_text(encoding="utf-8")))
    for preset in load():
        found |= {(preset.title,), (preset.description,)}
    return found


def unmarked() -> Iterator[str]:
    """Sentences in code and words in templates that people would read in English whatever their language."""
    for package in BEFORE_PEOPLE:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if name not in NOT_FOR_PEOPLE:
                for text in _unmarked(ast.parse(path.read_text(encoding="utf-8"))):
                    yield f"{name}: {text}"
        for path in sorted((ROOT / package).rglob("*.html")):
            words = _TAG_OR_JINJA.sub(" ", path.read_text(encoding="utf-8")).replace("Concierge", "")
            if re.search(r"[^\W\d_]", words):
                yield f"{path.relative_to(ROOT).as_posix()}: {' '.join(words.split())}"


def _marked(tree: ast.AST) -> Iterator[tuple[str, ...]]:
    for node in ast.walk(tree):
        count = _MARKS.get(_called(node), 0) if isinstance(node, ast.Call) else 0
        if isinstance(node, ast.Call) and count:
            literals = [arg.value for arg in node.args[:count] if isinstance(arg, ast.Constant)]
            if len(literals) == count:
                yield tuple(str(literal) for literal in literals)


def _unmarked(tree: ast.AST) -> Iterator[str]:
    passed = {part for node in ast.walk(tree) if _is_marked_or_no_text(node) for part in ast.walk(node)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in passed
        if is_text and _SENTENCE.fullmatch(str(node.value).strip()):
            yield str(node.value)


def _is_marked_or_no_text(node: ast.AST) -> bool:
    """Whether what stands in it is translated, or a docstring, an error for the log, or a line of the log."""
    if isinstance(node, ast.Call):
        return _called(node) in _MARKS or _called(node) in _LOGGED
    return isinstance(node, ast.Raise) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def _called(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _marked_in_template(text: str) -> Iterator[tuple[str, ...]]:
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    for _, _, message in environment.extract_translations(text, ("_", "gettext", "ngettext")):
        yield (message,) if isinstance(message, str) else tuple(str(part) for part in message if part)
