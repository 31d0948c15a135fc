from dataclasses import dataclass

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from app.demo_halls import demo_halls
from tools.hall_names import find_hall


@dataclass(frozen=True)
class Named:
    name: str
    aliases: tuple[str, ...] = ()


MIXED = (Named("Loft", ("Лофт",)), Named("Grand Hall", ("Большой зал",)), Named("Garden", ("Зимний сад",)))
ENGLISH = tuple(
    map(Named, ("Loft", "Grand Hall", "Garden Room", "Green Room", "Small Hall", "Library", "Black Box"))
)
RUSSIAN = tuple(
    map(
        Named,
        ("Лофт", "Большой зал", "Зеркальный зал", "Малый зал", "Терраса", "Синяя комната", "Красная комната"),
    )
)
CHINESE = (
    Named("Loft", ("Лофт", "阁楼")),
    Named("Grand Hall", ("大厅", "宴会厅")),
    Named("Garden Room", ("花园厅",)),
    Named("三号会议室"),
)
ALIKE = tuple(
    map(
        Named,
        (
            "Blue Whale",
            "Blue Bird",
            "Hall 1",
            "Hall 2",
            "Conference Room A",
            "Conference Room B",
            "Studio 54",
        ),
    )
)


LOFT = (
    "лофт, the lof, Loft hal, loft, LOFT, Lotf, lft, лофте, в лофте, лоф, лифт, loft!!!, «Лофт», лофт 🙂,"
    " LOFT HALL PLEASE, the loft room, 阁楼, 在阁楼"
)
GRAND_HALL = (
    "большой зал, grand hal, the grand, гранд холл, grnd hall, grandhall, big hal, Big room, main, главный,"
    " главном зале, большом зале, большой, болшой зал, bolshoi zal, bolshoy, glavnyi zal, gran, 大厅"
)
GARDEN_ROOM = (
    "Garden, gardn, the garden room, сад, садовая, садовой комнате, садовый зал, garden hall, gardn rom, sadovaya,"
    " 花园厅, 花园"
)


@pytest.mark.parametrize(
    ("halls", "typed", "name"),
    [
        (MIXED, "Loft", "Loft"),
        (MIXED, "  LOFT!", "Loft"),
        (MIXED, "лофт", "Loft"),
        (MIXED, "в лофте", "Loft"),
        (MIXED, "the lof", "Loft"),
        (MIXED, "Loft hal", "Loft"),
        (MIXED, "lotf", "Loft"),
        (MIXED, "loft hall please", "Loft"),
        (MIXED, "большой зал", "Grand Hall"),
        (MIXED, "Большого зала", "Grand Hall"),
        (MIXED, "Bolshoy zal", "Grand Hall"),
        (MIXED, "грэнд холл", "Grand Hall"),
        (MIXED, "гранд хол", "Grand Hall"),
        (MIXED, "grand", "Grand Hall"),
        (MIXED, "зимнем саду", "Garden"),
        (ENGLISH, "грин рум", "Green Room"),
        (ENGLISH, "гарден", "Garden Room"),
        (ENGLISH, "gre", "Green Room"),
        (ENGLISH, "lybrary", "Library"),
        (ENGLISH, "the library hall", "Library"),
        (ENGLISH, "блэк бокс", "Black Box"),
        (ENGLISH, "smol hall", "Small Hall"),
        (RUSSIAN, "loft", "Лофт"),
        (RUSSIAN, "bolshoi zal", "Большой зал"),
        (RUSSIAN, "bolshoj", "Большой зал"),
        (RUSSIAN, "zerkalny", "Зеркальный зал"),
        (RUSSIAN, "в Малом зале", "Малый зал"),
        (RUSSIAN, "терассу", "Терраса"),
        (RUSSIAN, "terrace", "Терраса"),
        (RUSSIAN, "sinyaya komnata", "Синяя комната"),
        (RUSSIAN, "красной комнате", "Красная комната"),
        (CHINESE, "阁楼", "Loft"),
        (CHINESE, "阁楼。", "Loft"),
        (CHINESE, "在阁楼", "Loft"),
        (CHINESE, "Loft阁楼", "Loft"),
        (CHINESE, "大厅", "Grand Hall"),
        (CHINESE, "宴会", "Grand Hall"),
        (CHINESE, "花园", "Garden Room"),
        (CHINESE, "花园厅", "Garden Room"),
        (CHINESE, "三号会议室", "三号会议室"),
        (ALIKE, "hall 1", "Hall 1"),
        (ALIKE, "hall1", "Hall 1"),
        (ALIKE, "зал 2", "Hall 2"),
        (ALIKE, "conference b", "Conference Room B"),
        (ALIKE, "whale", "Blue Whale"),
        (ALIKE, "студия 54", "Studio 54"),
    ],
)
def test_a_hall_is_known_by_what_people_write(halls: tuple[Named, ...], typed: str, name: str) -> None:
    assert find_hall(typed, halls).hall == Named(
        name, next(hall.aliases for hall in halls if hall.name == name)
    )


@pytest.mark.parametrize(
    ("halls", "typed", "names"),
    [
        (ALIKE, "blue", {"Blue Whale", "Blue Bird"}),
        (ALIKE, "conference room", {"Conference Room A", "Conference Room B"}),
        (ALIKE, "hall 3", {"Hall 1", "Hall 2"}),
        (ALIKE, "studio 45", {"Studio 54"}),
        (ENGLISH, "gren romm", {"Green Room", "Garden Room"}),
        (MIXED, "the hall", {"Loft", "Grand Hall", "Garden"}),
        (MIXED, "зал", {"Loft", "Grand Hall", "Garden"}),
        (MIXED, "zal", {"Loft", "Grand Hall", "Garden"}),
        (MIXED, "loft or garden", {"Loft", "Garden"}),
        (MIXED, "лофт или большой зал", {"Loft", "Grand Hall"}),
        (MIXED, "garden, grand hall", {"Garden", "Grand Hall"}),
        (ENGLISH, "library and loft", {"Library", "Loft"}),
        (MIXED, "场地", {"Loft", "Grand Hall", "Garden"}),
        (CHINESE, "三号会客室", {"三号会议室"}),
        (CHINESE, "二号会议室", {"三号会议室"}),
    ],
)
def test_a_doubtful_name_is_asked_about(halls: tuple[Named, ...], typed: str, names: set[str]) -> None:
    match = find_hall(typed, halls)

    assert match.hall is None
    assert {hall.name for hall in match.candidates} == names


@pytest.mark.parametrize(
    "typed", ["kitchen", "red room", "кухня", "x", "", "   ", "!!!", "the", "🎉", "10", "厨房"]
)
def test_an_unknown_name_is_nobodys(typed: str) -> None:
    match = find_hall(typed, ENGLISH)

    assert match.hall is None
    assert not match.candidates


def test_the_only_hall_is_the_hall() -> None:
    assert find_hall("the hall", MIXED[:1]).hall == MIXED[0]


def test_a_name_wins_over_anothers_alias() -> None:
    halls = (Named("Attic", ("Loft",)), Named("Loft"))

    assert find_hall("loft", halls).hall == halls[1]


def test_an_alias_that_two_halls_share_is_asked_about() -> None:
    halls = (Named("East", ("Loft",)), Named("West", ("Loft",)))

    assert find_hall("loft", halls).candidates == halls


DEMO = demo_halls("UTC")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        *((typed, "Loft") for typed in LOFT.split(", ")),
        *((typed, "Grand Hall") for typed in GRAND_HALL.split(", ")),
        *((typed, "Garden Room") for typed in GARDEN_ROOM.split(", ")),
    ],
)
def test_the_demo_halls_are_known_by_what_people_write(typed: str, name: str) -> None:
    hall = find_hall(typed, DEMO).hall
    assert hall is not None
    assert hall.name == name


@pytest.mark.parametrize(
    "typed", ["room", "zal", "komnata", "loft garden", "лофт и садовый зал", "Loft 2", "ga", "大"]
)
def test_between_the_demo_halls_it_is_asked(typed: str) -> None:
    match = find_hall(typed, DEMO)
    assert match.hall is None
    assert match.candidates


@pytest.mark.parametrize(
    "typed", ["roof", "Red Room", "ballroom", "kitchen", "беседка", "l", "hall 3", "аттик"]
)
def test_no_demo_hall_is_made_of_other_words(typed: str) -> None:
    match = find_hall(typed, DEMO)
    assert match.hall is None
    assert not match.candidates


LETTERS = st.sampled_from("abcdefghijklmnoprstuvwyzабвгдежзийклмнопрстуфхцчшщыьэюя")
NAMES = st.lists(
    st.one_of(st.text(min_size=1, max_size=12), st.text(LETTERS, min_size=3, max_size=12)).filter(str.strip),
    min_size=1,
    max_size=6,
    unique_by=str.strip,
)


@given(NAMES, st.data())
@example(["Loft", "loft", "The Loft", "loft hall"], None)
def test_a_halls_own_name_always_means_it(names: list[str], data: st.DataObject | None) -> None:
    halls = [Named(name) for name in names]
    for hall in [data.draw(st.sampled_from(halls))] if data else halls:
        assert find_hall(hall.name, halls).hall == hall


@given(
    st.lists(st.text(LETTERS, min_size=5, max_size=12), min_size=1, max_size=4, unique=True),
    st.integers(min_value=0, max_value=11),
    LETTERS,
    st.sampled_from(["left out", "doubled", "another", "swapped"]),
)
def test_one_misprint_in_a_long_name_does_no_harm(names: list[str], at: int, letter: str, kind: str) -> None:
    halls = [Named(name) for name in names]
    name = names[0]
    at %= len(name)
    typed = {
        "left out": name[:at] + name[at + 1 :],
        "doubled": name[:at] + name[at] + name[at:],
        "another": name[:at] + letter + name[at + 1 :],
        "swapped": name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
    }[kind]
    assume(all(OSA.distance(typed, other) > 3 for other in names[1:]))

    match = find_hall(typed, halls)

    assert halls[0] in (match.hall, *match.candidates)
    assert match.hall == halls[0] or len(match.candidates) > 1
