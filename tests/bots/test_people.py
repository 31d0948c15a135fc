"""A person's own settings: /user, /settings, states, and what a new session begins with."""

from storage.users import User
from tests.bots.conftest import OpenTown, Town
from tests.bots.test_sessions import GROUP, chosen, labels, options
from tests.bots.test_turns import said


async def test_the_panel_changes_a_persons_settings(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("hello")
        panel = await town.say("/user")
        assert "**Ann**" in panel.text
        assert "fake ann" in panel.text
        assert "500 tokens" in panel.text
        panel = await town.fill(panel, "Longest answer", "900")
        panel = await town.fill(panel, "System message", "Be brief.")
        panel = await town.press(panel, "Show public sessions")
        panel = await town.press(panel, "Leave new sessions")
        panel = await town.choose(panel, "Model", "builtin")
        panel = await town.choose(panel, "State", "New")
        assert panel.replaces
        assert "900 tokens" in panel.text
        assert "> Be brief." in panel.text
        assert chosen(panel, "State") == "New"
        assert {"Hide public sessions", "Stay in new sessions"} <= set(labels(panel))
        user: User = await town.user()
        assert (user.max_tokens, user.system_message, user.show_public) == (900, "Be brief.", True)
        assert (user.attach, user.model, user.state) == (False, "builtin", "new")


async def test_new_sessions_begin_as_their_creator_wishes(open_town: OpenTown) -> None:
    async with open_town() as town:
        panel = await town.say("/settings")
        panel = await town.fill(panel, "System message", "You are a gardener.")
        assert "How your sessions begin" in panel.text, "it stays the panel that it was"
        await town.choose(panel, "Model", "builtin")
        for place in ({}, {"at": "2"}):
            await town.say("hello", **place)
            session = await town.session(at=place.get("at", "1"))
            assert (session.system_message, session.model) == ("You are a gardener.", "builtin")
            assert "gardener" in town.model.asked[-1][0].text
        await town.say("/new")
        assert (await town.session()).system_message == "You are a gardener."
        await town.say("hello", **GROUP)
        assert (await town.session(at="-100")).system_message == "", "others could read it there"
        assert "gardener" not in str(town.model.asked[-1])


async def test_numbers_that_are_none_are_refused(open_town: OpenTown) -> None:
    async with open_town() as town:
        panel = await town.say("/user")
        for wrong in ("0", "-5", "many", "1.5", "9" * 6, ""):
            assert "whole number" in (await town.fill(panel, "Longest answer", wrong)).text
        assert (await town.user()).max_tokens == 500
        asked = await town.fill(panel, "Longest answer", None)
        assert "example 500" in asked.text
        await town.say("700")
        assert (await town.user()).max_tokens == 700


async def test_who_is_off_gets_no_answer_but_to_commands(open_town: OpenTown) -> None:
    async with open_town() as town:
        question = await town.say("/user")
        off = await town.choose(question, "State", "Off")
        assert "silent" in off.text
        assert await town.is_silent("hello")
        assert await town.is_silent("hello, all", **GROUP)
        assert town.model.asked == []
        assert "/help" in (await town.say("/start")).text
        asked = await town.fill(off, "System message", None)
        assert asked.text
        assert "Be brief." in (await town.say("Be brief.")).text, "what was asked for is heard"
        await town.choose(off, "State", "Active")
        assert (await town.say("hello")).text == "Good."
        await town.choose(off, "State", "Off")
        await town.say("/new")
        assert (await town.say("hello")).text == "Good.", "whoever asks for a session wants to talk"


async def talk(town: Town, *words: str) -> list[list[str]]:
    heard: list[list[str]] = []
    for text in words:
        await town.say(text)
        heard.append(said(town))
    return heard


async def test_who_stays_goes_on_and_who_leaves_begins_anew(open_town: OpenTown) -> None:
    async with open_town() as town:
        assert await talk(town, "one", "two") == [["one"], ["one", "two"]]
        await town.say("/new")
        assert await talk(town, "three", "four") == [["three"], ["three", "four"]]
        await town.press(await town.say("/user"), "Leave new sessions")
        await town.say("/new")
        assert await talk(town, "five", "six", "seven") == [["five"], ["six"], ["seven"]]
        listed = await town.say("/sessions")
        assert {"five", "six", "seven"} <= set(options(listed, "Go on with"))
        await town.choose(listed, "Go on with", "five")
        assert await talk(town, "eight", "nine") == [["five", "eight"], ["five", "eight", "nine"]]


async def test_an_open_question_keeps_whoever_leaves_in_its_session(open_town: OpenTown) -> None:
    from tests.bots.test_turns import ATRIUM
    from tests.graphs.scripted import call

    async with open_town([call("create_booking", **ATRIUM)]) as town:
        await town.press(await town.say("/user"), "Leave new sessions")
        question = await town.say("Book the Atrium tomorrow from 18 to 20")
        assert question.panel is not None
        done = await town.say("yes")
        assert "/b/" in done.text


async def test_clear_keeps_the_settings_and_the_old_transcript(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("/system You are a gardener.")
        await town.say("/mode chat")
        await town.say("About roses")
        old = await town.session()
        assert "/sessions" in (await town.say("/clear")).text
        new = await town.session()
        assert new.id != old.id
        assert (new.system_message, new.mode) == ("You are a gardener.", "chat")
        assert len(await town.house.stores.transcript.all(old.id)) == 2
        await town.say("/clear")
        assert (await town.session()).id == new.id, "one in which nobody has spoken is fresh already"
        assert await talk(town, "hello") == [["hello"]]


async def test_all_sessions_are_removed_after_a_confirmation(open_town: OpenTown) -> None:
    async with open_town() as town:
        for text in ("one", "/new", "two"):
            await town.say(text)
        await town.say("Bob's own", by="bob", at="2")
        question = await town.press(await town.say("/user"), "Remove all my sessions")
        assert "all 2 of your sessions" in question.text
        assert "**Ann**" in (await town.press(question, "Keep them")).text
        await town.press(question, "Remove all for good")
        ann, bob = await town.user(), await town.user("bob")
        page = town.house.stores.sessions.page
        assert (await page(ann.id, place=None, with_public=False, offset=0, limit=9)).total == 0
        assert (await page(bob.id, place=None, with_public=False, offset=0, limit=9)).total == 1
        assert await talk(town, "hello") == [["hello"]]


async def test_a_panel_of_somebody_else_cannot_be_pressed(open_town: OpenTown) -> None:
    async with open_town() as town:
        panels = [await town.say(command, **GROUP) for command in ("/user", "/settings")]
        await town.say("hello", by="bob", **GROUP)
        before = await town.user(), await town.user("bob")
        for panel in panels:
            assert panel.panel is not None
            values = [button.value for button in panel.panel.buttons]
            values += [field.value for field in panel.panel.inputs]
            values += [
                option.value
                for select in panel.panel.selects
                for option in select.options
                if select.prompt != "Session"
            ]
            for value in values:
                refused = await town.say("x", pressed=value, filled="7", by="bob", **GROUP)
                assert "somebody else's" in refused.text
                assert refused.aside
        assert (await town.user(), await town.user("bob")) == before


async def test_a_panel_in_a_group_tells_nothing_private(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.fill(await town.say("/user"), "System message", "The heron is my secret.")
        await town.say("My private swan")
        await town.say("The fair", **GROUP)
        panels = [
            await town.say(command, **GROUP) for command in ("/user", "/settings", "/sessions", "/session")
        ]
        panels += [await town.press(panels[0], "Show public sessions", **GROUP)]
        for panel in panels:
            assert "heron" not in repr(panel)
            assert "swan" not in repr(panel)
        aside = await town.say("/user", aside=True, **GROUP)
        assert "heron" in aside.text
