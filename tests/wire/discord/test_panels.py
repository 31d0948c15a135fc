"""Panels that stay: pressed again and again, filled in by forms, changed where they stand."""

import asyncio

import pytest

from graphs.dialogue import Button, Incoming, Input, Option, Panel, Reply, Select
from tests.fakes.discord import FakeDiscord, Fault, NotPossible, Permission
from tests.fakes.discord.rest.call import Answer
from tests.fakes.discord.world.interactions import Callback
from tests.wire.discord.conftest import Bot

NAME = "p:s:1:name"
MOODS = tuple(Option(mood.title(), f"p:s:1:mood:{mood}") for mood in ("calm", "merry"))


class Settings:
    """One session's panel, as commands make it."""

    def __init__(self, *, replaces: bool = True) -> None:
        self.name, self.mood, self.public, self.longest = "My session", "calm", False, 60
        self.replaces = replaces

    async def __call__(self, _bot: Bot, _turn, incoming: Incoming) -> Reply:
        if incoming.filled is not None:
            self.name = incoming.filled
        elif incoming.pressed.startswith("p:s:1:mood:"):
            self.mood = incoming.pressed.rpartition(":")[2]
        elif incoming.pressed == "p:s:1:public":
            self.public = not self.public
        return Reply(self.text, self.panel, replaces=self.replaces and incoming.pressed != "")

    @property
    def text(self) -> str:
        return f"{self.name or 'nameless'}, {self.mood}, {'public' if self.public else 'private'}"

    @property
    def panel(self) -> Panel:
        return Panel(
            rows=((Button("Public", "p:s:1:public"),),),
            selects=(Select("Mood", MOODS, f"p:s:1:mood:{self.mood}"),),
            inputs=(Input("Name", NAME, self.name, longest=self.longest),),
        )


def default_of(message) -> list[str]:
    return [
        option["label"]
        for row in message.components
        for one in row["components"]
        for option in one.get("options", ())
        if option.get("default")
    ]


@pytest.mark.parametrize("private", [True, False])
async def test_a_press_changes_the_panel_where_it_stands(fake: FakeDiscord, open_bot, private: bool) -> None:
    alice = fake.person("Alice")
    async with open_bot(Settings()) as bot:
        panel = await fake.answer(alice.slash("session", None if private else fake.general))
        assert panel.ephemeral is not private
        assert default_of(panel) == ["Calm"]
        for state in ("public", "private", "public"):
            used = alice.press(panel, "Public")
            await bot.until(lambda state=state: panel.content.endswith(state))
            assert used.callback is Callback.DEFERRED_UPDATE
        alice.pick(panel, "Merry")
        await bot.until(lambda: "merry" in panel.content)
        await bot.quiet()
        assert default_of(panel) == ["Merry"]
        assert fake.from_bot(panel.channel) == [panel]
        assert {heard.aside for heard in bot.heard} == {not private}


async def test_a_panel_in_a_channel_is_changed_there_too(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice")
    async with open_bot(Settings()) as bot:
        panel = await fake.reply(alice.say(f"{fake.bot.mention} /session", fake.general))
        alice.press(panel, "Public")
        await bot.until(lambda: "public" in panel.content)
        await bot.quiet()
        assert fake.from_bot(fake.general) == [panel]
        assert not bot.heard[1].aside


async def test_an_input_opens_a_form_and_what_is_filled_in_arrives(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice")
    async with open_bot(Settings()) as bot:
        panel = await fake.answer(alice.slash("session", fake.general))
        await bot.quiet()
        opened = await fake.acknowledged(alice.press(panel, "Name"))
        assert opened.modal is not None
        assert opened.modal["title"] == "Name"
        field = opened.modal["components"][0]["component"]
        assert (field["value"], field["max_length"], field["style"]) == ("My session", 60, 1)
        assert len(bot.heard) == 1
        sent = alice.submit(opened, **{field["custom_id"]: "Travels"})
        await bot.until(lambda: panel.content.startswith("Travels"))
        await bot.quiet()
        assert sent.callback is Callback.DEFERRED_UPDATE
        heard = bot.heard[1]
        assert (heard.pressed, heard.filled, heard.text, heard.aside) == (NAME, "Travels", "Name", True)
        assert heard.message == panel.id


async def test_a_form_shows_what_the_panel_says_now_and_after_a_restart(fake: FakeDiscord, open_bot) -> None:
    alice, settings = fake.person("Alice"), Settings()
    async with open_bot(settings) as bot:
        panel = await fake.answer(alice.slash("session", fake.general))
        await bot.quiet()
        opened = await fake.acknowledged(alice.press(panel, "Name"))
        field = opened.modal["components"][0]["component"]
        alice.submit(opened, **{field["custom_id"]: "Travels"})
        await bot.until(lambda: panel.content.startswith("Travels"))
        await bot.quiet()
    fake.skip(901)
    async with open_bot(settings) as bot:
        opened = await fake.acknowledged(alice.press(panel, "Name"))
        field = opened.modal["components"][0]["component"]
        assert field["value"] == "Travels"
        alice.submit(opened, **{field["custom_id"]: ""})
        await bot.until(lambda: panel.content.startswith("nameless"))
        await bot.quiet()


async def test_a_form_opens_empty_where_its_words_are_not_found(fake: FakeDiscord, open_bot) -> None:
    alice, settings = fake.person("Alice"), Settings()
    settings.longest = 9_999
    async with open_bot(settings) as bot:
        panel = await fake.answer(alice.slash("session"))
        await bot.quiet()
        settings.name = ""
        alice.press(panel, "Public")
        await bot.until(lambda: panel.content.startswith("nameless"))
        await bot.quiet()
        opened = await fake.acknowledged(alice.press(panel, "Name"))
        field = opened.modal["components"][0]["component"]
        assert "value" not in field
        assert field["max_length"] == 4000


async def test_a_closed_form_can_be_opened_again(fake: FakeDiscord, open_bot) -> None:
    async def once(_bot, _turn, incoming):
        if incoming.filled is not None:
            return Reply(f"Noted: {incoming.filled}")
        return Reply("What is it about?", Panel(inputs=(Input("Topic", "topic:1", lines=True),)))

    alice = fake.person("Alice")
    async with open_bot(once) as bot:
        question = await fake.reply(alice.say("write"))
        await bot.quiet()
        await fake.acknowledged(alice.press(question, "Topic"))
        opened = await fake.acknowledged(alice.press(question, "Topic"))
        field = opened.modal["components"][0]["component"]
        assert field["style"] == 2
        sent = alice.submit(opened, **{field["custom_id"]: "ships"})
        assert (await fake.reply(question)).content == "Noted: ships"
        await bot.quiet()
        assert sent.callback is Callback.UPDATE
        with pytest.raises(NotPossible):
            alice.press(question, "Topic")


async def test_what_was_filled_in_counts_although_the_panel_has_changed(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice")
    async with open_bot(Settings()) as bot:
        panel = await fake.answer(alice.slash("session"))
        await bot.quiet()
        opened = await fake.acknowledged(alice.press(panel, "Name"))
        panel.components = []
        alice.submit(opened, **{opened.modal["components"][0]["component"]["custom_id"]: "Travels"})
        await bot.until(lambda: panel.content.startswith("Travels"))
        await bot.quiet()


async def test_a_slow_store_keeps_no_form_from_opening(fake: FakeDiscord, open_bot, monkeypatch) -> None:
    alice = fake.person("Alice")
    async with open_bot(Settings()) as bot:
        panel = await fake.answer(alice.slash("session"))
        await bot.quiet()

        async def never(_ref):
            await asyncio.Event().wait()

        monkeypatch.setattr(bot.discord._memory.deliveries, "turn_of", never)
        opened = await fake.acknowledged(alice.press(panel, "Name"))
        assert "value" not in opened.modal["components"][0]["component"]


async def test_nobody_fills_in_anothers_form(fake: FakeDiscord, open_bot) -> None:
    alice, bob = fake.person("Alice"), fake.person("Bob")
    async with open_bot(Settings()) as bot:
        panel = await fake.reply(alice.say(f"{fake.bot.mention} /session", fake.general))
        told = await fake.answer(bob.press(panel, "Name"))
        assert told.seen_by is bob.user
        assert len(bot.heard) == 1
        await bot.quiet()


async def test_what_lasts_stays_under_older_answers(fake: FakeDiscord, open_bot) -> None:
    async def mixed(_bot, _turn, incoming):
        if incoming.pressed:
            return Reply(f"pressed {incoming.pressed}")
        rows = ((Button("Now", "once:1"), Button("Always", "p:u::x")),)
        return Reply(incoming.text, Panel(rows=rows))

    alice = fake.person("Alice")
    async with open_bot(mixed) as bot:
        first = await fake.reply(alice.say("one"))
        await bot.quiet()
        second = await fake.reply(alice.say("two"))
        await bot.until(lambda: len(first.components[0]["components"]) == 1)
        await bot.quiet()
        alice.press(second, "Now")
        await bot.until(lambda: len(bot.heard) == 3)
        await bot.quiet()
        alice.press(first, "Always")
        alice.press(first, "Always")
        await bot.until(lambda: len(bot.heard) == 5)
        await bot.quiet()
        labels = [(one["label"], one.get("disabled", False)) for one in second.components[0]["components"]]
        assert labels == [("Now", True), ("Always", False)]
        alice.press(second, "Always")
        await bot.until(lambda: len(bot.heard) == 6)
        await bot.quiet()


async def test_a_changed_panel_ends_no_question_and_is_never_changed_back(fake, open_bot) -> None:
    settings = Settings()

    async def both(bot, turn, incoming):
        if "book" in incoming.text:
            return Reply("Shall I?", Panel(rows=((Button("Yes", "confirm:1"),),)))
        if incoming.text == "thanks":
            return Reply("With pleasure.")
        reply = await settings(bot, turn, incoming)
        once = (Button("Undo", f"undo:{turn.id}"),)
        return Reply(
            reply.text, Panel((*reply.panel.rows, once), reply.panel.selects), replaces=reply.replaces
        )

    alice = fake.person("Alice")
    async with open_bot(both) as bot:
        panel = await fake.reply(alice.say("/session"))
        await bot.quiet()
        alice.press(panel, "Public")
        await bot.until(lambda: "public" in panel.content)
        await bot.quiet()
        question = await fake.reply(alice.say("book it"))
        await bot.quiet()
        await bot.until(lambda: "Undo" not in str(panel.components))
        assert "public" in panel.content
        alice.press(panel, "Public")
        await bot.until(lambda: "private" in panel.content)
        await bot.quiet()
        alice.press(question, "Yes")
        await bot.until(lambda: len(bot.heard) == 5)
        await bot.quiet()
        await fake.reply(alice.say("thanks"))
        await bot.quiet()
        await asyncio.sleep(0.1)
        assert "private" in panel.content


async def test_rows_move_together_so_that_a_panel_stands_under_one_message(fake, open_bot) -> None:
    async def wide(_bot, _turn, _incoming):
        rows = tuple((Button(f"Session {n}", f"p:l::open:{n}"),) for n in range(8))
        return Reply("Sessions", Panel(rows=(*rows, (Button("Next", "p:l::page:2"),))))

    async with open_bot(wide) as bot:
        panel = await fake.answer(fake.person("Alice").slash("sessions"))
        await bot.quiet()
        assert [len(row["components"]) for row in panel.components] == [5, 4]
        assert fake.from_bot(panel.channel) == [panel]


async def test_a_panel_that_was_put_away_is_answered_by_a_new_one(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice")
    async with open_bot(Settings()) as bot:
        panel = await fake.answer(alice.slash("session", fake.general))
        await bot.quiet()
        alice.press(panel, "Public")
        panel.deleted = True
        await bot.until(lambda: [m for m in fake.from_bot(fake.general) if "public" in m.content])
        await bot.quiet()
        (new,) = fake.from_bot(fake.general)
        assert new.seen_by is alice.user
        assert fake.from_bot(alice.dm) == []


async def test_a_replayed_press_changes_the_same_panel(fake: FakeDiscord, open_bot) -> None:
    async def never(_bot, _turn, incoming):
        if incoming.pressed:
            await asyncio.Event().wait()
        return await settings(_bot, _turn, incoming)

    alice, settings = fake.person("Alice"), Settings()
    async with open_bot(never) as bot:
        panel = await fake.reply(alice.say(f"{fake.bot.mention} /session", fake.general))
        await bot.quiet()
        await fake.acknowledged(alice.press(panel, "Public"))
        await bot.until(lambda: len(bot.heard) == 2)
        await asyncio.sleep(0.05)
    async with open_bot(settings) as bot:
        await bot.until(lambda: "public" in panel.content)
        await bot.quiet()
    async with open_bot(settings) as bot:
        await bot.quiet()
        assert fake.from_bot(fake.general) == [panel]


async def test_a_press_that_is_answered_late_changes_the_panel_without_its_token(fake, open_bot) -> None:
    go_on = asyncio.Event()
    settings = Settings()

    async def slowly(bot, turn, incoming):
        if incoming.pressed:
            await go_on.wait()
        return await settings(bot, turn, incoming)

    alice = fake.person("Alice")
    async with open_bot(slowly) as bot:
        panel = await fake.reply(alice.say(f"{fake.bot.mention} /session", fake.general))
        await bot.quiet()
        await fake.acknowledged(alice.press(panel, "Public"))
        fake.skip(901)
        go_on.set()
        await bot.until(lambda: "public" in panel.content)
        await bot.quiet()
        assert fake.from_bot(fake.general) == [panel]
        opened = await fake.acknowledged(alice.press(panel, "Name"))
        assert opened.modal["components"][0]["component"]["value"] == "My session"


async def test_a_draft_that_was_shown_makes_room_for_the_changed_panel(fake: FakeDiscord, open_bot) -> None:
    settings = Settings()

    async def drafting(bot, turn, incoming):
        if incoming.pressed:
            await bot.draft(turn, incoming, "one moment")
            await bot.until(lambda: len(fake.from_bot(fake.general)) == 2)
        return await settings(bot, turn, incoming)

    alice = fake.person("Alice")
    async with open_bot(drafting) as bot:
        panel = await fake.reply(alice.say(f"{fake.bot.mention} /session", fake.general))
        await bot.quiet()
        alice.press(panel, "Public")
        await bot.until(lambda: "public" in panel.content)
        await bot.quiet()
        assert fake.from_bot(fake.general) == [panel]


@pytest.mark.parametrize("asking", ["press", "ask"])
async def test_an_answer_aside_is_seen_by_one_person(fake: FakeDiscord, open_bot, asking: str) -> None:
    async def secret(bot, turn, incoming):
        if incoming.text.startswith("what"):
            return Reply("Yours.", Panel(rows=((Button("Look", "p:u::look"),),)))
        await bot.draft(turn, incoming, "thinking")
        await asyncio.sleep(0.2)
        return Reply("a secret", aside=True)

    alice = fake.person("Alice")
    async with open_bot(secret) as bot:
        if asking == "press":
            panel = await fake.reply(alice.say(f"{fake.bot.mention} what is there?", fake.general))
            alice.press(panel, "Look")
        else:
            alice.slash("ask", fake.general, question="tell me")
        await bot.until(lambda: [m for m in fake.from_bot(fake.general) if m.content == "a secret"])
        await bot.quiet()
        said = [message for message in fake.from_bot(fake.general) if message.content != "Yours."]
        assert [(message.content, message.seen_by) for message in said] == [("a secret", alice.user)]


async def test_an_answer_aside_takes_no_place_that_others_see(fake: FakeDiscord, open_bot) -> None:
    async def secret(_bot, _turn, incoming):
        if incoming.pressed:
            return Reply("a secret", aside=True, replaces=True)
        return Reply("Yours.", Panel(rows=((Button("Look", "p:u::look"),),)))

    alice = fake.person("Alice")
    async with open_bot(secret) as bot:
        panel = await fake.reply(alice.say(f"{fake.bot.mention} what is there?", fake.general))
        await bot.quiet()
        alice.press(panel, "Look")
        await bot.until(lambda: len(fake.from_bot(fake.general)) == 2)
        await bot.quiet()
        assert panel.content == "Yours."
        assert fake.from_bot(fake.general)[1].seen_by is alice.user


async def test_nothing_private_is_written_where_others_read(fake: FakeDiscord, open_bot) -> None:
    """As commands do it: what is private is in answers to what came aside, and in no others."""

    async def details(_bot, _turn, incoming):
        words = "my system message" if incoming.aside else "a session"
        rows = ((Button("Public", "p:s:1:public"),),)
        panel = Panel(rows, inputs=(Input("Name", NAME, words),))
        return Reply(words, panel, aside=incoming.aside, replaces=incoming.pressed != "")

    alice, bob = fake.person("Alice"), fake.person("Bob")
    async with open_bot(details) as bot:
        public = await fake.reply(alice.say(f"{fake.bot.mention} /session", fake.general))
        private = await fake.answer(alice.slash("session", fake.general))
        await bot.quiet()
        for panel in (public, private, public, private):
            heard = len(bot.heard)
            alice.press(panel, "Public")
            opened = await fake.acknowledged(alice.press(panel, "Name"))
            field = opened.modal["components"][0]["component"]
            alice.submit(opened, **{field["custom_id"]: "Travels"})
            await bot.until(lambda heard=heard: len(bot.heard) == heard + 2)
            await bot.quiet()
            assert {one.aside for one in bot.heard[heard:]} == {panel is private}
        told = await fake.answer(bob.press(public, "Public"))
        with pytest.raises(NotPossible):
            bob.press(private, "Public")
        shown = fake.from_bot(fake.general)
        assert shown == [public, private, told]
        assert [message.seen_by for message in shown] == [None, alice.user, bob.user]
        seen_by_bob = [message for message in shown if message.seen_by is not alice.user]
        assert all("my system message" not in str(message.payload(fake.bot)) for message in seen_by_bob)
        assert (public.content, private.content) == ("a session", "my system message")
        assert all("my system message" not in str(edit) for edit in public.edits)


async def test_nothing_private_is_written_where_others_read_after_a_restart(fake, open_bot) -> None:
    async def never(bot, turn, incoming):
        if incoming.pressed:
            await asyncio.Event().wait()
        return await details(bot, turn, incoming)

    async def details(_bot, _turn, incoming):
        words = "my system message" if incoming.aside else "a session"
        panel = Panel(((Button("Public", "p:s:1:public"),),))
        return Reply(words, panel, replaces=incoming.pressed != "")

    alice = fake.person("Alice")
    async with open_bot(never) as bot:
        private = await fake.answer(alice.slash("session", fake.general))
        await bot.quiet()
        await fake.acknowledged(alice.press(private, "Public"))
        await bot.until(lambda: len(bot.heard) == 2)
        await asyncio.sleep(0.05)
    fake.skip(901)
    async with open_bot(details) as bot:
        await bot.until(lambda: fake.from_bot(alice.dm))
        await bot.quiet()
        assert [message.content for message in fake.from_bot(alice.dm)] == ["my system message"]
        assert all(message.seen_by is alice.user for message in fake.from_bot(fake.general))


async def test_an_answer_aside_never_comes_to_the_channel_however_late(fake, open_bot) -> None:
    go_on = asyncio.Event()

    async def secret(_bot, _turn, _incoming):
        await go_on.wait()
        return Reply("a secret", aside=True)

    alice = fake.person("Alice")
    async with open_bot(secret) as bot:
        await fake.acknowledged(alice.slash("ask", fake.general, question="tell me"))
        await bot.until(lambda: bot.heard)
        fake.skip(901)
        go_on.set()
        await bot.quiet()
        assert fake.from_bot(fake.general) == []
        assert [message.content for message in fake.from_bot(alice.dm)] == ["a secret"]
        assert "a secret" not in fake.conversation(fake.general)


async def test_a_panel_where_the_bot_may_not_write_is_changed_by_the_press_itself(fake, open_bot) -> None:
    alice = fake.person("Alice")
    async with open_bot(Settings()) as bot:
        panel = await fake.reply(alice.say(f"{fake.bot.mention} /session", fake.general))
        await bot.quiet()
        fake.forbid(fake.general, Permission.SEND_MESSAGES | Permission.VIEW_CHANNEL)
        alice.press(panel, "Public")
        await bot.until(lambda: "public" in panel.content)
        await bot.quiet()


async def test_a_press_on_a_lasting_button_twice_at_once_counts_twice(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice")
    async with open_bot(Settings()) as bot:
        panel = await fake.answer(alice.slash("session"))
        await bot.quiet()
        alice.press(panel, "Public")
        alice.press(panel, "Public")
        await bot.until(lambda: len(bot.heard) == 3)
        await bot.quiet()
        assert panel.content.endswith("private")


async def test_a_form_that_can_not_be_opened_at_once_is_tried_again(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice")
    async with open_bot(Settings()) as bot:
        panel = await fake.answer(alice.slash("session"))
        await bot.quiet()
        unwell = Answer(503, {"message": "unwell"})
        fake.faults.add(Fault("POST", "/interactions/*", answer=unwell))
        opened = await fake.acknowledged(alice.press(panel, "Name"))
        assert opened.modal is not None
