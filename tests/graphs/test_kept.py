"""What stays as it is in a translation: at its end, and while it grows piece by piece, wherever the pieces are cut."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from graphs.kept import Kept

PARTS = st.sampled_from(
    [
        *("word", "Слово", "文字", " ", "\n", "\n\n", "- ", "**", "_", "`", "⟦", "⟧", "12"),
        *("`make test`", "``a ` b``", "[page](https://example.org/a?b=1)", "https://example.org/now", "⟦3⟧"),
        *(
            "anna@example.org",
            "\n```python\nprint('⟦1⟧')\n```\n",
            "\n~~~\nx = 1\n~~~\n",
            "```",
            "\n```\nhalf",
        ),
    ]
)
TEXTS = st.lists(PARTS, max_size=20).map("".join)


@given(TEXTS)
def test_a_text_is_put_together_as_it_was(text: str) -> None:
    kept = Kept.of(text)
    assert kept.back(kept.text) == text
    assert kept.lost(kept.text) == []


@given(TEXTS, st.lists(st.integers(0, 400), max_size=30))
def test_a_translation_grows_into_itself_wherever_it_is_cut(text: str, cuts: list[int]) -> None:
    kept = Kept.of(text)
    answer = kept.text.upper()
    whole = kept.back(answer)
    shown = [kept.so_far(answer[:cut]) for cut in sorted(cuts)]
    assert all(after.startswith(before) for before, after in pairwise([*shown, whole]))
    assert kept.so_far(f"{answer}.") == f"{whole}."


@given(TEXTS, TEXTS)
def test_all_is_shown_but_a_mark_that_is_not_whole(before: str, after: str) -> None:
    kept = Kept.of(f"{before} `piece` {after}")
    number = kept.pieces.index("`piece`") + 1 if "`piece`" in kept.pieces else None
    if number is None:
        return  # it is part of a longer piece
    head, mark, _tail = kept.text.partition(f"⟦{number}⟧")
    before_it = kept.so_far(f"{head}.")[:-1]
    for end in range(1, len(mark)):
        assert kept.so_far(head + mark[:end]) == before_it
    assert kept.so_far(head + mark) == f"{before_it}`piece`"


def test_a_text_without_such_pieces_is_shown_as_it_comes() -> None:
    assert Kept.of("Look: ⟦").so_far("Sieh: ⟦") == "Sieh: ⟦"
