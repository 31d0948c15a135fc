"""Keys typed while there is no prompt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.terminal.screen import stops
from bots.terminal.type_ahead import TypeAhead


def typed(keys: str) -> TypeAhead:
    ahead = TypeAhead()
    ahead.feed(keys.encode())
    return ahead


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("hello", "hello"),
        ("Привет, 世界", "Привет, 世界"),
        ("helo\x7flo", "hello"),
        ("\x7f\x08", ""),
        ("one two\x17", "one "),
        ("one\x17", ""),
        ("one two\x15three", "three"),
        ("up\x1b[A\x1b[1;5D\x1bOP\x1b\x1b[C down", "up down"),
        ("\x1bxalt", "alt"),
        ("\x1b[1\x7fback", "back"),
        ("tab\t\x00\x07", "tab"),
        ("not\x04 the end", "not the end"),
    ],
)
def test_keys_make_the_text(keys: str, text: str) -> None:
    assert typed(keys).text == text


def test_enter_finishes_a_line_and_the_rest_waits() -> None:
    ahead = typed("one\rtwo\n\nthree")
    assert (list(ahead.lines), ahead.text) == (["one", "two", ""], "three")


def test_only_the_wanted_line_is_taken_out() -> None:
    ahead = typed("next words\r/stop\r/quit\r")
    assert ahead.take(stops) == "/stop"
    assert ahead.take(stops) is None
    assert list(ahead.lines) == ["next words", "/quit"]


def test_no_key_hides_an_interrupt() -> None:
    assert typed("\x1b\x03\x1b[\x03\x1bO\x03").interrupts == 3


def test_interrupts_are_counted_and_nothing_comes_after_the_end() -> None:
    ahead = typed("a\x03b\x03\r\x04c\r")
    assert (ahead.interrupts, ahead.ended, list(ahead.lines), ahead.text) == (2, True, ["ab"], "")


@given(st.binary(), st.lists(st.integers(0, 64), max_size=8))
def test_it_does_not_matter_how_keys_arrive(keys: bytes, cuts: list[int]) -> None:
    whole, parts = TypeAhead(), TypeAhead()
    whole.feed(keys)
    begin = 0
    for cut in sorted(cuts):
        parts.feed(keys[begin:cut])
        begin = max(begin, cut)
    parts.feed(keys[begin:])
    assert (parts.text, parts.lines, parts.interrupts) == (whole.text, whole.lines, whole.interrupts)
    assert (parts.text + "".join(parts.lines)).isprintable()


@pytest.mark.parametrize("line", ["/stop", " /STOP ", "/stop it", "/Stop\r"])
def test_a_wish_to_stop(line: str) -> None:
    assert stops(line)


@pytest.mark.parametrize("line", ["", "stop", "/stopped", "please /stop"])
def test_other_words_stop_nothing(line: str) -> None:
    assert not stops(line)
