r"""LaTeX as models write it, turned into characters that a chat can show: \(x^2 \leq \alpha\) is x² ≤ α."""

import re
from collections import Counter
from functools import cache
from itertools import accumulate
from typing import Protocol
from unicodedata import normalize

_LONGEST = 400
_DEEPEST = 12
_DELIMITED = re.compile(
    rf"\\\((?P<inline>(?:(?!\\[()]).){{1,{_LONGEST}}}?)\\\)"
    rf"|\\\[(?P<display>(?:(?!\\[\[\]]|\n\s*\n)[\s\S]){{1,{_LONGEST}}}?)\\\]"
    rf"|\$\$(?P<dollars>(?:(?!\$\$|\n\s*\n)[\s\S]){{1,{_LONGEST}}}?)\$\$"
    rf"|(?<![\w$\\])\$(?P<dollar>[^\s$](?:[^$\n]{{0,{_LONGEST}}}?[^\s$\\])?)\$(?![\d$])"
)
_FORMULA = re.compile(r"\\[A-Za-z]|[\^=<>+]|\w_\{?\w|^\s*\\?\w\s*$")
_COMMAND = re.compile(r"\\(?:begin|end)\s*\{[^}]*\}(?:\{[^}]*\})?|\\[A-Za-z]+")
_CERTAIN = re.compile(r"\\[A-Za-z]|[\w})\]]\^")
_DOUBLING = re.compile(r"\\(?:sqrt|overline|underline|underbar)")
_MOST_DOUBLINGS = 6  # each doubles the length of what it stands around
_UNDER_ROOT = re.compile("([√∛∜])((?:[^\u0305]\u0305)+)")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


class _Helper(Protocol):
    def convert(self, latex: str) -> str: ...


def find(markdown: str) -> "list[re.Match[str]]":
    """Formulas with their delimiters. A single dollar is one only around what can't be a price."""
    if "\\" not in markdown and "$" not in markdown:
        return []
    return [found for found in _DELIMITED.finditer(markdown) if _is_formula(found)]


def shown(found: "re.Match[str]") -> str:
    """Markdown for a formula in characters, or for its source where a character of it would be lost."""
    latex = found[found.lastgroup or 0].strip()
    return _PUNCTUATION.sub(r"\\\1", _characters(latex)).replace("\n", "&#10;")


def _is_formula(found: "re.Match[str]") -> bool:
    if found.lastgroup == "dollar":
        return _CERTAIN.search(found["dollar"]) is not None
    return _FORMULA.search(found[found.lastgroup or 0]) is not None


def _characters(latex: str) -> str:
    if len(_DOUBLING.findall(latex)) > _MOST_DOUBLINGS or _depth(latex) > _DEEPEST:
        return latex
    shown = _UNDER_ROOT.sub(_bracketed, _helper().convert(latex)).strip()
    lost = Counter(_letters(_COMMAND.sub(" ", latex))) - Counter(_letters(shown))
    return latex if lost else re.sub(r"\n\s*\n", "\n", shown)


def _depth(latex: str) -> int:
    return max(accumulate((character == "{") - (character == "}") for character in latex))


def _bracketed(root: "re.Match[str]") -> str:
    inside = root[2].replace("\u0305", "")
    return f"{root[1]}{inside}" if len(inside) == 1 else f"{root[1]}({inside})"


def _letters(text: str) -> list[str]:
    return [character for character in normalize("NFKD", text) if character.isalnum()]


@cache
def _helper() -> _Helper:
    from telegramify_markdown.latex_escape.helper import LatexToUnicodeHelper  # slow, and seldom needed

    helper: _Helper = LatexToUnicodeHelper()
    return helper
