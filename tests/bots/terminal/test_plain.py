import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.terminal.plain import plain

SUMMARY = """Please check:

| | |
|---|---|
| Hall | **Loft** |
| Total | €120.00 |

[Its page](http://127.0.0.1:8080/b/x) waits."""


def test_a_summary_becomes_labelled_lines() -> None:
    assert plain(SUMMARY) == (
        "Please check:\n\nHall: Loft\nTotal: €120.00\n\nIts page: http://127.0.0.1:8080/b/x waits."
    )


def test_a_table_becomes_aligned_columns() -> None:
    table = "| Зал | Seats | 名 |\n|:--|--:|---|\n| Лофт | 40 | 阁楼 |\n| Grand Hall | 200 | 大厅 |"
    assert plain(table).splitlines() == [
        "Зал         Seats  名",
        "----------  -----  ----",
        "Лофт           40  阁楼",
        "Grand Hall    200  大厅",
    ]


def test_a_table_wider_than_the_page_becomes_records() -> None:
    table = "| Hall | Rules |\n|---|---|\n| Loft | quiet |\n| Garden | dogs on a lead |"
    assert plain(table, width=15) == "Hall: Loft\nRules: quiet\n\nHall: Garden\nRules: dogs on a lead"


def test_lists_keep_their_marks_numbers_and_depth() -> None:
    text = "3. three\n4. four\n   - inner `code`\n     more\n\n- loose\n\n- list"
    assert plain(text) == "3. three\n4. four\n   - inner code\n     more\n\n- loose\n\n- list"


def test_code_and_quotes_keep_their_lines() -> None:
    assert (
        plain("```python\nif x:\n    y()\n```\n> said\n> twice")
        == "    if x:\n        y()\n\n| said\n| twice"
    )


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("line\nnext", "line\nnext"),
        ("a<br>b", "a\nb"),
        ("<b>bold</b>", "<b>bold</b>"),
        ("[note]: kept", "[note]: kept"),
        ("http://x/y", "http://x/y"),
        ("<http://x/y>", "http://x/y"),
        ("[http://x/y](http://x/y)", "http://x/y"),
        ("![plan](plan.png)", "plan: plan.png"),
        ("**b** *i* ~~s~~ `c`", "b i s c"),
        ("# Title\nbody", "Title\n\nbody"),
        ("a\n\n---\n\nb", f"a\n\n{'-' * 40}\n\nb"),
        ("", ""),
    ],
)
def test_marks_go_and_words_stay(markdown: str, text: str) -> None:
    assert plain(markdown) == text


WORDS = st.lists(st.from_regex(r"[a-zа-я0-9]{1,8}", fullmatch=True), min_size=1, max_size=6)
INLINE = st.sampled_from(
    ("{}", "**{}**", "*{}*", "`{}`", "~~{}~~", "[{}](http://host/page)", "![{}](picture)")
)


@st.composite
def lines(draw: st.DrawFn) -> str:
    return " ".join(draw(INLINE).format(word) for word in draw(WORDS))


@st.composite
def tables(draw: st.DrawFn) -> str:
    columns = draw(st.integers(1, 4))
    row = st.lists(lines(), min_size=columns, max_size=columns).map(lambda cells: f"| {' | '.join(cells)} |")
    header, *rows = draw(st.lists(row, min_size=2, max_size=4))
    return "\n".join((header, "|" + "---|" * columns, *rows))


BLOCKS = st.one_of(
    lines(),
    lines().map("## {}".format),
    st.lists(lines(), min_size=1, max_size=3).map(lambda items: "\n".join(f"- {item}" for item in items)),
    st.lists(lines(), min_size=1, max_size=3).map(lambda items: "\n".join(f"1. {item}" for item in items)),
    lines().map("> {}".format),
    WORDS.map(lambda words: "```\n" + "\n".join(words) + "\n```"),
    tables(),
)


@given(st.lists(BLOCKS, min_size=1, max_size=5).map("\n\n".join), st.sampled_from((20, 100)))
def test_no_word_is_lost(markdown: str, width: int) -> None:
    said = re.findall(r"\w+", re.sub(r"^1\.", "", markdown, flags=re.MULTILINE))
    shown = re.findall(r"\w+", plain(markdown, width))
    for word in set(said):
        assert shown.count(word) >= said.count(word), word


@given(st.text(alphabet="ab *_#>-`~[]()!|\\\n\t<&;1.:", max_size=200))
def test_any_text_can_be_drawn(markdown: str) -> None:
    plain(markdown)
