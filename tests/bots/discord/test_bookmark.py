"""What the next life of the program reads of the session that this one had."""

from dataclasses import replace
from pathlib import Path

import pytest

from bots.discord.bookmark import Bookmark, Session

SESSION = Session("abc", 1, "wss://gateway.example", 42, 513)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "discord.session"


async def test_a_new_session_is_written_down_at_once(path: Path) -> None:
    """Or a kill within the first second would lose what is said before the next start."""
    bookmark = Bookmark(path, every=3600)
    bookmark.move(SESSION)
    assert _kept(path) == SESSION
    bookmark.move(replace(SESSION, sequence=2))
    assert _kept(path) == SESSION
    bookmark.move(other := replace(SESSION, id="def"))
    assert _kept(path) == other


async def test_the_number_stays_before_what_is_not_stored(path: Path) -> None:
    bookmark = Bookmark(path, every=0)
    first, second = bookmark.heard(5), bookmark.heard(6)
    bookmark.move(at_seven := replace(SESSION, sequence=7))
    assert _kept(path).sequence == 4
    bookmark.stored(second)
    bookmark.move(at_seven)
    assert _kept(path).sequence == 4
    bookmark.stored(first)
    bookmark.move(at_seven)
    assert _kept(path).sequence == 7


async def test_what_is_missed_is_missed_until_it_was_looked_for(path: Path) -> None:
    bookmark = Bookmark(path, every=0)
    bookmark.doubt(1000.0)
    bookmark.move(SESSION)
    kept = bookmark.load()
    assert kept is not None
    assert (kept.since, kept.unsure) == (1000.0, True)
    bookmark.doubt(None)
    bookmark.move(SESSION)
    kept = bookmark.load()
    assert kept is not None
    assert not kept.unsure


@pytest.mark.parametrize("text", ["", "{", "[]", '{"id": "abc"}', '{"sequence": "x"}'])
def test_a_file_that_says_nothing_is_none(path: Path, text: str) -> None:
    assert Bookmark(path).load() is None
    path.write_text(text)
    assert Bookmark(path).load() is None


def _kept(path: Path) -> Session:
    kept = Bookmark(path).load()
    assert kept is not None
    return kept.session
