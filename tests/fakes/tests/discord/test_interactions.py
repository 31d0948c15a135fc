"""Slash commands, buttons, lists and forms with a discord.py bot."""

import asyncio

import discord
import pytest
from discord import app_commands, ui

from tests.fakes.discord import NotPossible, Upload


class Choice(ui.View):
    """Two buttons and a list under a message."""

    @ui.button(label="Yes", custom_id="yes", style=discord.ButtonStyle.primary)
    async def yes(self, interaction, button):
        await interaction.response.edit_message(content="You said yes.", view=None)

    @ui.button(label="Later", custom_id="later")
    async def later(self, interaction, button):
        await interaction.response.defer()
        await interaction.edit_original_response(content="Later, then.")

    @ui.button(label="Tell", custom_id="tell")
    async def tell(self, interaction, button):
        await interaction.response.send_message("a secret", ephemeral=True)

    @ui.select(options=[discord.SelectOption(label=name, value=name[0]) for name in ("Red", "Blue")], row=1)
    async def colour(self, interaction, select):
        await interaction.response.edit_message(content=f"picked {select.values}", view=None)


class Form(ui.Modal, title="About you"):
    name = ui.TextInput(label="Name", custom_id="name")

    async def on_submit(self, interaction):
        await interaction.response.send_message(f"Hello {self.name.value}")


def commands(bot):
    tree = bot.tree

    @tree.command(description="Asks")
    async def ask(interaction, question: str, times: app_commands.Range[int, 1, 3] = 1):
        await interaction.response.defer(thinking=True)
        await interaction.followup.send(f"answer to {question} ×{times}")
        await interaction.followup.send("and another thing", ephemeral=True)

    @tree.command(description="Shows choices")
    async def choose(interaction):
        await interaction.response.send_message("Well?", view=Choice())

    @tree.command(description="A form")
    async def form(interaction):
        await interaction.response.send_modal(Form())

    @tree.command(description="Dawdles")
    async def slow(interaction):
        await asyncio.sleep(bot.dawdle)
        try:
            await interaction.response.send_message("late")
        except discord.HTTPException as error:
            bot.refused = error

    @tree.command(description="Finds")
    async def find(interaction, hall: str, who: discord.User, file: discord.Attachment):
        await interaction.response.send_message(f"{hall} {who.display_name} {(await file.read()).decode()}")

    @find.autocomplete("hall")
    async def halls(interaction, current):
        names = ["Blue Hall", "Red Hall"]
        return [app_commands.Choice(name=one, value=one) for one in names if current.lower() in one.lower()]

    group = app_commands.Group(name="settings", description="Settings")

    @group.command(description="Language")
    @app_commands.choices(language=[app_commands.Choice(name="English", value="en")])
    async def locale(interaction, language: app_commands.Choice[str]):
        await interaction.response.send_message(f"{language.value} {interaction.locale.value}")

    tree.add_command(group)


@pytest.fixture
async def bot(fake, connect):
    bot = await connect(commands)
    bot.dawdle, bot.refused = 0.0, None
    await bot.tree.sync()
    yield bot
    assert fake.violations == []


async def test_a_deferred_command_thinks_then_answers_then_follows_up(fake, bot):
    alice = fake.person("Alice")
    used = alice.slash("ask", fake.general, question="why", times=2)
    answer = await fake.answer(used)
    assert (answer.content, answer.edits, answer.ephemeral) == ("answer to why ×2", [], False)
    await fake.world.changes.until(lambda: used.followups, 3)
    assert (used.followups[0].content, used.followups[0].seen_by) == ("and another thing", alice.user)
    lines = fake.conversation(fake.general).splitlines()
    assert lines[1:3] == ["* Alice used /ask question:why times:2", "Concierge: answer to why ×2"]
    assert lines[-1] == "Concierge (only Alice sees this): and another thing"


async def test_the_same_works_in_direct_messages(fake, bot):
    used = fake.person("Alice").slash("ask", question="why")
    assert (await fake.answer(used)).content == "answer to why ×1"


@pytest.mark.parametrize(("label", "text"), [("Yes", "You said yes."), ("Later", "Later, then.")])
async def test_a_pressed_button_changes_its_message(fake, bot, label, text):
    alice = fake.person("Alice")
    message = await fake.answer(alice.slash("choose", fake.general))
    assert "[Yes] [Later] [Tell]" in fake.conversation(fake.general)
    await fake.acknowledged(alice.press(message, label))
    await fake.world.changes.until(lambda: message.content == text, 3, text)


async def test_an_ephemeral_answer_is_for_one_person(fake, bot):
    alice = fake.person("Alice")
    message = await fake.answer(alice.slash("choose"))
    secret = await fake.answer(alice.press(message, "Tell"))
    assert secret.ephemeral
    with pytest.raises(NotPossible):
        fake.person("Bob").press(secret, "Yes")
    with pytest.raises(discord.NotFound):
        await bot.get_partial_messageable(int(alice.dm.id)).fetch_message(int(secret.id))


async def test_a_list_is_picked_from(fake, bot):
    alice = fake.person("Alice")
    message = await fake.answer(alice.slash("choose"))
    with pytest.raises(NotPossible, match="not one of Red, Blue"):
        alice.pick(message, "Green")
    await fake.acknowledged(alice.pick(message, "Blue"))
    assert message.content == "picked ['B']"


async def test_a_form_is_filled_in(fake, bot):
    alice = fake.person("Alice")
    used = await fake.acknowledged(alice.slash("form"))
    with pytest.raises(NotPossible, match="must be filled in"):
        alice.submit(used)
    assert (await fake.answer(alice.submit(used, name="Ann"))).content == "Hello Ann"


async def test_options_of_every_kind_arrive(fake, bot):
    alice = fake.person("Alice")
    file = Upload("a.txt", b"text")
    used = alice.slash("find", fake.general, hall="Blue Hall", who=fake.person("Bob"), file=file)
    assert (await fake.answer(used)).content == "Blue Hall Bob text"


async def test_suggestions_come_while_typing(fake, bot):
    typed = await fake.acknowledged(fake.person("Alice").complete("find", "hall", hall="blu"))
    assert [choice["name"] for choice in typed.choices] == ["Blue Hall"]


async def test_subcommands_choices_and_locale(fake, bot):
    boris = fake.person("Борис", locale="ru")
    used = boris.slash("settings locale", language="English")
    assert (await fake.answer(used)).content == "en ru"


@pytest.mark.parametrize(
    ("command", "options", "reason"),
    [
        ("nothing", {}, "there is no /nothing here; registered: /ask"),
        ("ask", {}, "question is required"),
        ("ask", {"question": "x", "other": 1}, "no option other"),
        ("ask", {"question": "x", "times": 9}, "from 1 to 3"),
        ("ask", {"question": "x", "times": "many"}, "not a whole number"),
        ("settings", {}, "pick one of locale"),
        ("settings locale", {"language": "Klingon"}, "is one of English"),
    ],
)
async def test_discords_client_refuses_what_is_not_registered(fake, bot, command, options, reason):
    with pytest.raises(NotPossible, match=reason):
        fake.person("Alice").slash(command, **options)


async def test_an_answer_after_three_seconds_is_unknown(fake, bot):
    fake.settings.acknowledge_within = 0.1
    bot.dawdle = 0.2
    used = fake.person("Alice").slash("slow")
    await fake.world.changes.until(lambda: bot.refused, 3)
    assert (bot.refused.status, bot.refused.code) == (404, 10062)
    assert used.state(fake.world.clock.now()) == "failed"
    assert "used /slow — The application did not respond" in fake.conversation(used.channel)


async def test_an_interaction_nobody_hears_fails(fake, bot):
    await bot.close()
    used = fake.person("Alice").slash("ask", question="anyone?")
    fake.skip(3.1)
    assert used.state(fake.world.clock.now()) == "failed"


async def answered(rest, used, **body):
    return await rest("POST", f"/interactions/{used.id}/{used.token}/callback", body)


async def registered(fake, rest):
    commands = [{"name": "ask", "description": "Asks"}]
    await rest("PUT", f"/applications/{fake.bot.id}/commands", commands)
    return fake.person("Alice").slash("ask", fake.general)


async def test_a_second_answer_is_refused(fake, rest):
    used = await registered(fake, rest)
    assert await answered(rest, used, type=5) == (204, None)
    status, error = await answered(rest, used, type=4, data={"content": "again"})
    assert (status, error["code"]) == (400, 40060)


async def test_a_refused_form_leaves_the_interaction_open(fake, rest):
    used = await registered(fake, rest)
    status, error = await answered(rest, used, type=4, data={"content": "x" * 2001})
    assert (status, error["code"]) == (400, 50035)
    assert error["errors"]["data"]["content"]["_errors"][0]["code"] == "BASE_TYPE_MAX_LENGTH"
    assert (await answered(rest, used, type=4, data={"content": "x"}))[0] == 204


async def test_kinds_of_answers_must_fit(fake, rest):
    used = await registered(fake, rest)
    for kind in (1, 6, 7, 8):
        status, error = await answered(rest, used, type=kind)
        assert (status, error["code"]) == (400, 50035)


async def test_tokens_serve_fifteen_minutes_and_only_after_an_answer(fake, rest):
    used = await registered(fake, rest)
    webhook = f"/webhooks/{fake.bot.id}/{used.token}"
    assert (await rest("POST", webhook, {"content": "early"}))[1]["code"] == 10015
    await answered(rest, used, type=5, data={"flags": 64})
    status, message = await rest("POST", webhook, {"content": "in time", "flags": 0})
    assert (status, message["id"], message["flags"]) == (200, used.original.id, 64)
    assert (await rest("GET", webhook + "/messages/@original"))[1]["content"] == "in time"
    fake.skip(901)
    status, error = await rest("PATCH", webhook + "/messages/@original", {"content": "too late"})
    assert (status, error["code"]) == (401, 50027)


async def test_follow_ups_ignore_nonces_as_discords_do(fake, rest):
    used = await registered(fake, rest)
    await answered(rest, used, type=4, data={"content": "x"})
    body = {"content": "more", "nonce": "n", "enforce_nonce": True}
    sent = [(await rest("POST", f"/webhooks/{fake.bot.id}/{used.token}", body))[1]["id"] for _ in range(2)]
    assert sent[0] != sent[1]


async def test_a_deleted_thinking_message_is_unknown(fake, rest):
    used = await registered(fake, rest)
    await answered(rest, used, type=5)
    await rest("DELETE", f"/channels/{fake.general.id}/messages/{used.original.id}")
    status, error = await rest("POST", f"/webhooks/{fake.bot.id}/{used.token}", {"content": "x"})
    assert (status, error["code"]) == (404, 10008)


async def test_a_command_for_messages_tells_the_bot_which_message_it_is_about(fake, connect):
    heard: list[discord.Message] = []

    def menu(bot):
        @bot.tree.context_menu(name="Look closer")
        async def look_closer(interaction: discord.Interaction, message: discord.Message) -> None:
            heard.append(message)
            await interaction.response.send_message("Seen.", ephemeral=True)

    bot = await connect(menu)
    await bot.tree.sync()
    alice = fake.person("Alice")
    said = alice.say("look at this", fake.general)
    answer = await fake.answer(alice.menu("Look closer", said))
    assert (answer.content, answer.seen_by) == ("Seen.", alice.user)
    assert [(message.id, message.content) for message in heard] == [(int(said.id), "look at this")]
    with pytest.raises(NotPossible):
        alice.menu("Look away", said)
    with pytest.raises(NotPossible):
        alice.menu("Look closer", answer)
