import pytest

from bots.terminal.person import machine_locale, place_of, sitting_here


@pytest.mark.parametrize(
    ("environment", "locale"),
    [
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "ru_RU.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_CN", "LC_ALL": ""}, "zh"),
        ({"LANG": "C.UTF-8"}, ""),
        ({"LANG": "pt_BR"}, ""),
        ({}, ""),
    ],
)
def test_the_language_is_the_one_the_machine_is_set_to(environment: dict[str, str], locale: str) -> None:
    assert machine_locale(environment) == locale


def test_the_person_is_the_account_and_the_place_is_theirs() -> None:
    person = sitting_here()
    assert person.id
    assert place_of(person).key == f"terminal:{person.id}"
