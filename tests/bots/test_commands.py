import pytest

from bots.commands import COMMANDS, find_command
from texts import LOCALES, translator


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("/help", "help", ""),
        ("/HELP", "help", ""),
        ("/help@concierge_bot", "help", ""),
        ("/new please  now ", "new", "please  now"),
        ("/system You are\na pirate.", "system", "You are\na pirate."),
        ("/system@concierge_bot\nYou are", "system", "You are"),
        ("/t", "t", ""),
    ],
)
def test_a_command_is_found_with_the_words_after_it(text: str, name: str, words: str) -> None:
    found = find_command(text)
    assert found is not None
    assert (found[0].name, found[1]) == (name, words)


@pytest.mark.parametrize("text", ["help", "/", "/unknown", " /help", "//help"])
def test_anything_else_is_no_command(text: str) -> None:
    assert find_command(text) is None


def test_names_fit_every_platform() -> None:
    names = [command.name for command in COMMANDS]
    assert len(set(names)) == len(names)
    assert all(name.isascii() and name.islower() and 1 <= len(name) <= 32 for name in names)


def test_what_is_said_of_commands_fits_every_platform() -> None:
    for command in COMMANDS:
        for locale in LOCALES:
            _ = translator(locale)
            assert 1 <= len(_(command.summary)) <= 100
            names = [parameter.name for parameter in command.parameters]
            assert len(set(names)) == len(names)
            assert all(name.isascii() and name.islower() and len(name) <= 32 for name in names)
            for parameter in command.parameters:
                assert 1 <= len(_(parameter.summary)) <= 100
                assert len(parameter.choices) <= 25
