"""Text files are read as if their words had been written, as pastes are that Discord makes files of."""

import pytest
from langchain_core.messages import HumanMessage

from bots.platform import NotFetched
from bots.text_files import LARGEST
from graphs.dialogue import Attachment
from tests.bots.conftest import OpenTown, Town


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is read doesn't depend on the database."""
    return sqlite_url


def file(town: Town, data: bytes, name: str = "message.txt", media_type: str = "text/plain") -> Attachment:
    town.platform.files[name] = data
    return Attachment("file", name, name, media_type, len(data))


def heard(town: Town) -> str:
    return [message.text for message in town.model.asked[-1] if isinstance(message, HumanMessage)][-1]


async def test_a_files_words_stand_where_it_was(open_town: OpenTown) -> None:
    async with open_town() as town:
        note = file(town, b"\xef\xbb\xbfWe meet on Monday.\n")
        assert (await town.say("What do you make of it?", attachments=(note,))).text == "Good."
        assert heard(town) == "What do you make of it?\n\nWe meet on Monday."
        await town.say("", attachments=(file(town, b"# On Tuesday", "plan.md", ""),))
        assert heard(town) == "# On Tuesday"
        person, _answer = (await town.transcript())[-2:]
        assert person == ("person", "# On Tuesday")


@pytest.mark.parametrize(
    ("locale", "data"),
    [
        ("ru", "Встреча".encode("cp1251")),
        ("ru", "Встреча".encode("utf-16")),
        ("zh", "会议".encode("gb18030")),
    ],
)
async def test_older_encodings_of_the_persons_language_are_known(
    open_town: OpenTown, locale: str, data: bytes
) -> None:
    async with open_town() as town:
        await town.say("", attachments=(file(town, data),), locale=locale)
        assert heard(town) in ("Встреча", "会议")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"x" * (LARGEST + 1), "larger than 512 kB"),
        (b"\xff\x00\x01 no text", "no text in “message.txt”"),
        (b"  \n", "no text in"),
    ],
)
async def test_what_cannot_be_read_is_said_and_nobody_makes_something_up(
    open_town: OpenTown, data: bytes, said: str
) -> None:
    async with open_town() as town:
        assert said in (await town.say("Sum it up", attachments=(file(town, data),))).text
        assert town.model.asked == []


async def test_a_file_that_is_not_handed_out_is_tried_again(open_town: OpenTown) -> None:
    async with open_town() as town:
        gone = file(town, b"We meet on Monday.")
        data = town.platform.files.pop(gone.ref)
        lost = await town.say("Sum it up", attachments=(gone,))
        assert "couldn't get “message.txt”" in lost.text
        town.platform.files[gone.ref] = data
        assert (await town.press(lost, "Try again")).text == "Good."
        assert heard(town) == "Sum it up\n\nWe meet on Monday."


async def test_a_file_is_fetched_once_however_often_its_turn_is_tried(open_town: OpenTown) -> None:
    async with open_town() as town:
        town.platform.failures = [NotFetched("the line is down")]
        await town.say("", attachments=(file(town, b"We meet on Monday."),))
        assert town.platform.fetched == ["message.txt"]


async def test_other_files_are_named_as_before(open_town: OpenTown) -> None:
    async with open_town() as town:
        archive = Attachment("file", "a", "a.zip", "application/zip", 3)
        assert "can't open files yet" in (await town.say("", attachments=(archive,))).text
