"""Choosing a session's model, mode and system message; /info, /t, /search, /export."""

import json
from pathlib import Path

import pytest

from tests.bots.conftest import OpenTown
from tests.bots.test_sessions import GROUP, chosen, options


async def test_a_mode_is_chosen_by_name_or_from_the_list(open_town: OpenTown) -> None:
    async with open_town() as town:
        panel = await town.say("/mode")
        assert options(panel, "Mode")[:3] == ["Automatic", "Chat", "Hall consultant"]
        panel = await town.choose(panel, "Mode", "Hall consultant")
        assert panel.replaces
        assert "“Hall consultant”" in panel.text
        assert "“Chat”" in (await town.say("/mode Chat")).text
        assert "“Hall consultant”" in (await town.say("/mode consultent")).text
        assert "no mode “xyzzy”" in (await town.say("/mode xyzzy")).text
        assert (await town.session()).mode == "consultant"


async def test_a_model_is_chosen_and_given_back(open_town: OpenTown) -> None:
    async with open_town() as town:
        panel = await town.say("/model")
        assert chosen(panel, "Model") == "As the mode has it"
        assert "window" in panel.text
        assert chosen(await town.say("/model builtin"), "Model") == "builtin"
        assert "no model “xyzzy”" in (await town.say("/model xyzzy")).text
        assert (await town.session()).model == "builtin"
        await town.say("/model -")
        assert (await town.session()).model is None


async def test_a_model_that_is_gone_breaks_nothing(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("hello")
        session = await town.session()
        await town.house.stores.sessions.change(session.id, model="gpt-∞: no such model")
        for command in ("/model", "/session", "/t", "/info"):
            assert (await town.say(command)).text
        assert (await town.say("hello")).text == "Good."


async def test_a_ready_made_role_is_seen_before_it_is_used(open_town: OpenTown) -> None:
    async with open_town() as town:
        panel = await town.say("/system")
        assert "nothing in particular" in panel.text
        roles = options(panel, "Ready-made roles")
        assert "Translator" in roles
        preview = await town.choose(panel, "Ready-made roles", "Translator")
        assert "Use it" in repr(preview.panel)
        assert (await town.session()).system_message == ""
        used = await town.press(preview, "Use it")
        assert chosen(used, "Ready-made roles") == "Translator"
        told = (await town.session()).system_message
        assert told
        untold = await town.press(used, "Tell it nothing")
        assert "nothing in particular" in untold.text
        await town.say("/system translator")
        assert (await town.session()).system_message == told
        await town.say("/system You are\na pirate.")
        assert (await town.session()).system_message == "You are\na pirate."
        await town.say("/system -")
        assert (await town.session()).system_message == ""


async def test_the_owner_adds_roles(open_town: OpenTown, tmp_path: Path) -> None:
    folder = tmp_path / "presets"
    async with open_town() as town:
        folder.mkdir()
        (folder / "pirate.md").write_text("# Pirate\nTalks like one\n\nYou are a pirate.\n")
        await town.say("/system pirate")
        assert (await town.session()).system_message == "You are a pirate."


async def test_setting_a_new_session_does_not_touch_the_old_one(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.press(await town.say("/user"), "Leave new sessions")
        await town.say("one")
        old = await town.session()
        await town.say("/mode chat")
        await town.say("two")
        new = await town.session()
        assert (new.mode, new.id != old.id) == ("chat", True)
        now = await town.house.stores.sessions.get(old.id)
        assert now is not None
        assert now.mode == "auto"


async def test_tokens_and_the_version_are_told(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("hello")
        tokens = await town.say("/t")
        assert "Messages: 2" in tokens.text
        assert "Tokens used:" in tokens.text
        assert "Window of builtin: unknown" in tokens.text
        assert "estimated" in tokens.text
        about = await town.say("/info")
        assert "Concierge" in about.text
        assert "**builtin**" in about.text
        assert "/export" in about.text


async def test_a_session_is_exported_as_files(open_town: OpenTown) -> None:
    async with open_town() as town:
        assert "Nothing has been said" in (await town.say("/export")).text
        await town.say("Plans for the fair")
        reply = await town.say("/export")
        markdown, document = reply.attachments
        assert (markdown.name, document.name) == ("Plans-for-the-fair.md", "Plans-for-the-fair.json")
        text = Path(markdown.ref).read_text()  # noqa: ASYNC240
        assert text.startswith("# Plans for the fair\n")
        assert "## Ann, " in text
        said = json.loads(Path(document.ref).read_text())  # noqa: ASYNC240
        assert [message["text"] for message in said["messages"]] == ["Plans for the fair", "Good."]
        assert len((await town.say("/export json")).attachments) == 1


async def test_words_are_found_in_ones_own_conversations(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("The heron stands in the pond")
        await town.say("A heron for Bob", by="bob", at="2")
        found = await town.say("/search heron")
        assert "pond" in found.text
        assert "Bob" not in found.text
        opened = await town.choose(found, "Go on with", options(found, "Go on with")[0])
        assert "The heron stands" in opened.text
        assert "nowhere" in (await town.say("/search swan")).text
        assert "/search" in (await town.say("/search")).text
        assert "pond" not in (await town.say("/search heron", **GROUP)).text
        await town.say("Our heron of the fair", **GROUP)
        assert "fair" in (await town.say("/search heron", by="bob", **GROUP)).text


async def test_what_was_found_is_turned_over_page_by_page(open_town: OpenTown) -> None:
    async with open_town() as town:
        for number in range(7):
            await town.say(f"Heron number {number}")
        first = await town.say("/search heron")
        second = await town.press(first, "Older ›")
        assert "Heron number 0" in second.text
        assert "Heron number 1" not in first.text


@pytest.mark.parametrize("locale", ["en", "ru"])
async def test_every_command_answers_in_the_persons_language(open_town: OpenTown, locale: str) -> None:
    from bots.commands import COMMANDS

    async with open_town() as town:
        await town.say("Привет" if locale == "ru" else "Hello")
        for command in COMMANDS:
            reply = await town.say(f"/{command.name}")
            if command.name != "retry":
                letters = set("абвгдежзийклмнопрстуфхцчшщъыьэюя") & set(reply.text.casefold())
                assert bool(letters) == (locale == "ru"), (command.name, reply.text)
