"""What commands take: parameters, suggestions while somebody types, messages, and where they can be given."""

import asyncio
from collections.abc import Sequence

import pytest

import bots.discord.commands
import bots.discord.interactions
import bots.discord.updates
from bots.commands import COMMANDS, Command, Parameter
from graphs.dialogue import Incoming, Option, Place, Reply, Sender
from tests.fakes.discord import FakeDiscord, Fault, NotPossible
from tests.fakes.discord.rest.call import Answer
from tests.fakes.discord.world.interactions import Callback
from tests.wire.discord.conftest import Bot


async def never_run(_asked, _counter) -> Reply:
    raise AssertionError("the test answers")


MOVE = Command(
    "move",
    "moves a piece",
    never_run,
    (
        Parameter("piece", "which one", choices=(Option("Rook", "R"), Option("King", "K"))),
        Parameter("square", "where to" + " far" * 40, required=True, suggest=True),
        Parameter("why", "your reason"),
    ),
    aside=False,
)


@pytest.fixture(autouse=True)
def table(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (bots.discord.commands, bots.discord.interactions, bots.discord.updates):
        monkeypatch.setattr(module, "COMMANDS", (*COMMANDS, MOVE))


async def test_parameters_arrive_in_the_tables_order(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice")
    async with open_bot() as bot:
        answer = await fake.answer(alice.slash("move", fake.general, why="to win", square="e4", piece="King"))
        assert answer.content == "You said: /move K e4 to win"
        assert not answer.ephemeral
        assert not bot.heard[0].aside
        with pytest.raises(NotPossible):
            alice.slash("move", fake.general, square="e4", piece="Queen")
        with pytest.raises(NotPossible):
            alice.slash("move", fake.general, piece="King")
        await bot.quiet()


async def test_only_what_is_meant_for_one_person_is_told_to_one_alone(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice")
    async with open_bot() as bot:
        for command in COMMANDS:
            needed = {one.name: "x" for one in command.parameters if one.required}
            answer = await fake.answer(alice.slash(command.name, fake.general, **needed))
            assert answer.ephemeral is command.aside
            assert bot.heard[-1].aside is command.aside
            answer = await fake.answer(alice.slash(command.name, **needed))
            assert not answer.ephemeral
        await bot.quiet()


async def test_suggestions_come_while_somebody_types(fake: FakeDiscord, open_bot) -> None:
    asked: list[tuple[Sender, Place, str, str, str]] = []

    async def suggest(sender: Sender, place: Place, *words: str) -> Sequence[Option]:
        asked.append((sender, place, *words))
        odd = (Option("too long", "x" * 101), Option("", "bare"), Option("n" * 300, "named"))
        return (*odd, *(Option(f"Square {number}", f"s{number}") for number in range(40)))

    boris = fake.person("Борис", locale="ru")
    async with open_bot(suggest=suggest) as bot:
        used = await fake.acknowledged(boris.complete("move", "square", fake.general, square="e", piece="K"))
        assert used.callback is Callback.CHOICES
        assert [choice["value"] for choice in used.choices[:3]] == ["bare", "named", "s0"]
        assert len(used.choices) == 25
        sender, place, *words = asked[0]
        assert (sender.id, sender.locale, place.chat, place.private) == (
            boris.id,
            "ru",
            fake.general.id,
            False,
        )
        assert words == ["move", "square", "e"]
        assert bot.heard == []


@pytest.mark.parametrize("trouble", ["slow", "broken", "none"])
async def test_where_nothing_can_be_suggested_the_list_is_empty(fake, open_bot, trouble: str) -> None:
    async def suggest(*_asked) -> Sequence[Option]:
        if trouble == "slow":
            await asyncio.Event().wait()
        raise OSError("the database is gone")

    async with open_bot(suggest=None if trouble == "none" else suggest):
        used = fake.person("Alice").complete("move", "square", square="e")
        await fake.acknowledged(used)
        assert used.choices == []
        assert used.answered_at - used.made_at < 3


async def test_details_of_a_message_are_for_whoever_asks(fake: FakeDiscord, open_bot) -> None:
    alice, bob = fake.person("Alice"), fake.person("Bob")
    async with open_bot() as bot:
        answer = await fake.reply(alice.say(f"{fake.bot.mention} hello", fake.general))
        await bot.quiet()
        details = await fake.answer(bob.menu("Session details", answer))
        assert details.content == "You said: /session"
        assert details.seen_by is bob.user
        heard = bot.heard[-1]
        assert (heard.text, heard.about, heard.aside) == ("/session", answer.id, True)
        mine = await fake.reply(alice.say("hello"))
        await bot.quiet()
        assert (await fake.answer(alice.menu("Session details", mine))).ephemeral
        assert bot.heard[-1].about == mine.id


async def test_messages_of_others_have_no_details(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice", locale="ru")
    async with open_bot() as bot:
        told = await fake.answer(alice.menu("Session details", alice.say("hello all", fake.general)))
        assert told.ephemeral
        assert told.content.startswith("Это сообщение написал не я")
        assert bot.heard == []


async def test_a_reply_to_the_bot_says_which_message_it_is_about(fake: FakeDiscord, open_bot) -> None:
    alice, bob = fake.person("Alice"), fake.person("Bob")
    async with open_bot() as bot:
        answer = await fake.reply(alice.say(f"{fake.bot.mention} hello", fake.general))
        alice.say("/session", reply_to=answer)
        await bot.until(lambda: len(bot.heard) == 2)
        bob.say(f"{fake.bot.mention} and this?", reply_to=alice.say("listen", fake.general))
        await bot.until(lambda: len(bot.heard) == 3)
        assert [heard.about for heard in bot.heard] == ["", answer.id, ""]
        await bot.quiet()


async def test_every_message_of_an_answer_is_known_by_its_name(fake: FakeDiscord, open_bot) -> None:
    """However it was sent: in the channel, in the place of "thinking", or after that for one person alone."""

    async def long(_bot: Bot, _turn, _incoming: Incoming) -> Reply:
        return Reply("\n\n".join(f"Paragraph {number}: " + "words " * 60 for number in range(12)))

    alice = fake.person("Alice")
    async with open_bot(long) as bot:
        alice.say(f"{fake.bot.mention} all", fake.general)
        alice.slash("ask", fake.general, question="all")
        alice.slash("help", fake.general)
        await bot.until(lambda: len(bot.heard) == 3)
        await bot.quiet()
        deliveries = bot.discord._memory.deliveries
        found = [
            await deliveries.turn_of(f"{fake.general.id}/{one.id}") for one in fake.from_bot(fake.general)
        ]
        assert len(found) == 9
        assert {turn: found.count(turn) for turn in set(found)} == {1: 3, 2: 3, 3: 3}


async def test_people_bring_the_bot_along(fake: FakeDiscord, open_bot) -> None:
    alice, bob = fake.person("Alice"), fake.person("Bob")
    among = fake.among(alice, bob)
    async with open_bot() as bot:
        told = {command["name"]: command for command in fake.world.commands.of(None)}
        assert all(one["integration_types"] == [0, 1] for one in told.values())
        assert all(one["contexts"] == [0, 1, 2] for one in told.values())
        answer = await fake.answer(alice.slash("ask", among, question="hello"))
        assert answer.content == "You said: hello"
        assert not bot.heard[0].place.private
        answer = await fake.answer(bob.slash("help", among))
        assert answer.seen_by is bob.user
        assert bot.heard[1].aside
        await bot.quiet()


async def test_a_long_answer_among_people_goes_on_where_the_bot_is_not(fake: FakeDiscord, open_bot) -> None:
    async def long(_bot: Bot, _turn, _incoming: Incoming) -> Reply:
        return Reply("\n\n".join(f"Paragraph {number}: " + "words " * 60 for number in range(12)))

    alice = fake.person("Alice")
    among = fake.among(alice, fake.person("Bob"))
    async with open_bot(long) as bot:
        alice.slash("ask", among, question="all")
        await bot.until(lambda: len(fake.from_bot(among)) == 3)
        await bot.quiet()
        assert not any(message.ephemeral for message in fake.from_bot(among))


async def test_where_people_may_not_install_the_bot_servers_still_have_the_commands(fake, open_bot) -> None:
    fake.settings.user_install = False
    for _start in range(2):
        async with open_bot():
            commands = fake.world.commands.of(None)
            assert all(one["integration_types"] == [0] for one in commands)
            assert all(one["contexts"] == [0, 1] for one in commands)
            await asyncio.sleep(0.05)
    assert len(fake.calls("PUT", "/applications/*/commands")) == 1


async def test_descriptions_are_translated_and_fit(fake: FakeDiscord, open_bot) -> None:
    async with open_bot():
        told = {command["name"]: command for command in fake.world.commands.of(None)}
        square, piece, why = told["move"]["options"]
        assert (square["name"], piece["name"], why["name"]) == ("square", "piece", "why")
        assert square["autocomplete"]
        assert len(square["description"]) == 100
        assert [choice["value"] for choice in piece["choices"]] == ["R", "K"]
        assert told["Session details"]["name_localizations"]["ru"] == "Сведения о беседе"


async def test_suggestions_that_discord_does_not_take_at_once_are_told_again(fake, open_bot) -> None:
    async def suggest(*_asked) -> Sequence[Option]:
        return [Option("e4", "e4")]

    async with open_bot(suggest=suggest):
        fake.faults.add(Fault("POST", "/interactions/*", answer=Answer(503, {"message": "unwell"})))
        used = await fake.acknowledged(fake.person("Alice").complete("move", "square", square="e"))
        assert used.choices == [{"name": "e4", "value": "e4"}]
