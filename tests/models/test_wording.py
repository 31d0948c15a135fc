"""What people get of a model's pieces, wherever these are cut. llama.cpp isn't needed."""

from collections.abc import Sequence

import pytest

from models.llama.wording import Wording


def said(text: str, size: int, stops: Sequence[str] = (), *, thinks: bool = False) -> str:
    """Of `text` in pieces of `size` bytes."""
    heard: list[str] = []
    wording = Wording(heard.append, stops, thinks=thinks)
    written = text.encode()
    for start in range(0, len(written), size):
        wording.add(written[start : start + size])
        if wording.ended:
            return "".join(heard)
    wording.finish()
    return "".join(heard)


@pytest.mark.parametrize("size", [1, 2, 3, 100])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Зал 😀 свободен", "Зал 😀 свободен"),
        (" \n Hello  there ", "Hello  there "),
        ("<think>Is it?\nYes.</think>\n\nIt is.", "It is."),
        ("<think></think>It is.", "It is."),
        ("<thin air", "<thin air"),
        ("<think", "<think"),
        ("<think>never done", ""),
        ("I <think>so</think>.", "I <think>so</think>."),
    ],
)
def test_thoughts_stay_inside_and_characters_whole(text: str, expected: str, size: int) -> None:
    assert said(text, size) == expected


@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_thoughts_that_the_prompt_has_begun_stay_inside_too(size: int) -> None:
    assert said("Is it?</think> It is.", size, thinks=True) == "It is."


@pytest.mark.parametrize("size", [1, 2, 3, 100])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\nUser: two", "one\n"),
        ("one User", "one User"),
        ("one User two", "one User two"),
        ("UserUser: x", "User"),
        ("a##b", "a"),
    ],
)
def test_an_answer_ends_where_it_is_to_stop(text: str, expected: str, size: int) -> None:
    assert said(text, size, ["User:", "##"]) == expected


def test_bytes_that_are_no_text_are_shown_as_such() -> None:
    heard: list[str] = []
    wording = Wording(heard.append, (), thinks=False)
    wording.add(b"a\xff\xd0")
    wording.finish()
    assert "".join(heard) == "a\ufffd\ufffd"
