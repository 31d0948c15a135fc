import time

import pytest

from bots.telegram.parts import Entity, FilePart, Part, TextPart
from bots.telegram.rendering import render
from tests.bots.telegram.reading import check_limits, covered


def only(parts: tuple[Part, ...]) -> TextPart:
    (part,) = parts
    assert isinstance(part, TextPart)
    return part


def texts(parts: tuple[Part, ...]) -> list[TextPart]:
    return [part for part in parts if isinstance(part, TextPart)]


def looks(part: TextPart) -> list[tuple[str, str]]:
    return [(entity.type, covered(part, entity)) for entity in part.entities]


def test_marks_become_entities_counted_in_utf16_units() -> None:
    assert only(render("😀 **bold _both_**, ~~gone~~ and `x*y*`")) == TextPart(
        "😀 bold both, gone and x*y*",
        (
            Entity("bold", 3, 9),
            Entity("italic", 8, 4),
            Entity("strikethrough", 14, 4),
            Entity("code", 23, 4),
        ),
    )


def test_marks_that_begin_together_lie_inside_each_other() -> None:
    assert looks(only(render("***a** b* ***c* d**"))) == [
        ("italic", "a b"),
        ("bold", "a"),
        ("bold", "c d"),
        ("italic", "c"),
    ]


def test_marks_and_links_are_not_parted_where_a_long_line_is() -> None:
    words = [
        f"**bold words {number}** and [a link {number}](https://e.com/{number})" for number in range(400)
    ]
    parts = texts(render(" ".join(words)))
    found = [text for part in parts for _, text in looks(part)]
    assert found == [text for number in range(400) for text in (f"bold words {number}", f"a link {number}")]


def test_an_answer_reads_well_in_a_chat() -> None:
    text = """# Plan
First:
- one
  1. inner
- [x] done

> quoted
> > twice

```python title="a.py"
if x:
\ty()
```
---
end"""
    part = only(render(text))
    assert part.text == (
        "Plan\nFirst:\n• one\n  1. inner\n☑ done\n\nquoted\n\n> twice\n\n"
        'python title="a.py"\nif x:\n    y()\n\n———\n\nend'
    )
    assert looks(part) == [
        ("bold", "Plan"),
        ("blockquote", "quoted\n\n> twice"),
        ("italic", 'python title="a.py"'),
        ("pre", "if x:\n    y()"),
    ]
    assert part.entities[3].language == "python"


def test_a_table_of_two_columns_becomes_labelled_lines() -> None:
    part = only(render("| | |\n|---|---|\n| Hall | **Loft** |\n| Total: | €120.00 |"))
    assert part.text == "Hall: Loft\nTotal: €120.00"
    assert looks(part) == [("bold", "Hall"), ("bold", "Loft"), ("bold", "Total:")]


def test_a_table_that_fits_a_phone_becomes_aligned_columns() -> None:
    part = only(render("| Зал | Seats | 名 |\n|:--|--:|---|\n| Лофт | 40 | 阁楼 |\n| Garden | 200 | 大厅 |"))
    assert part.text.splitlines() == [
        "Зал     Seats  名",
        "------  -----  ----",
        "Лофт       40  阁楼",
        "Garden    200  大厅",
    ]
    assert looks(part) == [("pre", part.text)]


def test_a_wider_table_becomes_a_paragraph_for_each_row() -> None:
    head = "| Hall | Rules | Price |\n|---|---|---|\n"
    table = f"{head}| Loft | quiet after ten at night | €10 |\n| Garden | | €5 | a | b |"
    part = only(render(table))
    assert part.text == (
        "Hall: Loft\nRules: quiet after ten at night\nPrice: €10\n\nHall: Garden\nRules: –\nPrice: €5\na\nb"
    )
    assert looks(part) == [("bold", "Hall: Loft"), ("bold", "Hall: Garden")]


def test_a_table_with_links_keeps_them() -> None:
    part = only(render("| a | b | c |\n|---|---|---|\n| [x](https://e.com) | 1 | 2 |"))
    assert ("text_link", "x") in looks(part)


@pytest.mark.parametrize(
    ("markdown", "text", "link"),
    [
        ("[docs](https://e.com/a_b)", "docs", "https://e.com/a_b"),
        ('[docs](https://e.com "Title")', 'docs ("Title")', "https://e.com"),
        ("![alt](https://e.com/i.png)", "🖼 alt", "https://e.com/i.png"),
        ("[![alt](i.png)](https://e.com)", "🖼 alt (i.png)", "https://e.com"),
        ("[`code`](https://e.com)", "code", "https://e.com"),
        ("[docs](./a.md)", "docs (./a.md)", ""),
        ("[here](http://localhost:8080/b/x)", "here (http://localhost:8080/b/x)", ""),
        ("[ ](https://e.com)", "https://e.com", ""),
        ("see https://e.com/__init__.py, or", "see https://e.com/__init__.py, or", ""),
        ("(https://e.org/A_(b)) *x*", "(https://e.org/A_(b)) x", ""),
        ("<https://e.com/a>", "https://e.com/a", ""),
    ],
)
def test_links_lead_somewhere_or_show_their_address(markdown: str, text: str, link: str) -> None:
    part = only(render(markdown))
    assert part.text == text
    assert [entity.url for entity in part.entities if entity.type == "text_link"] == [link] * bool(link)


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("<b>bold</b> a<br>b", "<b>bold</b> a\nb"),
        ("<details>\n**x**\n</details>", "<details>\nx\n</details>"),
        ("[note]: kept\n[a\nb]: https://e.com 'kept'", "[note]: kept\n[a\nb]: https://e.com 'kept'"),
        ("~5 or ~10", "~5 or ~10"),
        (r"\(x_1^2 \leq \alpha\) costs $5 and $6", "x₁² ≤ α costs $5 and $6"),
        ("a\tb\x00c\u2028d\u202ee a\u030a", "a b c\nde å"),
        ("- \n- a", "•\n• a"),
        ("- ```\n  code\n  ```", "•\ncode"),
        ("1. a\n\n   b\n2. c", "1. a\n\n   b\n\n2. c"),
        ("```\nunclosed **x**", "unclosed **x**"),
        ("> " * 40 + "deep", "> > > > > > deep"),
    ],
)
def test_what_other_readers_drop_is_shown(markdown: str, text: str) -> None:
    assert only(render(markdown)).text == text


@pytest.mark.parametrize(
    "text", ["", " \n\t", "\u200b\u2060", "\u2800\u3164", "&nbsp;", "```\n\n```", "> ", "# "]
)
def test_there_is_no_message_where_nothing_can_be_seen(text: str) -> None:
    assert render(text) == ()


def test_long_code_continues_in_the_next_message_as_code_of_the_same_language() -> None:
    code = "\n".join(f"    line{number} = 'some words and more of them'" for number in range(150))
    parts = texts(render(f"Look:\n\n```py\n{code}\n```\nDone."))
    assert len(parts) == 2
    blocks = [(part, entity) for part in parts for entity in part.entities]
    assert [(entity.type, entity.language) for _, entity in blocks] == [("pre", "py"), ("pre", "py")]
    assert "\n".join(covered(part, entity) for part, entity in blocks) == code
    assert parts[0].text.startswith("Look:\n\n    line0")
    assert parts[1].text.endswith("\n\nDone.")


def test_code_that_fits_into_a_message_is_never_parted() -> None:
    code = "\n".join("word " * 10 for _ in range(70))
    parts = texts(render(f"{'Words. ' * 200}\n\n```\n{code}\n```"))
    assert [len(part.entities) for part in parts] == [0, 1]


def test_very_long_code_becomes_a_file_behind_its_mention() -> None:
    code = "\n".join(f"\tvalue_{number} = {number}" for number in range(1000))
    before, file, after = render(
        f"Here:\n```python\n{code}\n```\n\nDone.\n```go:cmd/main.go\n{'x' * 5000}\n```"
    )[:3]
    assert isinstance(before, TextPart)
    assert before.text == "Here:\n\n📎 code.py\n\nDone.\n\ngo:cmd/main.go\n📎 main.go"
    assert file == FilePart("code.py", code)
    assert after == FilePart("main.go", "x" * 5000)


def test_a_message_has_no_more_entities_than_telegram_keeps() -> None:
    parts = texts(render("\n".join(f"**word{number}**" for number in range(250))))
    assert sum(len(part.entities) for part in parts) == 250
    assert max(len(part.entities) for part in parts) <= 100


@pytest.mark.parametrize("grapheme", ["👨‍👩‍👧‍👦", "🇷🇺", "e\u0301\u0323", "क्षि", "👍🏽", "𝒙"])
def test_what_looks_like_one_character_is_never_cut(grapheme: str) -> None:
    parts = texts(render(grapheme * 6000))
    assert "".join(part.text for part in parts) == grapheme * 6000
    assert all(len(part.text) % len(grapheme) == 0 for part in parts)


def test_a_mark_longer_than_a_message_goes_on_in_the_next() -> None:
    parts = texts(render(f"**{'word ' * 1500}end**"))
    assert [looks(part) for part in parts] == [[("bold", part.text)] for part in parts]


def test_a_long_paragraph_is_parted_after_a_sentence() -> None:
    sentence = "This is a sentence of some words. "
    first, *_ = texts(render(sentence * 300))
    assert first.text.endswith("words.")
    assert len(first.text) > 4000


def test_a_heading_is_not_left_behind_at_the_end_of_a_message() -> None:
    first, second = texts(render(f"{'Word. ' * 500}\n\n## Heading\n\n{'More. ' * 400}"))
    assert "Heading" not in first.text
    assert second.text.startswith("Heading\n")


def test_a_quote_that_is_parted_is_a_quote_in_both_messages() -> None:
    parts = texts(render("\n".join("> some quoted words" for _ in range(300))))
    assert [looks(part) for part in parts] == [[("expandable_blockquote", part.text)] for part in parts]
    assert len(parts) == 2


def test_a_long_quote_is_folded_and_a_short_one_is_not() -> None:
    short, long = "some quoted words", "some quoted words " * 30
    assert [kind for kind, _ in looks(only(render(f"> {short}\n\nAnswer")))] == ["blockquote"]
    assert [kind for kind, _ in looks(only(render(f"> {long}\n\nAnswer")))] == ["expandable_blockquote"]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "[" * 50_000,
            "*" * 50_000,
            "> " * 25_000 + "x",
            "- " * 25_000,
            "`" * 50_000,
            "<" * 50_000,
            "\\[" * 25_000,
        ),
        *(
            "a\n" * 25_000,
            "[a](b" * 10_000,
            "**a _b " * 7_000,
            "|a" * 25_000,
            "<!--\n" * 10_000,
            "(https://" * 5_000,
        ),
        *(
            "$\\sqrt{" * 7_000,
            "\u0301" * 50_000,
            "👍🏽" * 16_000,
            "```\n" * 12_500,
            "| a | b |\n|-|-|\n" * 3_000,
        ),
    ],
    ids=lambda text: repr(text[:6]),
)
def test_fifty_thousand_odd_characters_take_no_more_than_seconds(text: str) -> None:
    began = time.perf_counter()
    for part in texts(render(text)):
        check_limits(part)
    assert time.perf_counter() - began < 10


def test_a_long_answer_is_as_few_messages_as_it_takes() -> None:
    paragraph = "Some words of an answer, with **marks** in them, and more of the same. " * 6
    parts = texts(render("\n\n".join([paragraph] * 100)))
    assert len(parts) <= sum(len(part.text) for part in parts) / 4096 * 1.15
