import pytest

from bots.markdown.document import (
    Code,
    Heading,
    Item,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Span,
    Table,
    marked,
    stripped,
    words,
)
from bots.markdown.reader import read

PLAIN = frozenset[str]()


def text_of(markdown: str) -> str:
    (block,) = read(markdown)
    assert isinstance(block, Paragraph)
    return words(block.spans)


def test_blocks_are_read_in_their_order() -> None:
    assert read("# T\n\na\nb\n\n> q\n\n---\n\n```py x\n1\n\n2\n```\n\n    c") == (
        Heading(1, (Span("T"),)),
        Paragraph((Span("a\nb"),)),
        Quote((Paragraph((Span("q"),)),)),
        Rule(),
        Code("1\n\n2", "py x"),
        Code("c"),
    )


def test_lists_know_their_numbers_air_and_boxes() -> None:
    a, b = (Paragraph((Span(letter),)) for letter in "ab")
    assert read("3. a\n4. b") == (Listing((Item((a,)), Item((b,))), 3),)
    assert read("- a\n\n- b") == (Listing((Item((a,)), Item((b,))), None, loose=True),)
    assert read("- [x] a\n- [ ] b") == (Listing((Item((a,), done=True), Item((b,), done=False))),)
    assert read("- a\n  - b") == (Listing((Item((a, Listing((Item((b,)),)))),)),)


def test_cells_without_a_column_are_read_too() -> None:
    (table,) = read("| a | b |\n|:-|-:|\n| 1 | 2 | **3** | 4\\|5 |\n| 6 |")
    assert isinstance(table, Table)
    assert table.right == (False, True)
    assert [[words(cell) for cell in row] for row in table.rows] == [["1", "2", "3", "4|5"], ["6", ""]]
    assert table.rows[0][2] == (Span("3", frozenset({"bold"})),)


def test_two_links_to_one_address_stay_two() -> None:
    (block,) = read("[a](u)[b](u)")
    assert isinstance(block, Paragraph)
    assert [(span.text, span.link) for span in block.spans] == [("a", "u"), ("b", "u")]


def test_code_has_no_other_look() -> None:
    (block,) = read("**a `b`** [`c`](u)")
    assert isinstance(block, Paragraph)
    assert [span.marks for span in block.spans] == [{"bold"}, {"code"}, set(), set()]


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        (
            "<b>x</b> <!-- y --> <a href='https://e.com'>z</a>",
            "<b>x</b> <!-- y --> <a href='https://e.com'>z</a>",
        ),
        ("<div>\n<p>x</p>\n</div>", "<div>\n<p>x</p>\n</div>"),
        ("a<br>b<BR />c", "a\nb\nc"),
        ("<br>\na", "\n\na"),
        ("[a]: https://e.com 'b'", "[a]: https://e.com 'b'"),
        ("[a][b]\n[b]: c", "[a][b]\n[b]: c"),
        ("~a~ ~~b~~", "~a~ b"),
        ("https://e.com/_a_/*b*?c=1&amp;d", "https://e.com/_a_/*b*?c=1&d"),
        ("https://e.com/a\\_b", "https://e.com/a_b"),
        ("a\r\nb\rc\u2028d\x00e\ud83d\ude00\ud83d", "a\nb\nc\nd e😀\ufffd"),
        (">" * 40 + " a", "a"),
    ],
)
def test_nothing_vanishes(markdown: str, text: str) -> None:
    if markdown.startswith(">"):
        assert "text='a'" in repr(read(markdown))
    else:
        assert text_of(markdown) == text


def test_white_space_outside_of_words_is_stripped() -> None:
    assert stripped([Span(" "), Span(" a "), Span("b \u00a0"), Span(" ")]) == (Span("a "), Span("b"))
    assert stripped([Span(" ")]) == ()
    assert marked((Span("a"), Span("b", frozenset({"code"}))), "bold") == (
        Span("a", frozenset({"bold"})),
        Span("b", frozenset({"code"})),
    )
