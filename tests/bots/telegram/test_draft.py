import pytest

from bots.telegram.parts import TextPart
from bots.telegram.rendering import draft, render
from tests.bots.telegram.reading import check_limits, covered


@pytest.mark.parametrize(
    ("markdown", "text", "looks"),
    [
        ("", "…", []),
        ("**", "…", []),
        ("Some **bold wo", "Some bold wo", ["bold wo"]),
        ("Some **bold words*", "Some bold words", ["bold words"]),
        ("a *b `c", "a b c", ["b ", "c"]),
        ("see [the docs](https://exam", "see the docs", []),
        ("see [the do", "see the do", []),
        ("Look:\n\n```py", "Look:", []),
        ("Look:\n\n```py\nx = **2", "Look:\n\nx = **2", ["x = **2"]),
        ("```\nx\n``", "x", ["x"]),
        ("```\nx * y\n```\n", "x * y", ["x * y"]),
        ("Prices:\n\n| Hall | Price |\n|---", "Prices:", []),
        ("| Hall | Price |\n|---|---|\n| Lo", "Hall: Price\nLo", ["Hall", "Price", "Lo"]),
        ("Text\n-", "Text", []),
        ("- a\n- ", "• a", []),
        ("2 * 3 and 2 ** 3", "2 * 3 and 2 ** 3", []),
        ("snake_case", "snake_case", []),
    ],
)
def test_a_draft_shows_no_half_made_marks(markdown: str, text: str, looks: list[str]) -> None:
    part = draft(markdown)
    assert part.text == text
    assert [covered(part, entity) for entity in part.entities] == looks


def test_a_long_answer_shows_its_beginning_and_that_there_is_more() -> None:
    text = "\n\n".join(f"Paragraph {number} of an answer that is quite long." for number in range(200))
    part = draft(text)
    check_limits(part)
    assert part.text.endswith(".\n…")
    assert text.startswith(part.text[:-2])
    assert len(part.text) > 3900


def test_a_draft_stays_as_it_is_once_more_than_fits_has_come() -> None:
    text = "Some **words** of it.\n" * 2000
    assert draft(text[:9000]) is draft(text[:20_000])


def test_a_draft_of_a_whole_answer_is_the_answer() -> None:
    text = "# Plan\n\n- **one**\n- [two](https://e.com)\n\n```py\nx = 1\n```\n\nEnd."
    assert (draft(text),) == render(text)


def test_very_long_code_is_shown_while_it_is_written() -> None:
    part = draft("```py\n" + "x = 1\n" * 4000)
    assert isinstance(part, TextPart)
    assert [entity.type for entity in part.entities] == ["pre"]
    assert part.text.endswith("x = 1\n…")
