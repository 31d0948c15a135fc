import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.markdown.unfinished import closed
from tests.bots.markdown.strategies import ANY_TEXT, Sample, samples, soup


@pytest.mark.parametrize(
    ("begun", "ended"),
    [
        ("a **b", "a **b**"),
        ("a **b*", "a **b**"),
        ("a ~~b", "a ~~b~~"),
        ("**a _b `c", "**a _b `c`_**"),
        ("`a` `b", "`a` `b`"),
        ("[**a", "**a**"),
        ("![pic](htt", "pic"),
        ("a\n\n```", "a\n"),
        ("```\na\n```\nb **c", "```\na\n```\nb **c**"),
        ("~~~\n**a", "~~~\n**a"),
        ("a\n| b |", "a"),
        ("a\n3.", "a"),
        ("a\n===", "a"),
    ],
)
def test_what_is_open_is_closed(begun: str, ended: str) -> None:
    assert closed(begun).rstrip() == ended.rstrip()


@pytest.mark.parametrize(
    "text", ["a b", "**a** *b* _c_ `d`", "2 * 3", "a_b", "[a](https://e.com)", "wow!", "a\n\n- b", "1 < 2"]
)
def test_what_is_whole_stays_as_it_is(text: str) -> None:
    assert closed(text) == text


@ANY_TEXT
@given(samples(), st.integers(0))
def test_all_but_the_last_paragraph_is_untouched(sample: Sample, length: int) -> None:
    text = sample.markdown[: length % (len(sample.markdown) + 1)]
    assert closed(text).startswith(text[: text.rfind("\n\n") + 1].rstrip())


@ANY_TEXT
@given(soup(hungry=True))
def test_any_text_can_be_closed(text: str) -> None:
    assert len(closed(text)) <= len(text) + 20
