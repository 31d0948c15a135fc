"""Answers in this process, where their making can be watched."""

from copy import deepcopy

import pytest

from models.small_talk.plan import Plan
from models.small_talk.speaking import LONGEST_ANSWER, Speaker
from models.small_talk.turns import Turn
from tests.models.small_talk.conftest import Trained
from tests.models.small_talk.tiny import GREETED, GREETING


@pytest.fixture(scope="session")
def babbler(untrained: Plan) -> Speaker:
    """Knows nothing, so that it never comes to an end by itself."""
    return Speaker.open(untrained.base, "cpu")


def asked(text: str) -> list[Turn]:
    return [Turn("user", text)]


def test_an_answer_stops_when_nobody_listens_any_more(babbler: Speaker) -> None:
    heard: list[str] = []
    spoken = babbler.answer(asked("Hi"), 60, heard.append, lambda: bool(heard))
    assert spoken.written < 10


def test_an_answer_never_repeats_three_tokens(babbler: Speaker) -> None:
    settings = deepcopy(babbler._settings)
    settings.max_new_tokens = 100
    for _time in range(5):
        ids = babbler._written([5, 6, 7], settings, lambda text: None, lambda: False)
        threes = list(zip(ids, ids[1:], ids[2:], strict=False))
        assert len(threes) == len(set(threes))


def test_an_answer_that_finds_no_end_is_led_to_one(babbler: Speaker) -> None:
    spoken = [babbler.answer(asked("Hi"), None, lambda text: None, lambda: False) for _time in range(5)]
    assert max(each.written for each in spoken) <= min(LONGEST_ANSWER, babbler.window // 2)
    assert any(each.ended for each in spoken)


def test_the_same_question_may_have_the_same_answer_again(trained: Trained) -> None:
    speaker = Speaker.open(str(trained.folder), "cpu")
    said = [Turn("user", GREETING), Turn("assistant", GREETED), Turn("user", GREETING)]
    heard: list[str] = []
    speaker.answer(said, None, heard.append, lambda: False)
    assert "".join(heard) == GREETED
