"""How answers grow, arrive whole, and arrive once, whatever goes wrong on the way."""

import asyncio
import re

import pytest

from bots.pacing import DISCORD, Limits, Pacer, Rate
from graphs.dialogue import Attachment, Incoming, Reply
from tests.fakes.discord import FakeDiscord, Fault, Permission
from tests.wire.discord.conftest import Bot, Calling

POST, EDIT = "/channels/{channel_id}/messages", "/channels/{channel_id}/messages/{message_id}"
ORIGINAL = "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"
STORY = [f"Once upon a time {' '.join(f'word{number}' for number in range(end))}" for end in range(1, 9)]


async def telling(bot: Bot, turn, incoming: Incoming) -> Reply:
    """Tells a story in drafts; the end of it comes last."""
    for draft in STORY:
        await bot.draft(turn, incoming, draft)
        await asyncio.sleep(0.06)
    return Reply(f"{STORY[-1]} the end.")


def said(fake: FakeDiscord, person: str = "Alice") -> list[str]:
    return [message.content for message in fake.from_bot(fake.person(person).dm)]


async def test_it_types_at_once_shows_the_first_words_and_grows(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice")
    async with open_bot(telling) as bot:
        asked = alice.say("tell me a story")
        await bot.until(lambda: fake.bot.id in alice.dm.typing, 1.0)
        first = await fake.reply(asked, within=1.0)
        assert first.content.startswith("Once upon a time")
        await bot.quiet()
        assert first.content.endswith("the end.")
        assert len(first.edits) >= 2
        assert all(
            later.startswith(earlier) for earlier, later in zip(first.edits, first.edits[1:], strict=False)
        )
        assert len(said(fake)) == 1


async def test_an_answer_to_a_command_grows_in_its_place(fake: FakeDiscord, open_bot) -> None:
    async with open_bot(telling) as bot:
        used = fake.person("Alice").slash("ask", fake.general, question="a story")
        answer = await fake.answer(used, within=1.5)
        assert not answer.content.endswith("the end.")
        await bot.quiet()
        assert answer.content.endswith("the end.")
        assert len(fake.from_bot(fake.general)) == 1
        assert fake.calls("POST", "/channels/*/typing") == []


async def test_an_answer_that_is_there_at_once_is_sent_once(fake: FakeDiscord, open_bot) -> None:
    async def instant(bot, turn, incoming):
        for draft in ("It", "It is", "It is free."):
            await bot.draft(turn, incoming, draft)
        return Reply("It is free.")

    async with open_bot(instant) as bot:
        answer = await fake.reply(fake.person("Alice").say("is it free?"))
        await bot.quiet()
        assert (answer.content, answer.edits) == ("It is free.", [])
        assert len(fake.calls("POST", POST)) == 1
        assert fake.calls("PATCH", EDIT) == []


async def test_a_long_answer_grows_over_several_messages_and_nothing_is_left_of_drafts(
    fake, open_bot
) -> None:
    paragraphs = [f"Paragraph {number}: {'words ' * 50}" for number in range(20)]

    async def long(bot, turn, incoming):
        await bot.draft(turn, incoming, "\n\n".join(paragraphs))
        await asyncio.sleep(0.5)
        return Reply("\n\n".join(paragraphs[:6]))

    async with open_bot(long) as bot:
        alice = fake.person("Alice")
        alice.say("all of it")
        await bot.until(lambda: len(said(fake)) == 3)
        await bot.quiet()
        text = " ".join(said(fake))
        assert [number for number in range(20) if f"Paragraph {number}:" in text] == list(range(6))
        assert len(said(fake)) == 1


async def test_very_long_code_comes_as_a_file(fake: FakeDiscord, open_bot) -> None:
    code = "\n".join(f"print({number})" for number in range(2000))

    async def coding(_bot, _turn, _incoming):
        return Reply(f"Here:\n\n```python\n{code}\n```\n\nRun it.")

    async with open_bot(coding) as bot:
        fake.person("Alice").say("write a program")
        await bot.until(lambda: fake.from_bot(fake.person("Alice").dm))
        await bot.quiet()
        files = [file for message in fake.from_bot(fake.person("Alice").dm) for file in message.attachments]
        assert [file.upload.name for file in files] == ["code.py"]
        assert files[0].upload.data.decode().strip() == code


async def test_where_no_files_are_allowed_long_code_is_text(fake: FakeDiscord, open_bot) -> None:
    code = "\n".join(f"print({number})" for number in range(700))

    async def coding(_bot, _turn, _incoming):
        return Reply(f"Here:\n\n```python\n{code}\n```")

    fake.forbid(fake.general, Permission.ATTACH_FILES)
    async with open_bot(coding) as bot:
        fake.person("Alice").say(f"{fake.bot.mention} write a program", fake.general)
        await bot.until(lambda: bot.answered)
        text = "\n".join(message.content for message in fake.from_bot(fake.general))
        assert all(f"print({number})" in text for number in range(700))


async def test_nobody_is_ever_pinged(fake: FakeDiscord, open_bot) -> None:
    alice, bob = fake.person("Alice"), fake.person("Bob")

    async def pinging(_bot, _turn, _incoming):
        return Reply(f"Hello {bob.mention} and @everyone")

    async with open_bot(pinging):
        answer = await fake.reply(alice.say(f"{fake.bot.mention} greet", fake.general))
        assert answer.mentions == []
        for call in fake.calls("POST", POST):
            assert call.body["allowed_mentions"] == {"parse": [], "replied_user": False}


async def test_files_of_a_reply_are_named_and_an_empty_one_is_not_lost(fake: FakeDiscord, open_bot) -> None:
    async def naming(_bot, _turn, incoming):
        files = (Attachment("image", "https://example.org/plan.png", "The plan"),)
        return Reply("Look:", attachments=files) if incoming.text == "show" else Reply("")

    async with open_bot(naming) as bot:
        alice = fake.person("Alice")
        assert "The plan: <https://example.org/plan.png>" in (await fake.reply(alice.say("show"))).content
        assert (await fake.reply(alice.say("nothing"))).content == "…"
        await bot.quiet()


@pytest.mark.parametrize("accepted", [False, True], ids=["before acceptance", "after acceptance"])
@pytest.mark.parametrize("trouble", ["500", "503", "drop", "stall"])
async def test_trouble_on_the_way_shows_the_answer_once(fake, open_bot, trouble: str, accepted: bool) -> None:
    faults = {
        "500": lambda: fake.faults.fail(500, "POST", POST, times=2, accepted=accepted),
        "503": lambda: fake.faults.fail(503, "POST", POST, times=2, accepted=accepted),
        "drop": lambda: fake.faults.drop("POST", POST, times=2, accepted=accepted),
        "stall": lambda: fake.faults.stall(0.7, "POST", POST, times=1, accepted=accepted),
    }
    faults[trouble]()
    async with open_bot() as bot:
        fake.person("Alice").say("hello")
        fake.person("Bob").say("hello")
        await bot.until(lambda: said(fake) and said(fake, "Bob"))
        await bot.quiet()
        await asyncio.sleep(0.5 if trouble == "stall" else 0.05)
        assert said(fake) == ["You said: hello"]
        assert said(fake, "Bob") == ["You said: hello"]
        assert bot.given_up == []


@pytest.mark.parametrize("accepted", [False, True], ids=["before acceptance", "after acceptance"])
@pytest.mark.parametrize("path", [EDIT, POST, ORIGINAL])
async def test_a_late_draft_never_stands_in_place_of_the_answer(
    fake, open_bot, path: str, accepted: bool
) -> None:
    fake.faults.stall(0.8, "*", path, accepted=accepted)
    async with open_bot(telling) as bot:
        alice = fake.person("Alice")
        if path == ORIGINAL:
            alice.slash("ask", question="a story")
        else:
            alice.say("a story")
        await bot.until(lambda: bot.heard)
        await bot.quiet()
        await asyncio.sleep(0.9)
        (answer,) = said(fake)
        assert answer.endswith("the end.")


async def test_the_answer_waits_for_a_draft_that_is_on_its_way(fake: FakeDiscord, open_bot) -> None:
    fake.faults.stall(0.6, "PATCH", EDIT)

    async def overtaking(bot, turn, incoming):
        await bot.draft(turn, incoming, "The beginning")
        await bot.until(lambda: said(fake))
        await bot.draft(turn, incoming, "The beginning and the middle")
        await bot.until(lambda: fake.calls("PATCH", EDIT))
        return Reply("The beginning, the middle and the end.")

    async with open_bot(overtaking, calls=Calling(answer=2.0, draft=2.0)) as bot:
        fake.person("Alice").say("all")
        await bot.until(lambda: bot.heard)
        await bot.quiet()
        await asyncio.sleep(0.6)
        assert said(fake) == ["The beginning, the middle and the end."]


async def test_a_draft_that_nobody_recorded_becomes_the_whole_answer(fake: FakeDiscord, open_bot) -> None:
    fake.faults.stall(5.0, "POST", POST, accepted=True)

    async def beginning(bot, turn, incoming):
        await bot.draft(turn, incoming, "You said: he")
        await asyncio.Event().wait()

    async with open_bot(beginning) as bot:
        fake.person("Alice").say("hello")
        await bot.until(lambda: said(fake))
    async with open_bot() as bot:
        await bot.until(lambda: said(fake) == ["You said: hello"])
        await bot.quiet()
    assert said(fake) == ["You said: hello"]


async def test_a_rate_limit_of_a_second_is_waited_out(fake: FakeDiscord, open_bot) -> None:
    fake.faults.rate_limit(1.0, "POST", POST)
    async with open_bot() as bot:
        fake.person("Alice").say("hello")
        await bot.until(lambda: said(fake))
        first, second = fake.calls("POST", POST)
        assert 0.95 <= (second.at - first.at).total_seconds() <= 1.5
        assert said(fake) == ["You said: hello"]


class Hours:
    """A clock that a test moves on. Who sleeps for long sleeps until then."""

    def __init__(self) -> None:
        self._skipped = 0.0
        self._moved = asyncio.Event()

    def now(self) -> float:
        return asyncio.get_running_loop().time() + self._skipped

    async def sleep(self, seconds: float) -> None:
        until = self.now() + seconds
        while (left := until - self.now()) > 0:
            moved = self._moved
            try:
                await asyncio.wait_for(moved.wait(), min(left, 5.0))
            except TimeoutError:
                continue

    def skip(self, seconds: float) -> None:
        self._skipped += seconds
        self._moved.set()
        self._moved = asyncio.Event()


async def test_a_rate_limit_of_five_minutes_holds_up_that_chat_alone(fake: FakeDiscord, open_bot) -> None:
    hours = Hours()
    pacer = Pacer(Limits(Rate(100.0, 50), lambda _chat: Rate(50.0, 20)), hours.now, hours.sleep)
    alice = fake.person("Alice")
    async with open_bot(pacer=pacer) as bot:
        fake.faults.rate_limit(300.0, "POST", f"/channels/{alice.dm.id}/messages")
        alice.say("hello")
        await bot.until(lambda: fake.calls("POST", POST))
        assert (await fake.reply(fake.person("Bob").say("hello"), within=2.0)).content == "You said: hello"
        await asyncio.sleep(0.3)
        assert said(fake) == []
        hours.skip(299.0)
        await asyncio.sleep(0.2)
        assert said(fake) == []
        hours.skip(1.0)
        await bot.until(lambda: said(fake))
        await bot.quiet()
        assert said(fake) == ["You said: hello"]


async def test_a_limit_for_all_calls_is_heeded_by_all(fake: FakeDiscord, open_bot) -> None:
    async with open_bot() as bot:
        fake.faults.rate_limit(1.0, "POST", POST, everywhere=True)
        for name in ("Alice", "Bob", "Carol"):
            fake.person(name).say("hello")
        await bot.until(lambda: all(said(fake, name) for name in ("Alice", "Bob", "Carol")))
        times = [call.at for call in fake.calls("POST", POST)]
        refused = [call for call in fake.calls("POST", POST) if call.status == 429]
        assert len(refused) <= 3
        assert (max(times) - min(times)).total_seconds() >= 0.95


async def test_announced_limits_are_never_reached(open_bot, fake: FakeDiscord) -> None:
    fake.limits.enabled = True
    async with open_bot(telling, pacer=Pacer(DISCORD)) as bot:
        for number in range(6):
            fake.person(f"P{number}").say("a story")
        await bot.until(lambda: len(bot.heard) == 6)
        await bot.quiet(20)
        assert fake.limits.refused == 0
        for number in range(6):
            assert said(fake, f"P{number}")[0].endswith("the end.")


@pytest.mark.parametrize(
    ("trouble", "named"),
    [
        ("may not write", "50013"),
        ("can't see", "50001"),
        ("channel gone", "10003"),
        ("thrown out", "50001"),
        ("archived", "50083"),
    ],
)
async def test_a_place_that_is_closed_is_named_once(fake, open_bot, capsys, trouble: str, named: str) -> None:
    alice = fake.person("Alice")
    go_on = asyncio.Event()

    async def slowly(_bot, _turn, incoming):
        if incoming.place.private:
            return Reply("Here I am.")
        await go_on.wait()
        return Reply("too late")

    async with open_bot(slowly) as bot:
        place = fake.general if trouble != "archived" else alice.start_thread("Old", fake.general)
        alice.say(f"{fake.bot.mention} hello", place)
        await bot.until(lambda: bot.heard)
        close(fake, place, trouble)
        go_on.set()
        await bot.quiet()
        (reason,) = bot.undeliverable
        assert named in reason
        assert (await fake.reply(alice.say("and here?"))).content == "Here I am."
        assert len(fake.calls("POST", f"/channels/{place.id}/messages")) == 1


def close(fake: FakeDiscord, place, trouble: str) -> None:
    if trouble == "may not write":
        fake.forbid(place, Permission.SEND_MESSAGES)
    elif trouble == "can't see":
        fake.forbid(place, Permission.VIEW_CHANNEL)
    elif trouble == "channel gone":
        fake.delete_channel(place)
    elif trouble == "archived":
        place.archived = place.locked = True
    else:
        fake.expel_bot()


async def test_a_person_who_takes_no_messages_is_not_written_to_again(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice")
    alice.user.closed = True
    async with open_bot() as bot:
        alice.say("hello")
        await bot.until(lambda: bot.undeliverable)
        assert "50007" in bot.undeliverable[0]
        assert len(fake.calls("POST", POST)) == 1


async def test_where_history_is_closed_it_answers_without_a_reference(fake: FakeDiscord, open_bot) -> None:
    fake.forbid(fake.general, Permission.READ_MESSAGE_HISTORY)
    async with open_bot() as bot:
        fake.person("Alice").say(f"{fake.bot.mention} hello", fake.general)
        answer = await fake.reply(fake.general)
        assert (answer.content, answer.replies_to) == ("You said: hello", None)
        await bot.quiet()


async def test_a_command_is_answered_where_the_bot_may_not_write(fake: FakeDiscord, open_bot) -> None:
    async def long(_bot, _turn, _incoming):
        return Reply("\n\n".join(f"Paragraph {number}: " + "words " * 60 for number in range(12)))

    fake.forbid(fake.general, Permission.SEND_MESSAGES)
    async with open_bot(long) as bot:
        used = fake.person("Alice").slash("ask", fake.general, question="all")
        await bot.until(lambda: bot.answered)
        text = " ".join(message.content for message in fake.from_bot(fake.general))
        assert all(f"Paragraph {number}:" in text for number in range(12))
        assert len(used.followups) == 2


async def test_an_answer_whose_draft_somebody_deleted_is_written_anew(fake: FakeDiscord, open_bot) -> None:
    async with open_bot(telling) as bot:
        asked = fake.person("Alice").say("a story")
        first = await fake.reply(asked)
        from tests.fakes.discord.world.posting import remove

        remove(fake.world, first)
        await bot.quiet()
        (answer,) = said(fake)
        assert answer.endswith("the end.")


async def test_no_secret_is_ever_logged(fake: FakeDiscord, open_bot, capsys) -> None:
    fake.faults.add(Fault("PATCH", ORIGINAL, times=2, drop=True))
    fake.faults.rate_limit(0.2, "PATCH", ORIGINAL)
    async with open_bot() as bot:
        used = fake.person("Alice").slash("ask", fake.general, question="hello")
        await fake.answer(used)
        await bot.quiet()
        fake.person("Alice").say("hello")
        await bot.until(lambda: said(fake))
    shown = "".join(capsys.readouterr())
    assert used.token not in shown
    assert fake.token not in shown
    assert re.search("Discord", shown)
