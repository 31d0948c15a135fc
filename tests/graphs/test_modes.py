"""The modes: each with its prompt in the person's language, a choice of theirs, and what it must not touch."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from graphs.dialogue import Reply as Shown
from graphs.modes import MODES, Mode, Modes, choice_title, joined, split
from models.hearing.heard import Heard, Passage
from models.provider import Models
from prompts import mode_prompt
from tests.fakes.openai import FakeOpenAI, Reply, Request
from tests.graphs.conftest import OpenTalk, Talk
from texts import LOCALES, translator

MAKE = Callable[..., Models]
LETTER = """# Plan

Please **read** [the page](https://example.org/halls?id=7) or https://example.org/now, then run `make test`:

```python
print("Hello, hall")  # stays
```

- write to anna@example.org
- pay *soon*"""
TRANSLATED = """# PLAN

PLEASE **READ** [THE PAGE](https://example.org/halls?id=7) OR https://example.org/now, THEN RUN `make test`:

```python
print("Hello, hall")  # stays
```

- WRITE TO anna@example.org
- PAY *SOON*"""
OWN = """---
title: Lawyer
description: Answers questions about contracts.
when: they ask about a contract
---
You are a lawyer. It costs $5. Now is $now.
"""


def shouting(request: Request) -> Reply:
    """Translates as a careless model would: each and every letter."""
    return Reply(request.text.upper())


def system_of(request: Request) -> str:
    return str(request.messages[0]["content"])


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("mode", [mode for mode in MODES if mode.name != "auto"], ids=lambda mode: mode.name)
def test_every_mode_has_a_prompt_in_every_language(mode: Mode, locale: str) -> None:
    fields = {"now": "now", "zone": "UTC", "halls": "Loft"}
    english = mode_prompt(mode.name, "en", **fields)
    for choice in ("", *mode.choices):
        called = choice_title(mode, choice, translator(locale)) if choice else ""
        filled = mode_prompt(mode.name, locale, choice, called, **fields)
        assert filled.strip()
        assert "## " not in filled
        assert locale == "en" or filled != english
        assert called in filled or mode.name == "summary"


def test_a_choice_stands_in_the_sessions_mode() -> None:
    assert split("translator:de") == ("translator", "de")
    assert split("chat") == ("chat", "")
    assert (joined("summary", "short"), joined("chat", "")) == ("summary:short", "chat")


async def test_a_translation_keeps_markdown_code_links_and_addresses(
    open_talk: OpenTalk, make_models: MAKE
) -> None:
    with FakeOpenAI(respond=shouting) as server:
        async with open_talk(models=make_models(server.url), mode="translator:de") as talk:
            answer = await talk.say(LETTER)
            assert answer.reply == Shown(TRANSLATED)
            assert len(talk.shown) > 10
            assert all(TRANSLATED.startswith(shown) for shown in talk.shown)
            assert talk.shown[-1] == TRANSLATED
        [request] = server.chats
        assert "print" not in request.text
        assert "German" in system_of(request)


@pytest.mark.parametrize("broken", ["loses one mark", "loses one mark twice"])
async def test_what_a_model_loses_is_asked_for_again_and_never_lost(
    open_talk: OpenTalk, make_models: MAKE, broken: str
) -> None:
    with FakeOpenAI() as server:
        lost, whole = Reply("Führe aus."), Reply("Führe ⟦1⟧ aus.")
        server.script(lost, lost if broken.endswith("twice") else whole)
        async with open_talk(models=make_models(server.url), mode="translator:de") as talk:
            answer = await talk.say("Run `make test`.")
        assert len(server.chats) == 2
        assert "`make test`" in answer.reply.text
        assert answer.reply.text.startswith("Führe")


async def test_a_translator_reads_the_message_alone(open_talk: OpenTalk, make_models: MAKE) -> None:
    with FakeOpenAI() as server:
        async with open_talk(models=make_models(server.url), mode="translator") as talk:
            await talk.say("One swallow")
            await talk.say("makes no summer")
        assert [message["content"] for message in server.chats[1].messages[1:]] == ["makes no summer"]


async def test_a_translation_may_be_as_long_as_its_text(open_talk: OpenTalk, make_models: MAKE) -> None:
    with FakeOpenAI() as server:
        async with open_talk(models=make_models(server.url), mode="translator") as talk:
            await talk.say("word " * 2_000, max_tokens=500)
        body = server.chats[0].body
        assert body.get("max_tokens", body.get("max_completion_tokens")) > 2_000


@pytest.mark.parametrize(("locale", "said"), [("en", "into Eng"), ("ru", "на русский"), ("zh", "翻译成中文")])
async def test_a_prompt_is_in_the_persons_language(
    open_talk: OpenTalk, make_models: MAKE, locale: str, said: str
) -> None:
    with FakeOpenAI() as server:
        async with open_talk(models=make_models(server.url), mode="translator") as talk:
            talk.caller = replace(talk.caller, locale=locale)
            await talk.say("Hola")
        assert said in system_of(server.chats[0])


@pytest.mark.parametrize(
    ("choice", "said"), [("short", "three sentences"), ("bullets", "list of points"), ("", "a tenth")]
)
async def test_a_summary_has_the_form_that_is_wished_and_knows_the_talk(
    open_talk: OpenTalk, make_models: MAKE, choice: str, said: str
) -> None:
    with FakeOpenAI() as server:
        async with open_talk(models=make_models(server.url), mode=joined("summary", choice)) as talk:
            await talk.say("We met on Monday", mode="chat")
            await talk.say("Sum up what we said")
        request = server.chats[-1]
        assert said in system_of(request)
        assert "We met on Monday" in str(request.messages)


async def test_notes_of_a_recording_are_made_from_its_words_with_their_times(
    open_talk: OpenTalk, make_models: MAKE
) -> None:
    heard = Heard((Passage(0.0, 4.0, "We meet on Monday."), Passage(67.0, 70.0, "Anna brings the cake.")))
    with FakeOpenAI() as server:
        async with open_talk(models=make_models(server.url), mode="voice notes") as talk:
            await talk.say(f"{heard.text}\n\nand now?", heard=(heard,))
            await talk.say(heard.text, heard=(heard,), mode="chat")
        notes, chat = server.chats
    assert notes.text == "[0:00] We meet on Monday.\n[1:07] Anna brings the cake.\n\nand now?"
    assert chat.text == heard.text
    assert "decisions" in system_of(notes)


@pytest.mark.parametrize("mode", ["translator", "summary:short", "voice notes"])
@pytest.mark.parametrize(
    ("locale", "said"), [("en", "OPENAI_API_KEY"), ("ru", "нужна модель ИИ"), ("zh", "内置模型")]
)
async def test_the_built_in_model_says_that_it_cannot_and_how_to_add_one(
    open_talk: OpenTalk, make_models: MAKE, mode: str, locale: str, said: str
) -> None:
    async with open_talk(models=make_models(""), mode=mode) as talk:
        talk.caller = replace(talk.caller, locale=locale)
        answer = await talk.say("The hall is free on Friday")
    assert said in answer.reply.text
    assert answer.spent == ()


async def test_a_mode_whose_model_is_down_keeps_the_message_for_it(
    open_talk: OpenTalk, make_models: MAKE
) -> None:
    async with open_talk(models=make_models("http://127.0.0.1:9/v1"), mode="translator") as talk:
        answer = await talk.say("hello")
    assert answer.failure == "unreachable"


async def test_a_message_goes_to_the_mode_that_it_asks_for(open_talk: OpenTalk, make_models: MAKE) -> None:
    with FakeOpenAI(respond=shouting) as server:
        async with open_talk(models=make_models(server.url), mode="auto") as talk:
            await talk.say("Translate into German: the hall")
            decision = (await state_of(talk))["decision"]
    assert (decision["mode"], decision["because"], decision["node"]) == ("translator", "asked_for", "chat")
    assert "translator" in system_of(server.chats[-1])


async def test_where_rules_are_unsure_a_model_sorts_into_the_owners_modes_too(
    open_talk: OpenTalk, make_models: MAKE, tmp_path: Path
) -> None:
    folder = tmp_path / "modes"
    folder.mkdir()
    (folder / "lawyer.md").write_text(OWN)
    with FakeOpenAI() as server:
        server.script(Reply("lawyer"), Reply("Ask for it in writing."))
        async with open_talk(models=make_models(server.url), mode="auto", modes=folder) as talk:
            answer = await talk.say("Is my contract valid?")
            decision = (await state_of(talk))["decision"]
        sorting, answering = server.chats
    assert "lawyer: they ask about a contract" in system_of(sorting)
    assert (decision["mode"], decision["because"]) == ("lawyer", "sorted")
    assert "You are a lawyer. It costs $5. Now is Saturday" in system_of(answering)
    assert answer.reply.text == "Ask for it in writing."


def test_a_file_makes_a_mode_at_once_and_one_that_goes_takes_it_away(tmp_path: Path) -> None:
    modes = Modes(tmp_path)
    assert [mode.name for mode in modes()] == [mode.name for mode in MODES]
    (tmp_path / "lawyer.md").write_text(OWN)
    lawyer = modes.named("lawyer")
    assert (lawyer.title, lawyer.description) == ("Lawyer", "Answers questions about contracts.")
    assert [mode.name for mode in modes()][-1] == "lawyer"
    (tmp_path / "lawyer.md").unlink()
    assert modes.named("lawyer").name == "chat", "a session in a mode that is gone goes on in plain chat"


def test_what_is_wrong_with_a_file_is_told_once_with_its_name_and_harms_no_other(tmp_path: Path) -> None:
    (tmp_path / "lawyer.md").write_text(OWN)
    (tmp_path / "broken.md").write_text("You are broken.")
    (tmp_path / "nameless.md").write_text("---\ndescription: x\n---\nYou are.")
    (tmp_path / "empty.md").write_text("---\ntitle: Empty\ndescription: x\n---\n")
    (tmp_path / "odd.md").write_text("---\ntitle: Odd\ndescription: x\ncolour: red\n---\nYou are odd.")
    (tmp_path / "binary.md").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "auto.md").write_text(OWN)
    (tmp_path / "dangling.md").symlink_to(tmp_path / "nowhere")
    (tmp_path / "note.txt").write_text(OWN)
    (tmp_path / "folder").mkdir()
    (tmp_path / ".#lawyer.md").symlink_to("what Emacs leaves while it edits")
    modes = Modes(tmp_path)
    with capture_logs() as logs:
        assert [mode.name for mode in modes()][len(MODES) :] == ["lawyer"]
        modes()
    named = [
        "auto.md",
        "binary.md",
        "broken.md",
        "dangling.md",
        "empty.md",
        "folder",
        "nameless.md",
        "note.txt",
        "odd.md",
    ]
    assert [Path(entry["file"]).name for entry in logs] == named
    told = {problem.file.stem: problem.what for problem in modes.problems()}
    assert sorted(told) == sorted(name.partition(".")[0] for name in named)
    for locale, said in (("en", "colour: red"), ("ru", "одной из"), ("zh", "以下之一")):
        assert said in told["odd"].told(translator(locale))


def test_a_file_that_is_broken_while_it_runs_keeps_its_words_until_it_is_mended(tmp_path: Path) -> None:
    file = tmp_path / "lawyer.md"
    file.write_text(OWN)
    modes = Modes(tmp_path)
    assert modes.named("lawyer").title == "Lawyer"
    file.write_text("half of")
    with capture_logs() as logs:
        assert modes.named("lawyer").title == "Lawyer"
    assert [entry["event"] for entry in logs] == ["mode keeps the words that it had"]
    file.write_text(OWN.replace("title: Lawyer", "title: Advocate"))
    assert modes.named("lawyer").title == "Advocate"
    assert modes.problems() == ()


def test_a_mode_whose_model_there_is_none_of_is_told_and_kept(tmp_path: Path) -> None:
    (tmp_path / "lawyer.md").write_text(OWN.replace("when:", "model: gone\nwhen:"))
    modes = Modes(tmp_path, knows_model=lambda name: name != "gone")
    assert modes.named("lawyer").title == "Lawyer"
    [problem] = modes.problems()
    assert "no model “gone”" in problem.what.told(translator("en"))


@pytest.mark.parametrize(
    ("file", "name"),
    [("consultant", "consultant"), ("voice-notes", "voice notes"), ("voice notes", "voice notes")],
)
def test_a_file_of_a_shipped_modes_name_gives_it_other_words_and_nothing_else(
    tmp_path: Path, file: str, name: str
) -> None:
    (tmp_path / f"{file}.md").write_text("---\ntitle: Host\ndescription: Knows it all.\n---\nYou are a host.")
    modes = Modes(tmp_path)
    host, shipped = modes.named(name), Modes().named(name)
    assert (host.title, host.text, host.node) == ("Host", "You are a host.", shipped.node)
    assert len(modes()) == len(MODES)


async def state_of(talk: Talk) -> dict[str, Any]:
    snapshot = await talk.conversation._graph.aget_state({"configurable": {"thread_id": talk.session}})
    return dict(snapshot.values)
