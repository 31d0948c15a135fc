"""Conversations written down in *.txt beside this file: they go as they are written, to the word.

The lines behind `> ` are what a person types; those behind `= ` are the bookings left in the database. To write
the answers down anew after a change, run this with UPDATE_DIALOGUES=1, and read them.
"""

import asyncio
import os
import re
from pathlib import Path

import pytest

from tests.dialogues.piped import hold
from tests.program import exchanges

DIALOGUES = sorted(Path(__file__).parent.glob("*.txt"))
UPDATE = bool(os.environ.get("UPDATE_DIALOGUES"))

LEFT = {
    "booking": ("Chapel held", "Chapel held", "Blue Terrace held"),
    "deciding": ("Chapel cancelled", "Chapel held"),
    "refusals": (),
    "small-talk": (),
    "which-hall": ("Blue Terrace held",),
}
"""What each dialogue must leave behind, whatever words are used for it."""

NAMES = re.compile(
    r"https?://\S+|/\w+|Blue Salon|Blue Terrace|Chapel|Concierge|OPENAI_\w+|\.env|«[^»]*»|token",
    re.IGNORECASE,
)
"""What is not translated."""
EXAMPLES = re.compile(r"“[^”]*”")
"""What the built-in model understands, in an answer to somebody whose language it doesn't."""
FOREIGN = {
    "en": r"[А-яЁё]{3,}|[\u3400-\u9fff]",
    "ru": r"[A-Za-z]{3,}|[\u3400-\u9fff]",
    "zh": r"[A-Za-z]{3,}|[А-яЁё]{3,}",
}


@pytest.mark.parametrize("file", DIALOGUES, ids=lambda file: file.stem)
def test_a_dialogue_goes_as_it_is_written(file: Path, tmp_path: Path) -> None:
    written = file.read_text("utf-8")
    typed = [line.removeprefix("> ") for line in written.splitlines() if line.startswith("> ")]
    held = asyncio.run(hold(tmp_path, typed, locale=file.stem[:2]))
    went = "\n".join([held.shown, *(f"= {booking}" for booking in held.bookings), ""])
    left = [re.sub(r"^\d+ (.*) \w+ \S+ \S+ (\w+)$", r"\1 \2", booking) for booking in held.bookings]
    assert tuple(left) == LEFT[file.stem[3:]]
    if UPDATE:
        file.write_text(went, "utf-8")
    assert went == (went if UPDATE else written)


@pytest.mark.parametrize("file", DIALOGUES, ids=lambda file: file.stem)
def test_an_answer_is_in_the_language_of_its_question(file: Path) -> None:
    shown, _equals, _bookings = file.read_text("utf-8").partition("\n= ")
    locale = file.stem[:2]
    for exchange in exchanges(shown):
        locale = _language(exchange.question) or locale
        answer = NAMES.sub("", exchange.answer)
        if locale == "zh":
            answer = EXAMPLES.sub("", answer)
        assert re.findall(FOREIGN[locale], answer) == [], exchange


def _language(question: str) -> str:
    """As a person would say it; a command is in none."""
    if question.startswith("/"):
        return ""
    if re.search("[\u3400-\u9fff]", question):
        return "zh"
    return "ru" if re.search("[А-яЁё]", question) else "en"


def test_both_languages_of_the_built_in_model_tell_the_same_stories() -> None:
    assert {file.stem[3:] for file in DIALOGUES if file.stem.startswith("en")} == set(LEFT)
    assert {file.stem[3:] for file in DIALOGUES if file.stem.startswith("ru")} == set(LEFT)
