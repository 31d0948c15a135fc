import unicodedata

import regex
from hypothesis import example, given
from hypothesis import strategies as st

from bots.markdown.graphemes import is_boundary
from tests.bots.markdown.strategies import ANY_TEXT

_JOINING = st.sampled_from(list("\u200d\ufe0f🏽🇷🇺\u0301कष\u094d\u093c가\u1100\u1161\u11a8👨👩 a\nำ\u0600"))


@ANY_TEXT
@given(st.lists(_JOINING | st.characters(exclude_categories=["Cs", "Cn"]), max_size=12).map("".join))
@example("🇷🇺🇩🇪🇫🇷🇷")
@example("👨‍👩‍👧‍👦👍🏽1️⃣")
@example("\r\n")
def test_nothing_is_cut_that_unicode_holds_together(text: str) -> None:
    starts = {found.start() for found in regex.finditer(r"\X", text.replace("\r", " "))}
    for at in range(1, len(text)):
        if is_boundary(text.replace("\r", " "), at):
            assert at in starts, (text[:at], text[at:], unicodedata.name(text[at], ""))


def test_words_letters_and_emoji_can_be_parted() -> None:
    for text in ("ab", "a b", "я汉", "😀😀", "🇷🇺🇩🇪"):
        assert is_boundary(text, len(text) // 2)


def test_the_ends_are_boundaries() -> None:
    assert is_boundary("", 0)
    assert is_boundary("\u0301", 0)
    assert is_boundary("a", 1)
