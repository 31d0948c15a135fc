import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.markdown import formulas
from tests.bots.markdown.strategies import ANY_TEXT


def shown(text: str) -> list[str]:
    return [formulas.shown(found).replace("\\", "").replace("&#10;", "\n") for found in formulas.find(text)]


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        (r"\(x_1^2 \leq \alpha\)", "x₁² ≤ α"),
        (r"\[ x = \frac{-b \pm \sqrt{b^2-4ac}}{2a} \]", "x = (-b ± √(b²-4ac))/2a"),
        ("$$\nE = mc^2\n$$", "E = mc²"),
        (r"so $\mathbb{R}^n$.", "ℝⁿ"),
        ("$x^2$", "x²"),
        (r"\(\sqrt{x}\)", "√x"),
        (r"\(\text{speed} = d\)", "speed = d"),
        (r"\[\begin{cases} 1 & x>0 \\ 0 & x<0 \end{cases}\]", "⎧ 1, x>0\n⎩ 0, x<0"),
        (r"\(n\)", "n"),
    ],
)
def test_latex_becomes_characters(text: str, characters: str) -> None:
    assert shown(text) == [characters]


@pytest.mark.parametrize(
    "text",
    [
        "$5 and $6",
        "costs $5_000",
        "US$5^2$",
        "$HOME/a$",
        r"\(optional\)",
        r"\[link\](address)",
        "$a b$",
        r"\(",
        "$$",
        "\\",
    ],
)
def test_prices_and_brackets_are_no_formulas(text: str) -> None:
    assert shown(text) == []


@pytest.mark.parametrize(
    "latex", [r"\unknown{abc} = 1", r"\frac{", r"\left( x \right", "{" * 30 + "^", r"\sqrt{" * 7]
)
def test_no_letter_of_a_formula_is_lost(latex: str) -> None:
    (characters,) = shown(rf"\({latex}^2\)")
    for letter in filter(
        str.isalnum, latex.replace("\\frac", "").replace("\\left", "").replace("\\right", "")
    ):
        assert letter in characters or latex.count("\\sqrt") == 7


_PIECES = [
    "\\frac",
    "\\sqrt",
    "\\overline",
    "\\hat",
    "\\begin{cases}",
    "\\end{cases}",
    "\\text",
    "{",
    "}",
    "^",
    "_",
    "x",
    "&",
    "\\\\",
    "[",
    "é",
]


@ANY_TEXT
@given(st.lists(st.sampled_from(_PIECES), max_size=60).map("".join))
def test_odd_latex_is_shown_in_no_time(latex: str) -> None:
    began = time.perf_counter()
    assert all(len(text) < 100_000 for text in shown(rf"\({latex}\alpha\)"))
    assert time.perf_counter() - began < 1
