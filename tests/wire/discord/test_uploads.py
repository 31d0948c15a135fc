"""Files that go with a reply."""

from pathlib import Path

import pytest

from bots.discord import uploads
from graphs.dialogue import Attachment, Button, Panel, Reply
from tests.fakes.discord import FakeDiscord, Permission


@pytest.fixture
def exported(tmp_path: Path) -> tuple[Attachment, ...]:
    found = []
    for name, text in (("беседа.md", "# Session\n"), ("session.json", "{}")):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        found.append(Attachment("file", str(path), name))
    return tuple(found)


@pytest.mark.parametrize("way", ["command", "command in a channel", "message"])
async def test_files_are_sent_with_the_answer(fake: FakeDiscord, open_bot, exported, way: str) -> None:
    async def export(_bot, _turn, _incoming):
        return Reply("Here it is.", Panel(rows=((Button("Again", "p:e::"),),)), exported)

    alice = fake.person("Alice")
    async with open_bot(export) as bot:
        if way == "message":
            answer = await fake.reply(alice.say("export"))
        else:
            answer = await fake.answer(alice.slash("export", fake.general if "channel" in way else None))
        await bot.quiet()
        files = {one.upload.name: one.upload.data.decode() for one in answer.attachments}
        assert files == {"беседа.md": "# Session\n", "session.json": "{}"}
        assert answer.content == "Here it is."
        assert answer.components
        assert str(exported[0].ref) not in fake.conversation(answer.channel)


async def test_files_are_not_sent_twice(fake: FakeDiscord, open_bot, exported) -> None:
    async def export(bot, _turn, incoming):
        if len(bot.answered) == 0 and not bot.unwilling:
            bot.unwilling["tried"] = 1
        return Reply("Here it is.", None, exported)

    alice = fake.person("Alice")
    async with open_bot(export) as bot:
        await fake.reply(alice.say("export"))
        turn = await bot.inbox.find("discord", bot.heard[0].update_id)
        await bot.quiet()
    async with open_bot(export) as bot:
        await bot._handle(turn)
        (answer,) = fake.from_bot(alice.dm)
        assert len(answer.attachments) == 2


async def test_files_that_can_not_be_sent_are_named(
    fake: FakeDiscord, open_bot, exported, monkeypatch
) -> None:
    gone = Attachment("file", "/nowhere/gone.md", "gone.md")
    (path := Path(exported[0].ref)).write_bytes(b"x" * 200)
    monkeypatch.setattr(uploads, "LARGEST", 100)

    async def export(_bot, _turn, _incoming):
        return Reply("Here it is.", None, (*exported, gone))

    async with open_bot(export) as bot:
        answer = await fake.reply(fake.person("Alice").say("export"))
        await bot.quiet()
        assert [one.upload.name for one in answer.attachments] == ["session.json"]
        assert answer.content == f"Here it is.\n\nI could not send these files here: {path.name}, gone.md."


@pytest.mark.parametrize("trouble", ["forbidden", "too large for Discord"])
async def test_where_discord_takes_no_files_the_answer_comes_without(
    fake, open_bot, exported, trouble
) -> None:
    async def export(_bot, _turn, _incoming):
        return Reply("Here it is.", None, exported)

    if trouble == "forbidden":
        fake.forbid(fake.general, Permission.ATTACH_FILES)
    else:
        fake.settings.largest_upload = 5
    async with open_bot(export) as bot:
        asked = fake.person("Alice").say(f"{fake.bot.mention} export", fake.general)
        answer = await fake.reply(asked)
        await bot.quiet()
        assert answer.attachments == []
        assert answer.content.endswith("could not send these files here: беседа.md, session.json.")


async def test_more_files_than_a_message_holds_go_on_in_the_next(
    fake: FakeDiscord, open_bot, tmp_path
) -> None:
    files = []
    for number in range(12):
        (path := tmp_path / f"{number}.txt").write_text(str(number))
        files.append(Attachment("file", str(path)))

    async def export(_bot, _turn, _incoming):
        return Reply("All of them.", None, tuple(files))

    alice = fake.person("Alice")
    async with open_bot(export) as bot:
        await fake.reply(alice.say("export"))
        await bot.until(lambda: len(fake.from_bot(alice.dm)) == 2)
        await bot.quiet()
        assert [len(message.attachments) for message in fake.from_bot(alice.dm)] == [10, 2]


async def test_a_file_with_an_address_is_a_link(fake: FakeDiscord, open_bot) -> None:
    async def linked(_bot, _turn, _incoming):
        return Reply("Look:", None, (Attachment("image", "https://example.org/hall.jpg", "hall.jpg"),))

    async with open_bot(linked) as bot:
        answer = await fake.reply(fake.person("Alice").say("show"))
        await bot.quiet()
        assert "https://example.org/hall.jpg" in answer.content
