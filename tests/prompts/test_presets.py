"""Prompt presets: those that are shipped, and the owner's over them."""

from pathlib import Path

import pytest

from prompts.presets import LONGEST, load
from texts import translator

SHIPPED = {"translator", "editor", "teacher", "summariser", "brainstorm", "code-reviewer"}
MINE = "# Poet\nAnswers in verse\n\nAnswer in rhymes.\n"


def test_the_shipped_ones_are_whole_and_translated() -> None:
    presets = load()
    assert {preset.name for preset in presets} == SHIPPED
    _ = translator("ru")
    for preset in presets:
        assert 100 < len(preset.text) < 2_000
        assert _(preset.title) != preset.title
        assert _(preset.description) != preset.description
        assert len(preset.title) <= 40
        assert len(preset.description) <= 100


def test_the_owners_go_over_them_and_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "poet.md").write_text(MINE)
    (tmp_path / "editor.md").write_text("# My editor\nCorrects\n\nJust correct it.")
    presets = {preset.name: preset for preset in load([tmp_path, tmp_path / "absent"])}
    assert presets.keys() == SHIPPED | {"poet"}
    assert presets["poet"].text == "Answer in rhymes."
    assert (presets["poet"].title, presets["poet"].description) == ("Poet", "Answers in verse")
    assert presets["editor"].title == "My editor"
    assert translator("ru")(presets["poet"].title) == "Poet"


def test_any_file_name_gets_a_name_that_fits_into_a_button(tmp_path: Path) -> None:
    (tmp_path / "Мой очень хороший помощник.md").write_text(MINE, encoding="utf-8")
    (tmp_path / "a:b.md").write_text(MINE)
    mine = {preset.name for preset in load([tmp_path])} - SHIPPED
    assert len(mine) == 2
    assert all(name.isascii() and len(name) <= 16 and ":" not in name for name in mine)
    assert {preset.name for preset in load([tmp_path])} - SHIPPED == mine


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"# Poet",
        b"# Poet\nAnswers in verse",
        b"Poet\nAnswers in verse\n\nAnswer in rhymes.",
        b"# \nAnswers in verse\n\nAnswer in rhymes.",
        b"# Poet\n\n\nAnswer in rhymes.",
        b"# Poet\nAnswers\n\n\xff\xfe",
        b"# Poet\nAnswers\n\n" + b"x" * (LONGEST + 1),
    ],
)
def test_a_file_that_is_none_is_left_out(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "poet.md").write_bytes(content)
    assert {preset.name for preset in load([tmp_path])} == SHIPPED
