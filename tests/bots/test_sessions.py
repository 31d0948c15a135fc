"""Sessions as people meet them: begun, listed, opened, changed, removed; and who may see which where."""

import re
from pathlib import Path

from graphs.dialogue import Reply
from tests.bots.conftest import OpenTown, Town
from tests.bots.test_turns import said

GROUP = {"at": "-100", "private": False}


def options(reply: Reply, prompt: str) -> list[str]:
    assert reply.panel is not None
    return [
        option.label for select in reply.panel.selects if select.prompt == prompt for option in select.options
    ]


def chosen(reply: Reply, prompt: str) -> str:
    assert reply.panel is not None
    select = next(select for select in reply.panel.selects if select.prompt == prompt)
    return next((option.label for option in select.options if option.value == select.chosen), "")


def labels(reply: Reply) -> list[str]:
    assert reply.panel is not None
    return [button.label for button in reply.panel.buttons]


async def several(town: Town, titles: list[str], **circumstances: object) -> None:
    for title in titles:
        await town.say("/new", **circumstances)
        await town.say(title, **circumstances)


async def test_sessions_are_listed_page_by_page_and_opened_from_the_list(open_town: OpenTown) -> None:
    async with open_town() as town:
        await several(town, [f"Matter number {number}" for number in range(10)])
        first = await town.say("/sessions")
        assert len(options(first, "Go on with")) == 8
        assert "Page 1 of 2" in first.text
        assert labels(first) == ["Older ›"]
        second = await town.press(first, "Older ›")
        assert second.replaces
        assert labels(second) == ["‹ Newer"]
        older = options(second, "Go on with")
        assert len(older) == 2
        assert not set(older) & set(options(first, "Go on with"))
        opened = await town.choose(second, "Go on with", older[0])
        assert not opened.replaces
        assert older[0] in opened.text
        await town.say("And another thing")
        assert said(town) == [older[0], "And another thing"]


async def test_what_is_not_found_says_where_to_look(open_town: OpenTown) -> None:
    async with open_town() as town:
        assert "/sessions" in (await town.say("/session nothing like it")).text
        assert "/sessions" in (await town.say(f"/session {'0' * 32}")).text


async def test_a_group_lists_only_what_is_shared_there(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("My private heron")
        await town.say("The fair", **GROUP)
        await town.say("Another group's swan", by="bob", at="-200", private=False)
        await town.say("The bazaar", by="bob", **GROUP)
        listed = await town.say("/sessions", **GROUP)
        assert set(options(listed, "Go on with")) == {"The fair", "The bazaar"}
        assert "heron" not in listed.text
        assert "swan" not in listed.text
        aside = await town.say("/sessions", aside=True, **GROUP)
        assert set(options(aside, "Go on with")) == {"The fair", "My private heron"}


async def test_others_public_sessions_are_listed_for_whoever_wants_them(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("The bazaar", by="bob", **GROUP)
        await town.say("The fair", **GROUP)
        await town.say("hello")
        assert "The bazaar" not in options(await town.say("/sessions"), "Go on with")
        await town.press(await town.say("/user"), "Show public sessions")
        listed = await town.say("/sessions")
        assert "The bazaar" in options(listed, "Go on with")
        assert "by Bob" in listed.text
        await town.choose(listed, "Go on with", "The bazaar")
        await town.say("What do you sell?")
        assert said(town)[0].endswith("The bazaar"), "a public session is talked in from a private chat too"


async def test_a_private_session_is_never_opened_where_others_read(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("My private heron")
        private = await town.session()
        await town.say("The fair", **GROUP)
        for circumstances in (GROUP, {**GROUP, "aside": True}):
            refused = await town.say("x", pressed=f"p:s:{private.id}:open", **circumstances)
            assert "heron" not in refused.text
        for look in ("show", "all", "export", "name", "private"):
            refused = await town.say("x", pressed=f"p:s:{private.id}:{look}", filled="x", **GROUP)
            assert "may see here" in refused.text
            assert refused.attachments == ()
        assert (await town.session(at="-100")).id != private.id
        assert "heron" not in (await town.say(f"/session {private.id}", **GROUP)).text
        assert "heron" not in (await town.say("/session heron", **GROUP)).text
        assert "heron" in (await town.say("/session heron")).text


async def test_a_session_made_private_is_no_longer_talked_in_there(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("The fair", **GROUP)
        panel = await town.say("/session", **GROUP)
        withdrawn = await town.press(panel, "Make it private", **GROUP)
        assert "fair" not in withdrawn.text
        assert withdrawn.replaces
        await town.say("hello again", **GROUP)
        assert [words.split(": ")[-1] for words in said(town)] == ["hello again"]
        assert "The fair" not in options(await town.say("/sessions", **GROUP), "Go on with")


async def test_whoever_opened_a_session_that_turns_private_loses_it(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("The fair", **GROUP)
        await town.say("hello", by="bob", **GROUP)
        listed = await town.say("/sessions", by="bob", **GROUP)
        await town.choose(listed, "Go on with", "The fair", by="bob", **GROUP)
        await town.say("I bring cakes", by="bob", **GROUP)
        assert len(said(town)) == 2
        fair = await town.session(at="-100")
        await town.house.stores.sessions.change(fair.id, public=False)
        await town.say("hello?", by="bob", **GROUP)
        assert len(said(town)) == 1


async def test_the_panel_changes_a_session(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("Plans for the fair")
        panel = await town.say("/session")
        assert "**Plans for the fair**" in panel.text
        assert "Assistant" in panel.text
        panel = await town.fill(panel, "Name", "Summer fair")
        assert "**Summer fair**" in panel.text
        assert panel.replaces
        panel = await town.fill(panel, "System message", "You are\na gardener.")
        assert "> You are\n> a gardener." in panel.text
        panel = await town.choose(panel, "Mode", "Chat")
        assert chosen(panel, "Mode") == "Chat"
        panel = await town.choose(panel, "Model", "builtin")
        assert chosen(panel, "Model") == "builtin"
        panel = await town.press(panel, "Make it public")
        assert "Make it private" in labels(panel)
        session = await town.session()
        assert (session.title, session.system_message) == ("Summer fair", "You are\na gardener.")
        assert (session.mode, session.model, session.public) == ("chat", "builtin", True)
        await town.say("hello")
        assert "a gardener." in town.model.asked[-1][0].text


async def test_where_there_are_no_forms_the_next_message_fills_in(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("Plans for the fair")
        panel = await town.say("/session")
        asked = await town.fill(panel, "Name", None)
        assert "/cancel" in asked.text
        renamed = await town.say("Summer fair")
        assert "**Summer fair**" in renamed.text
        assert not renamed.replaces, "there is no pressed message to put it in place of"
        assert (await town.session()).title == "Summer fair"
        await town.say("Summer fair")
        assert said(town)[-1] == "Summer fair", "a question is answered once"
        await town.fill(panel, "Name", None)
        assert (await town.say("/cancel")).text == "Nothing was changed."
        await town.fill(panel, "Name", None)
        await town.say("/help")
        await town.say("Just talk")
        assert (await town.session()).title == "Summer fair", "another command leaves the question behind"
        assert "nothing to cancel" in (await town.say("/cancel")).text


async def test_names_and_messages_that_do_not_fit_are_refused(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("Plans")
        panel = await town.say("/session")
        assert "101 characters" in (await town.fill(panel, "Name", "x" * 101)).text
        assert "needs a name" in (await town.fill(panel, "Name", "  ")).text
        assert "fit" in (await town.say("/system " + "x" * 4001)).text
        assert (await town.session()).title == "Plans"


async def test_somebody_elses_session_can_be_looked_at_and_not_changed(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("The fair", **GROUP)
        panel = await town.say("/session", **GROUP)
        await town.say("hello", by="bob", **GROUP)
        fair = await town.session(at="-100")
        for action in ("private", "remove", "removed", "mode:chat", "model:-", "name", "system", "none"):
            refused = await town.say("x", pressed=f"p:s:{fair.id}:{action}", by="bob", filled="x", **GROUP)
            assert refused.text == "Only whoever began this session may change it."
            assert refused.aside
            assert not refused.replaces
        assert await town.house.stores.sessions.get(fair.id) == fair
        everything = await town.press(panel, "Whole conversation", by="bob", **GROUP)
        assert "The fair" in everything.text
        assert "Remove" not in labels(everything)
        assert "Mode" not in [select.prompt for select in everything.panel.selects]
        for stranger in ({"by": "eve"}, {"by": "eve", "at": "-200", "private": False}):
            refused = await town.say("x", pressed=f"p:s:{fair.id}:all", **stranger)
            assert "fair" not in refused.text


async def test_a_session_is_removed_after_a_confirmation(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("Plans for the fair")
        session = await town.session()
        question = await town.press(await town.say("/session"), "Remove")
        assert "can't be undone" in question.text
        kept = await town.press(question, "Keep it")
        assert "**Plans for the fair**" in kept.text
        question = await town.press(kept, "Remove")
        gone = await town.press(question, "Remove for good")
        assert gone.replaces
        assert await town.house.stores.sessions.get(session.id) is None
        assert await town.house.stores.transcript.all(session.id) == []
        assert (await town.house.conversation.memory(session.id)).messages == 0
        await town.say("hello")
        assert said(town) == ["hello"]
        assert "may see here" in (await town.press(question, "Keep it")).text


async def test_a_reply_goes_on_with_the_session_of_its_message(open_town: OpenTown) -> None:
    async with open_town() as town:
        first = await town.say("About the fair")
        about = town.platform.message_of(first)
        await town.say("/new")
        await town.say("About cakes")
        await town.say("more of it", about=about)
        assert said(town) == ["About the fair", "more of it"]
        assert "About the fair" in (await town.say("/session", about=about)).text
        await town.say("more cakes")
        assert said(town) == ["About cakes", "more cakes"], "a reply leaves open what is open"


async def test_a_reply_to_what_one_may_not_see_goes_to_ones_own_session(open_town: OpenTown) -> None:
    async with open_town() as town:
        heron = await town.say("My private heron")
        about = town.platform.message_of(heron)
        await town.say("hello", by="bob", about=about)
        assert said(town) == ["hello"]
        assert "heron" not in (await town.say("/session", by="bob", about=about)).text
        assert "heron" not in str(town.model.asked[-1])


async def test_details_asked_aside_are_the_whole_conversation(open_town: OpenTown) -> None:
    async with open_town() as town:
        for number in range(10):
            reply = await town.say(f"Question {number}", **GROUP)
        details = await town.say("/session", about=town.platform.message_of(reply), aside=True, **GROUP)
        assert details.aside
        assert all(f"Question {number}" in details.text for number in range(10))
        ordinary = await town.say("/session", **GROUP)
        assert "Question 3" not in ordinary.text


async def test_a_long_conversation_comes_as_a_file(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("x" * 13_000)
        everything = await town.press(await town.say("/session"), "Whole conversation")
        assert len(everything.text) < 3_000
        (file,) = everything.attachments
        assert "x" * 13_000 in Path(file.ref).read_text()  # noqa: ASYNC240


async def test_a_link_goes_on_in_private_with_a_public_session(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("The fair", **GROUP)
        panel = await town.say("/session", **GROUP)
        link = next(button.url for button in panel.panel.buttons if button.url)
        payload = link.partition("start=")[2]
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
        assert "The fair" in (await town.say(f"/start {payload}")).text
        await town.say("from home")
        assert len(said(town)) == 2
        refused = await town.say(f"/start {payload}", by="eve", at="9")
        assert "fair" not in refused.text
        await town.say("hello", by="bob", **GROUP)
        assert "The fair" in (await town.say(f"/start {payload}", by="bob", at="3")).text


async def test_panels_outlive_a_restart(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("Plans for the fair")
        panel = await town.say("/session")
        asked = await town.fill(panel, "Name", None)
        assert asked.text
    async with open_town() as town:
        town.sent = 100
        assert "**Summer fair**" in (await town.say("Summer fair")).text
        button = next(button for button in panel.panel.buttons if button.label == "Make it public")
        assert (await town.say("x", pressed=button.value)).replaces
        assert (await town.session()).public


async def test_every_value_fits_a_button(open_town: OpenTown) -> None:
    async with open_town() as town:
        await several(town, [f"Matter {number}" for number in range(9)])
        for command in (
            "/session",
            "/sessions",
            "/user",
            "/settings",
            "/model",
            "/mode",
            "/system",
            "/search matter",
        ):
            panel = (await town.say(command)).panel
            assert panel is not None, command
            values = [button.value for button in panel.buttons if not button.url]
            values += [option.value for select in panel.selects for option in select.options]
            values += [field.value for field in panel.inputs]
            assert values, command
            assert all(len(value.encode()) < 64 and value.startswith("p:") for value in values), command


async def test_words_from_no_panel_of_ours_are_refused(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("hello")
        session, user = await town.session(), await town.user()
        wrong = ["p:", "p:x", "p:s::", "p:z:1:2", f"p:s:{session.id}:dance", f"p:u:{user.id}:dance"]
        wrong += [
            f"p:s:{session.id}:mode:dance",
            f"p:u:{user.id}:state:asleep",
            f"p:y:{session.id}:use:dance",
        ]
        for value in wrong:
            refused = await town.say("x", pressed=value)
            assert "older version" in refused.text or "may see here" in refused.text, value
            assert not refused.replaces
        assert "no such model" in (await town.say("x", pressed=f"p:s:{session.id}:model:gone")).text
