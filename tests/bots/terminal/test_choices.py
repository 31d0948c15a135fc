from bots.terminal.choices import Choice, choices_of, pages_of, sections_of
from graphs.dialogue import Button, Input, Option, Panel, Select

PANEL = Panel(
    rows=(
        (Button("Подтвердить", "confirm:0a1b", "primary"), Button("Open page", url="http://x")),
        (Button("Cancel", "cancel:0a1b", "danger"),),
    ),
    selects=(
        Select("Which hall?", (Option("Loft", "hall:1", "up to 40"), Option("Attic", "hall:2")), "hall:2"),
    ),
    inputs=(Input("Name", "name:1", "as it is"),),
)


def drawn(panel: Panel) -> list[str]:
    """Lines as on a plain screen."""
    lines: list[str] = []
    for section in sections_of(choices_of(panel)):
        lines += [section.prompt] if section.prompt else []
        lines += ["  ".join(f"{section.number(one)} {one.title}" for one in line) for line in section.lines]
    return lines


def test_all_that_can_be_chosen_is_numbered_in_order_and_pages_are_not() -> None:
    assert [(choice.number, choice.title) for choice in choices_of(PANEL)] == [
        (1, "Подтвердить"),
        (2, "Cancel"),
        (3, "Name…"),
        (4, "Loft - up to 40"),
        (5, "✓ Attic"),
    ]
    assert [page.label for page in pages_of(PANEL)] == ["Open page"]


def test_an_option_without_a_value_is_not_marked_where_none_is_chosen() -> None:
    panel = Panel(selects=(Select("Model", (Option("Default", ""), Option("gpt", "gpt"))),))
    assert [choice.title for choice in choices_of(panel)] == ["Default", "gpt"]


def test_an_answer_without_a_panel_offers_nothing() -> None:
    assert choices_of(None) == ()
    assert pages_of(None) == ()
    assert sections_of(()) == ()


def test_few_stand_side_by_side_and_a_list_under_its_prompt() -> None:
    assert drawn(PANEL) == [
        "1 Подтвердить  2 Cancel",
        "3 Name…",
        "Which hall?",
        "4 Loft - up to 40",
        "5 ✓ Attic",
    ]


def test_many_buttons_keep_their_rows() -> None:
    titles = tuple((Button(f"Session {number}", f"s{number}"),) for number in range(1, 9))
    turning = (Button("‹ Newer", "newer"), Button("Older ›", "older"))
    assert drawn(Panel((*titles, turning)))[-2:] == ["8 Session 8", "9 ‹ Newer  10 Older ›"]


def test_numbers_under_each_other_are_equally_wide() -> None:
    options = tuple(Option(f"o{number}", f"v{number}") for number in range(1, 11))
    assert drawn(Panel(selects=(Select("Pick", options),)))[:2] == ["Pick", " 1 o1"]


def test_long_ones_stand_under_each_other() -> None:
    panel = Panel(((Button("long words " * 5, "a"), Button("more words " * 5, "b")),))
    assert len(drawn(panel)) == 2


def test_a_label_of_somebody_elses_making_stays_in_its_line() -> None:
    (choice,) = choices_of(Panel(((Button("one\ntwo\x1b[31m", "v"),),)))
    assert choice == Choice(1, "one two[31m", "v")
