"""What the model says in its own words, in every language."""

import re
from collections.abc import Callable
from typing import get_args

import pytest

from models.builtin.intents import Topic
from models.builtin.replies import in_another_language, left_to_cancel, one_at_a_time, reply, unavailable
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


@pytest.mark.parametrize("topic", ["greeting", "help", "identity", "limits"])
def test_says_in_chinese_that_it_understands_english_and_russian_and_gives_examples(topic: Topic) -> None:
    text = reply(topic, ["Loft"], translator("zh"))
    assert "英语和俄语" in text
    assert {"/halls", "/book", "/help"} <= set(re.findall(r"/\w+", text))
    assert "“Book Loft tomorrow from 18 to 20”" in text
    outside = re.sub(r"`[^`]*`|“[^”]*”", "", text)
    assert set(re.findall(r"[A-Za-z]{2,}", outside)) <= {"Concierge", "AI", "halls", "book", "help"}


@pytest.mark.parametrize(("locale", "said"), [("en", False), ("ru", False), ("zh", True)])
def test_an_answer_to_names_alone_says_what_is_understood(locale: str, said: bool) -> None:
    assert bool(in_another_language(["Loft"], translator(locale))) is said


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("你好", "greeting"),
        ("您好，请问有人吗？", "greeting"),
        ("谢谢！", "thanks"),
        ("再见", "bye"),
        ("你是谁？", "identity"),
        ("您能做什么", "help"),
        ("帮助", "help"),
        ("今天天气怎么样？", "limits"),
        ("请帮我写一封感谢信，谢谢", "limits"),
    ],
)
def test_small_talk_in_chinese_is_understood(understood: Callable[[str], str], text: str, topic: str) -> None:
    assert understood(text) == topic
