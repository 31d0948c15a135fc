"""Halls' names as people write them."""

import pytest

from models.builtin.names import MENTION, HallName, Vocabulary
from models.builtin.sheet import Sheet

HALLS = Vocabulary(
    [
        HallName("Loft"),
        HallName("Grand Hall", ("Гранд-холл",)),
        HallName("Garden Room"),
        HallName("Garden Terrace"),
        HallName("Зимний сад"),
        HallName("Малый зал"),
        HallName("Studio 54"),
        HallName("Queen's Hall"),
        HallName("The Old Library"),
        HallName("Hall 1"),
        HallName("Hall 2"),
    ]
)


def named(text: str, vocabulary: Vocabulary = HALLS) -> list[str]:
    """The halls that are found; those of several as near in question marks."""
    sheet = Sheet(text)
    vocabulary.mark(sheet)
    return [each.name if each.known else f"?{each.name}?" for each in sheet.values(MENTION)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the loft tomorrow", "Loft"),
        ("the lof", "Loft"),
        ("лофтт", "Loft"),
        ("в лофте завтра", "Loft"),
        ("Loft hal", "Loft"),
        ("the loft room please", "Loft"),
        ("лофт-зал", "Loft"),
        ("grandhall", "Grand Hall"),
        ("grand-hall", "Grand Hall"),
        ("гранд холле", "Grand Hall"),
        ("большой зал", "Grand Hall"),
        ("в большом зале", "Grand Hall"),
        ("gardn room", "Garden Room"),
        ("garden rom", "Garden Room"),
        ("гарден рум", "Garden Room"),
        ("gardne terrace", "Garden Terrace"),
        ("зимнем саду", "Зимний сад"),
        ("зимнего сада", "Зимний сад"),
        ("winter garden", "Зимний сад"),
        ("zimniy sad", "Зимний сад"),
        ("малом зале", "Малый зал"),
        ("малый зл", "Малый зал"),
        ("the small hall", "Малый зал"),
        ("studio54", "Studio 54"),
        ("studoi 54", "Studio 54"),
        ("студия 54", "Studio 54"),
        ("Queens Hall", "Queen's Hall"),
        ("queen’s hall", "Queen's Hall"),
        ("old library", "The Old Library"),
        ("the library", "The Old Library"),
        ("hall 1", "Hall 1"),
        ("Hall 2 tomorrow", "Hall 2"),
        ("garden", "?garden?"),
        ("the garden hall", "?garden hall?"),
    ],
)
def test_finds_the_hall(text: str, expected: str) -> None:
    assert named(text.replace("’", "'")) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "hall",
        "a big room",
        "thanks a lot, great",
        "большое спасибо",
        "hall 3",
        "studio 55",
        "left",
        "the soft sofa",
        "how much is it",
        "в зале",
        "на 1 мая",
        "бальный зал",
    ],
)
def test_finds_no_hall_in(text: str) -> None:
    assert named(text) == [] or named(text)[0].startswith("?")


def test_finds_several_in_their_order() -> None:
    assert named("the loft, queens hall and studio 54") == ["Loft", "Queen's Hall", "Studio 54"]


def test_everyday_words_are_names_only_where_one_is_expected() -> None:
    halls = Vocabulary([HallName("Frida"), HallName("Nook"), HallName("Mill"), HallName("Sunday Room")])
    assert named("book it on friday until nine, or till ten on sunday", halls) == []
    assert named("book the nook in the sunday room", halls) == ["Nook", "Sunday Room"]


def test_a_date_is_no_part_of_a_name() -> None:
    sheet = Sheet("Hall 1 May 18")
    HALLS.mark(sheet)
    assert sheet.values(MENTION)[0].name == "Hall 1"
    assert sheet.text.endswith("May 18")


def test_no_halls_are_no_trouble() -> None:
    assert named("book the loft", Vocabulary([])) == []
    assert named("book the loft", Vocabulary([HallName(""), HallName("!!!")])) == []
