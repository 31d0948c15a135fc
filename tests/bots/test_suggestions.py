"""What is suggested to somebody who types the words of a command."""

from hypothesis import given
from hypothesis import strategies as st

from bots.suggestions import MOST, matching
from graphs.dialogue import Option, Place, Sender
from tests.bots.conftest import OpenTown, Town


async def suggested(town: Town, command: str, typed: str = "", by: str = "ann", at: str = "1") -> list[str]:
    place = Place("fake", at, private=not at.startswith("-"))
    options = await town.house.suggest(Sender(by), place, command, command, typed)
    return [option.label for option in options]


async def test_sessions_models_modes_and_roles_are_suggested(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("Plans for the fair")
        assert await suggested(town, "session", "pla") == ["Plans for the fair"]
        assert "builtin" in await suggested(town, "model", "buil")
        assert await suggested(town, "mode", "cons") == ["Hall consultant"]
        assert (await suggested(town, "system", "trans"))[0] == "Translator"
        assert await suggested(town, "export", "x") == []


async def test_nothing_of_others_is_suggested(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("My private heron")
        await town.say("hello", by="bob", at="2")
        assert await suggested(town, "session", "heron", by="bob", at="2") == []
        assert await suggested(town, "session", "heron", by="stranger", at="3") == []


async def test_a_suggested_session_is_the_one_that_is_shown(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("Plans for the fair")
        [option] = await town.house.suggest(Sender("ann"), Place("fake", "1"), "session", "session", "fair")
        assert "**Plans for the fair**" in (await town.say(f"/session {option.value}")).text


@given(st.lists(st.text(max_size=120), max_size=60), st.text(max_size=30))
def test_whatever_is_typed_few_and_fitting_ones_are_suggested(labels: list[str], typed: str) -> None:
    options = [Option(label, str(number)) for number, label in enumerate(labels)]
    found = matching(options, typed)
    assert len(found) <= MOST
    assert all(len(option.label) <= 100 for option in found)
    assert len({option.value for option in found}) == len(found)


def test_what_begins_so_comes_first() -> None:
    options = [Option("A fair of books", "1"), Option("Fairy tales", "2"), Option("Cakes", "3")]
    assert [option.label for option in matching(options, "fair")] == ["Fairy tales", "A fair of books"]
