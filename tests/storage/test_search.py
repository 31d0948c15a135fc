"""Full text search over transcripts, the same on both databases."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import transcript
from storage.database import Database
from storage.sessions import Session, Sessions
from storage.transcript import Found, Transcript
from storage.users import User, Users
from storage.words import terms_of
from tests.thorough import thorough

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
GROUP = "telegram:-5"


async def say(database: Database, session: Session, *texts: str) -> None:
    for words in texts:
        await database.write(
            lambda tx, words=words: transcript.add(  # type: ignore[misc]  # a default binds the loop's text
                tx, session.id, None, [("person", words)], NOW, session.user_id
            )
        )


def texts(found: Sequence[Found]) -> list[str]:
    return [each.line.text for each in found]


async def own(database: Database, user: User, words: str, limit: int = 20, offset: int = 0) -> list[str]:
    return texts(await Transcript(database).search(user.id, words, place=None, limit=limit, offset=offset))


async def here(database: Database, user: User, words: str, place: str = GROUP) -> list[str]:
    return texts(await Transcript(database).search(user.id, words, place=place, limit=20, offset=0))


@pytest.mark.parametrize(
    "words",
    [
        "loft",
        "LOFT tomorrow",
        "tomorrow loft",
        "tomo",
        "лофт",
        "Забронировать завтра",
        "会议室",
        "室",
        "2026",
        "v1",
    ],
)
async def test_a_line_is_found_by_words_in_any_order_and_by_their_beginnings(
    database: Database, session: Session, user: User, words: str
) -> None:
    line = "Book the Loft for tomorrow: забронировать лофт на завтра, 订会议室, 2026 (v1.5)"
    await say(database, session, line, "something else entirely")
    assert await own(database, user, words) == [line]


@pytest.mark.parametrize("words", ["", "!? --", "loft nothing", "oft", "室会", '"loft', "* OR *"])
async def test_nothing_is_found_by_what_is_not_there(
    database: Database, session: Session, user: User, words: str
) -> None:
    await say(database, session, "Book the Loft 会议室")
    expected = ["Book the Loft 会议室"] if words == '"loft' else []
    assert await own(database, user, words) == expected


async def test_the_newest_come_first_page_by_page(database: Database, session: Session, user: User) -> None:
    await say(database, session, *(f"needle {number}" for number in range(7)))
    assert await own(database, user, "needle", 3) == ["needle 6", "needle 5", "needle 4"]
    assert await own(database, user, "needle", 3, 6) == ["needle 0"]
    assert await own(database, user, "needle", 3, 7) == []


async def test_what_is_found_says_where_and_by_whom_it_was_said(
    database: Database, session: Session, user: User
) -> None:
    await Sessions(database).change(session.id, title="Halls")
    await database.write(
        lambda tx: transcript.add(
            tx, session.id, 5, [("person", "needle"), ("assistant", "what needle?")], NOW, user.id
        )
    )
    assistant, person = await Transcript(database).search(user.id, "needle", place=None, limit=9, offset=0)
    assert (person.session_id, person.title, person.snippet) == (session.id, "Halls", "needle")
    assert [assistant.line, person.line] == list(reversed(await Transcript(database).all(session.id)))
    assert (person.line.user_id, assistant.line.user_id) == (user.id, None)


async def test_one_finds_one_s_own_alone(database: Database, session: Session, user: User) -> None:
    other = await Users(database).resolve("telegram", "18", "Bob", "en")
    theirs = await Sessions(database).start(GROUP, other.id, public=True)
    await say(database, session, "needle of mine")
    await say(database, theirs, "needle of theirs", f"§{user.id} needle")
    assert await own(database, user, "needle") == ["needle of mine"]
    assert await own(database, user, f"§{other.id} needle") == []
    assert await own(database, other, "needle") == [f"§{user.id} needle", "needle of theirs"]


async def test_at_a_place_only_what_is_public_and_shared_there_is_found(
    database: Database, session: Session, user: User
) -> None:
    other = await Users(database).resolve("telegram", "18", "Bob", "en")
    store = Sessions(database)
    shared = await store.start(GROUP, other.id, public=True)
    private = await store.start(GROUP, user.id, shared=True)
    elsewhere = await store.start("telegram:-6", user.id, public=True)
    for name, each in [("own", session), ("shared", shared), ("private", private), ("elsewhere", elsewhere)]:
        await say(database, each, f"needle {name}")
    assert await here(database, user, "needle") == ["needle shared"]
    await store.change(private.id, public=True)
    await store.change(shared.id, public=False)
    assert await here(database, user, "needle") == ["needle private"]
    assert await here(database, user, "needle", "telegram:17") == []


async def test_what_was_removed_is_not_found_nor_do_its_words_stay(
    database: Database, session: Session, user: User
) -> None:
    await say(database, session, "needle")
    await Sessions(database).remove(session.id)
    assert await own(database, user, "needle") == []
    after = await Sessions(database).at("telegram:17", user.id)
    await say(database, after, "another line, which may get the number of the removed one")
    assert await own(database, user, "needle") == []
    assert await own(database, user, "another") != []


@settings(
    max_examples=thorough(60, 20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    said=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60),
    asked=st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
    | st.text("\"*()-^:+§ ORANDloft\\'&|!<>%_"),
)
async def test_no_question_is_syntax_and_every_text_finds_itself(
    sqlite_url: str, said: str, asked: str
) -> None:
    database = Database.open(sqlite_url)
    await check_texts(database, said, asked)
    await database.close()


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ('a\'b\\c "d" & e | !f:* <-> g', 'a\'b\\c "d" & e | !f:* <-> g'),
        ("x" * 5_000, "'; DROP TABLE transcript; --"),
        (" ".join(str(number) for number in range(60_000)), "59"),
        ("emoji 🎉 é 你好 ไทย 한국어 हिन्दी", "한국 ไท 你好 हिन्दी"),
        ("\u00a0\u2028 zero\u200bwidth", "%_*"),
    ],
)
async def test_odd_texts_are_kept_and_found(database: Database, said: str, asked: str) -> None:
    await check_texts(database, said, asked)


async def check_texts(database: Database, said: str, asked: str) -> None:
    """For somebody new, as the database may hold what an earlier example said."""
    user = await Users(database).resolve("telegram", uuid4().hex, "Ada", "en")
    session = await Sessions(database).at("telegram:17", user.id)
    await say(database, session, said)
    await own(database, user, asked)
    await here(database, user, asked)
    if terms_of(said):
        assert await own(database, user, said) == [said]


async def test_the_index_follows_a_rollback(database: Database, session: Session, user: User) -> None:
    def half(tx: Any) -> None:
        transcript.add(tx, session.id, 1, [("person", "needle")], NOW)
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        await database.write(half)
    assert await own(database, user, "needle") == []
    await say(database, session, "needle again")
    assert await own(database, user, "needle") == ["needle again"]
