from hypothesis import given
from hypothesis import strategies as st

from bots.terminal.printable import printable


def test_escape_sequences_lose_their_power_and_lines_stay() -> None:
    assert printable("a\x1b[2Jb\x07\r\nc\td\x00\x9b1m\r") == "a[2Jb\nc\td1m\n"


@given(st.text(alphabet=st.characters(codec=None, categories=None)))
def test_what_is_left_can_be_encoded_and_printed(text: str) -> None:
    left = printable(text)
    left.encode()
    assert all(character in "\n\t" or character >= " " for character in left)
