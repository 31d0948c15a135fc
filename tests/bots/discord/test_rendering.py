import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bots.discord.rendering import Message, draft, render
from bots.markdown.characters import clean, invisible
from bots.markdown.code_file import CodeFile
from tests.bots.markdown.strategies import ANY_TEXT, Sample, check_words, letters, samples, soup

_ATTACHED = re.compile(r"📎 code(?:-\d+)?\.\w+")


def readable(message: Message) -> str:
    """The text, with what is in its files where they are mentioned."""
    contents = iter(message.files)
    return _ATTACHED.sub(lambda _: next(contents).text, message.text)


def only(messages: tuple[Message, ...]) -> str:
    (message,) = messages
    assert message.files == ()
    return message.text


def check_limits(message: Message, limit: int = 2000) -> None:
    """Length, files, no code left open, nobody called."""
    assert len(message.text) <= limit
    assert len(message.files) <= 10
    assert not invisible(message.text)
    assert message.text == message.text.strip("\n")
    assert len(re.findall(r"^(?:> )?```", message.text, re.MULTILINE)) % 2 == 0
    assert not re.search(r"@(?:everyone|here)|<@[!&]?\d", message.text)


@ANY_TEXT
@given(soup(hungry=True))
@example("")
@example(" \n\t\u200b")
@example("```\n")
@example("@everyone `@here` <@&12> [@everyone](https://e.com/@here)\n```\n@everyone <@!3>\n```")
def test_any_text_keeps_to_the_limits(text: str) -> None:
    for message in (*render(text), *draft(text)):
        check_limits(message)


@ANY_TEXT
@given(soup(hungry=False), st.sampled_from([100, 300, 2000]))
def test_no_letter_of_any_text_is_missing(text: str, limit: int) -> None:
    messages = render(text, limit)
    assert letters("\n".join(map(readable, messages))) == letters(clean(text))
    for message in messages:
        check_limits(message, limit)


@ANY_TEXT
@given(samples(), st.sampled_from([400, 700, 2000]))
def test_answers_keep_their_words_and_what_belongs_together(sample: Sample, limit: int) -> None:
    messages = render(sample.markdown, limit)
    check_words(sample, [readable(message) for message in messages])
    for message in messages:
        check_limits(message, limit)


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("**bold _both_** ~~gone~~ `x*y`", "**bold *both*** ~~gone~~ `x*y`"),
        ("__bold__", "**bold**"),
        ("**a***b*", "**a**\u200b*b*"),
        ("# One\n### Three\n#### Four", "# One\n### Three\n**Four**"),
        ("- a\n  - b\n- [x] c\n\n2. d", "- a\n  - b\n☑ c\n\n2. d"),
        ("> a\n>\n> b\n> > c", "> a\n> \n> b\n> \n> > c"),
        ("`` `a` ``", "`` `a` ``"),
        ("| | |\n|--|--|\n| Hall | Loft |", "**Hall**: Loft"),
        ("| A | B | C |\n|--|--|--:|\n| d | e | 10 |", "```\nA  B   C\n-  -  --\nd  e  10\n```"),
        ("---", "———"),
    ],
)
def test_markdown_becomes_discords_own(markdown: str, text: str) -> None:
    assert only(render(markdown)) == text


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        (r"\*a\* 2*3 snake_case", r"\*a\* 2\*3 snake\_case"),
        (r"\# no \- no", r"\# no - no"),
        (r"\- no", r"\- no"),
        (r"1986\. no", r"1986\. no"),
        (r"\> no", r"\> no"),
        ("a || b || c", r"a \|\| b \|\| c"),
        ("<b>x</b> a < b", "<b>x</b> a < b"),
        ("<#123> <:wave:123> <t:1> </ask:1>", r"\<#123> \<:wave:123> \<t:1> \</ask:1>"),
        ("[a] (b)", "[a] (b)"),
        (r"\[a](b)", r"[a]\(b)"),
    ],
)
def test_signs_that_mean_nothing_are_shown_as_they_are(markdown: str, text: str) -> None:
    assert only(render(markdown)) == text


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("[docs](https://e.com/a_b)", "[docs](<https://e.com/a_b>)"),
        ("**[do*c*s](https://e.com)**", "[**do*c*s**](<https://e.com>)"),
        ("[a](https://e.com/A_(b)\\c)", "[a](<https://e.com/A_%28b%29%5Cc>)"),
        ("see https://e.com/a_b.", "see <https://e.com/a_b>."),
        ("[https://good.com](https://evil.com)", "https://good.com <https://evil.com>"),
        ("[docs](./a.md)", "docs (./a.md)"),
        ("![alt](https://e.com/i.png)", "[🖼 alt](<https://e.com/i.png>)"),
        ("[[a]](https://e.com)", r"[\[a\]](<https://e.com>)"),
    ],
)
def test_links_make_no_previews_and_hide_no_other_address(markdown: str, text: str) -> None:
    assert only(render(markdown)) == text


def test_code_is_closed_in_each_message_and_opened_again() -> None:
    code = "\n".join(f"    line{number} = 'some words'" for number in range(100))
    messages = render(f"Look:\n\n```py\n{code}\n```\nDone.")
    blocks = [re.search(r"```py\n(.*)\n```", message.text, re.DOTALL) for message in messages]
    assert len(messages) == 2
    assert "\n".join(block[1] for block in blocks if block) == code
    assert messages[0].text.startswith("Look:\n\n```py\n    line0")
    assert messages[1].text.endswith("\n```\n\nDone.")


def test_code_with_a_fence_in_it_stays_one_piece() -> None:
    assert only(render("~~~\n```\nx\n```\n~~~")) == "```\n`\u200b`\u200b`\nx\n`\u200b`\u200b`\n```"


def test_very_long_code_is_a_file_of_the_message_that_mentions_it() -> None:
    code = "\n".join(f"value_{number} = {number}" for number in range(600))
    assert render(f"Here:\n```python\n{code}\n```\nDone.") == (
        Message("Here:\n\n📎 code.py\n\nDone.", (CodeFile("code.py", code),)),
    )


def test_a_message_has_no_more_than_ten_files() -> None:
    messages = render("```\n" + "\n```\n\n```\n".join(["x" * 3000] * 25) + "\n```")
    assert [len(message.files) for message in messages] == [10, 10, 5]
    assert len({file.name for message in messages for file in message.files}) == 25


def test_what_looks_like_one_character_is_never_cut() -> None:
    messages = render("👨‍👩‍👧‍👦" * 1000)
    assert "".join(message.text for message in messages) == "👨‍👩‍👧‍👦" * 1000
    assert all(len(message.text) % 7 == 0 for message in messages)


def test_a_draft_shows_all_there_is_and_no_half_made_marks() -> None:
    assert only(draft("")) == "…"
    assert only(draft("Some **bold wo")) == "Some **bold wo**"
    assert only(draft("Look:\n```py\nx = 1\ny")) == "Look:\n\n```py\nx = 1\ny\n```"
    assert len(draft("```\n" + "some code\n" * 1000)) == 6
