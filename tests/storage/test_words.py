import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.words import LONGEST_WORD, MOST_BYTES, MOST_TERMS, Term, fold, snippet, terms_of, words_of

LETTERS = st.text(st.characters(categories=["L", "N", "M", "P", "S", "Z", "C"]))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Book the Loft, the LOFT!", ["book", "the", "loft"]),
        ("Забронируй лофт на ёлку", ["забронируи", "лофт", "на", "елку"]),
        ("Café ｆｕｌｌ Straße", ["cafe", "full", "strasse"]),
        ("会议室", ["会", "议", "室", "会议", "议室"]),
        ("PDF文件 v2", ["pdf", "文", "件", "文件", "v2"]),
        ("a_b §7 -- ' \" * NEAR(", ["a", "b", "7", "near"]),
        ("\0\ud800 ", []),
    ],
)
def test_a_text_is_found_by_its_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_terms_are_beginnings_but_where_that_would_be_too_much() -> None:
    assert terms_of("Loft at 会议室 门") == (
        Term("loft", True),
        Term("at", False),
        Term("会议", False),
        Term("议室", False),
        Term("门", False),
    )
    assert terms_of(' "* AND-- ') == (Term("and", True),)
    assert terms_of("!?") == ()


@given(LETTERS)
def test_words_hold_no_syntax_of_any_database(text: str) -> None:
    for word in [*words_of(text), *(term.word for term in terms_of(text))]:
        assert word
        assert not set(word) & set(" §'\"*&|!():<>\\_-\0")
        assert not any(letter.isascii() and not letter.isalnum() for letter in word)
        word.encode()


@given(LETTERS)
def test_every_text_is_found_by_itself(text: str) -> None:
    words = set(words_of(text))
    assert all(term.word in words for term in terms_of(text))


@given(LETTERS)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_an_endless_text_has_bounded_words() -> None:
    assert sum(len(word) + 1 for word in words_of(" ".join(map(str, range(100_000))))) <= MOST_BYTES
    assert words_of("x" * 1_000) == ["x" * LONGEST_WORD]
    assert terms_of("x" * 1_000) == (Term("x" * LONGEST_WORD, True),)
    assert len(terms_of(" ".join(map(str, range(100))))) == MOST_TERMS


def test_a_snippet_stands_around_the_first_term() -> None:
    text = "before " * 40 + "the Needle\nis here " + "after " * 40
    cut = snippet(text, terms_of("needl"))
    assert "the Needle is here after" in cut
    assert cut[0] == cut[-1] == "…"
    assert len(cut) < 200
    assert snippet("short and whole", terms_of("and")) == "short and whole"


def test_a_snippet_of_a_script_without_spaces_is_cut_too() -> None:
    text = "前" * 300 + "会议室" + "后" * 300
    cut = snippet(text, terms_of("会议室"))
    assert "会议室" in cut
    assert len(cut) < 200


@given(LETTERS, LETTERS)
def test_a_snippet_is_one_short_line_whatever_is_asked_for(text: str, asked: str) -> None:
    cut = snippet(text * 20, terms_of(asked))
    assert "\n" not in cut
    assert len(cut) <= 2 * 70 + LONGEST_WORD * 20 + 2
