"""What the model says in its own words, in both languages."""

import re
from typing import get_args

import pytest

from models.builtin.intents import Topic
from models.builtin.replies import left_to_cancel, one_at_a_time, reply, unavailable
from texts import translator

TOPICS = get_args(Topic)


@pytest.mark.parametrize("topic", TOPICS)
def test_speaks_russian_to_russians(topic: Topic) -> None:
    _ = translator("ru")
    text = reply(topic, ["Лофт"], _)
    latin = set(re.findall(r"[A-Za-z]{2,}", re.sub(r"`[^`]*`", "", text)))
    assert latin <= {"Concierge"}
    assert text != reply(topic, ["Лофт"], translator("en"))


def test_hints_are_translated() -> None:
    for hint in (one_at_a_time, unavailable, lambda _: left_to_cancel(3, _)):
        assert not re.search(r"[A-Za-z]", hint(translator("ru")))


@pytest.mark.parametrize("topic", ["greeting", "help", "identity", "limits"])
def test_examples_name_a_hall_that_there_is(topic: Topic) -> None:
    assert "Book Orangery tomorrow from 18 to 20" in reply(topic, ["Orangery", "Loft"], translator("en"))
    assert "What halls do you have?" in reply(topic, [], translator("en"))


@pytest.mark.parametrize("topic", ["help", "identity", "limits"])
def test_says_how_to_add_a_model(topic: Topic) -> None:
    for locale in ("en", "ru"):
        assert "`OPENAI_API_KEY`" in reply(topic, ["Loft"], translator(locale))
