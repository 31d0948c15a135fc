import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bots.markdown.characters import clean
from bots.telegram.parts import TextPart
from bots.telegram.rendering import draft, opens, render
from tests.bots.markdown.strategies import ANY_TEXT, Sample, check_words, letters, samples, soup
from tests.bots.telegram.reading import check_limits, joined, readable
from tests.bots.telegram.tdlib import ABSENT, TdLib, library


@pytest.fixture(scope="session")
def tdlib() -> TdLib:
    path = library()
    if path is None:
        pytest.skip(ABSENT)
    return TdLib(path)


@ANY_TEXT
@given(soup(hungry=True))
@example("")
@example(" \n\t\u200b")
@example("```\n")
@example("\ud83d \udc4d")
@example("**a ***b** c*")
@example("a\u030a b\u0333 \u202ec\x01\td \u200fe\u200e")
def test_any_text_keeps_to_the_limits_and_telegram_shows_it_as_it_is(tdlib: TdLib, text: str) -> None:
    for part in (*render(text), draft(text)):
        if isinstance(part, TextPart):
            check_limits(part)
            tdlib.check(part)


@ANY_TEXT
@given(soup(hungry=False), st.sampled_from([100, 300, 4096]))
def test_no_letter_of_any_text_is_missing(text: str, limit: int) -> None:
    parts = render(text, limit)
    assert letters(joined(parts)) == letters(clean(text))
    for part in parts:
        if isinstance(part, TextPart):
            check_limits(part, limit)


@ANY_TEXT
@given(samples(), st.sampled_from([300, 700, 4096]))
def test_answers_keep_their_words_and_what_belongs_together(sample: Sample, limit: int) -> None:
    parts = render(sample.markdown, limit)
    check_words(sample, [readable(part) for part in parts])
    for part in parts:
        assert isinstance(part, TextPart)
        check_limits(part, limit)


@ANY_TEXT
@given(samples(), st.integers(0))
def test_a_draft_of_any_beginning_is_a_message(tdlib: TdLib, sample: Sample, length: int) -> None:
    part = draft(sample.markdown[: length % (len(sample.markdown) + 1)])
    check_limits(part)
    tdlib.check(part)


_HOSTS = st.sampled_from(
    ["e.com", "localhost", "1.2.3.4", "пример.рф", "a_b.c", "-a.b", "e.c", "e.com.", "a..b", "[::1]"]
)


@ANY_TEXT
@given(
    st.sampled_from(["https://", "HTTP://", "ftp://", "tg://", "//", ""]),
    _HOSTS | st.text(max_size=12),
    st.sampled_from(["", ":80", ":0", ":70000", ":٣", "/a b", "/a?b=c#d", "#f", "/é<\"'>"])
    | st.text(max_size=5),
)
@example("https://", "e.com", ":0")
@example("https://", "e.com", ":70000")
@example("https://", "localhost", "")
def test_no_address_becomes_a_link_that_telegram_refuses(
    tdlib: TdLib, scheme: str, host: str, rest: str
) -> None:
    address = clean(f"{scheme}{host}{rest}")
    assert not opens(address) or tdlib.takes(address)


def test_common_addresses_become_links(tdlib: TdLib) -> None:
    for address in (
        "https://example.com",
        "http://192.168.1.1:8080/b/x",
        "https://ru.wikipedia.org/wiki/Москва?a=b#c",
    ):
        assert opens(address)
        assert tdlib.takes(address)
