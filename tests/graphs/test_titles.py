"""Short titles, where the catalogue names a model for them."""

from collections.abc import Callable

import pytest

from graphs import titles
from graphs.accounting import Meter
from graphs.titles import short_title
from models.provider import Models
from tests.fakes.openai import FakeOpenAI, Reply
from tests.graphs.conftest import OpenTalk

Make = Callable[..., Models]
TITLED = '[modes]\ntitle = ["default"]'


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("A hall for Friday", "A hall for Friday"),
        ('  **"A hall for Friday."**\n\nIs that fine?', "A hall for Friday"),
        ("Title: A hall for Friday", "A hall for Friday"),
        ("Название: Зал на пятницу", "Зал на пятницу"),
        ("«Зал на   пятницу»", "Зал на пятницу"),
        ("", None),
        ("…" * 100, None),
    ],
)
async def test_a_title_is_one_short_line(
    open_talk: OpenTalk, make_models: Make, said: str, title: str | None
) -> None:
    with FakeOpenAI(respond=lambda request: Reply(said)) as server:
        async with open_talk(models=make_models(server.url, more=TITLED)) as talk:
            meter = Meter()
            assert await short_title(talk.parts, "I want a hall on Friday", "Which one?", meter) == title
            assert [(spent.model, spent.input_tokens) for spent in meter.spent] == [("m", 11)]
        [chat] = server.chats
        assert "I want a hall on Friday" in chat.text
        assert "Which one?" in chat.text
        assert chat.body["max_tokens"] == 100


async def test_without_a_model_for_titles_nobody_is_asked(open_talk: OpenTalk, make_models: Make) -> None:
    with FakeOpenAI() as server:
        async with open_talk(models=make_models(server.url)) as talk:
            assert await short_title(talk.parts, "I want a hall", "Which one?") is None
        assert server.chats == []


async def test_the_built_in_model_gives_none(open_talk: OpenTalk, make_models: Make) -> None:
    with FakeOpenAI() as server:
        builtin = '[modes]\ntitle = ["builtin"]'
        async with open_talk(models=make_models(server.url, more=builtin)) as talk:
            assert await short_title(talk.parts, "I want a hall", "Which one?") is None
        server.script(Reply("busy", status=503))
        async with open_talk(models=make_models(server.url, more=TITLED)) as talk:
            assert await short_title(talk.parts, "I want a hall", "Which one?") is None


async def test_a_slow_model_is_not_waited_for(
    open_talk: OpenTalk, make_models: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(titles, "TITLE_SECONDS", 0.3)
    with FakeOpenAI(delay=5.0) as server:
        async with open_talk(models=make_models(server.url, more=TITLED)) as talk:
            meter = Meter()
            assert await short_title(talk.parts, "I want a hall", "Which one?", meter) is None
            assert [spent.estimated for spent in meter.spent] == [True], "it was asked, and is paid for"
