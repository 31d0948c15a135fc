"""Buttons under answers, pressed by the right person, by the wrong one, and too late."""

from bots.platform import Delivery
from graphs.dialogue import Button, Incoming, Option, Panel, Reply, Select, dump
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat
from tests.wire.telegram.stage import Stage

ASK = Panel(rows=((Button("Confirm", "confirm:0a1b", "primary"), Button("Cancel", "cancel:0a1b", "danger")),))


async def ask(stage: Stage, panel: Panel, said: Incoming | None = None, turn: int = 1) -> Reply:
    """Shows the panel as the answer to what was said, stored as a settled turn's reply."""
    said = said or await stage.write("Book it")
    reply = Reply("Shall I?", panel)
    await stage.settle(turn, dump(reply))
    await stage.telegram.deliver(Delivery(turn, said, reply))
    return reply


async def test_a_press_is_acknowledged_and_takes_the_buttons_away(stage: Stage, fake: FakeTelegram) -> None:
    await ask(stage, ASK)
    question = stage.said()[-1]
    query = fake.people.press(question, "Confirm")
    pressed = await stage.next()
    assert (pressed.pressed, pressed.text, pressed.message) == ("confirm:0a1b", "Confirm", str(question.id))
    await fake.call("answerCallbackQuery")
    assert query.answer is not None
    assert query.answer["text"] == ""
    await fake.call("editMessageReplyMarkup", stage.chat)
    assert question.inline_keyboard == []
    assert question.text == "Shall I?"
    await stage.telegram.deliver(Delivery(2, pressed, Reply("Booked.")))
    assert [message.text for message in stage.said()] == ["Shall I?", "Booked."]
    assert len(fake.calls.of("editMessageReplyMarkup")) == 1


async def test_a_press_from_before_a_restart_takes_the_buttons_away(stage: Stage, fake: FakeTelegram) -> None:
    await ask(stage, ASK)
    question = stage.said()[-1]
    pressed = Incoming(
        "telegram",
        "7",
        stage.accepted[0].place,
        stage.accepted[0].sender,
        stage.accepted[0].sent_at,
        "Confirm",
        "confirm:0a1b",
        message=str(question.id),
    )
    await stage.accept(pressed)
    await stage.telegram.deliver(Delivery(2, pressed, Reply("Booked.")))
    await fake.call("editMessageReplyMarkup", stage.chat)
    assert question.inline_keyboard == []


async def test_a_button_that_is_pressed_twice_is_one_turn(stage: Stage, fake: FakeTelegram) -> None:
    await ask(stage, ASK)
    question = stage.said()[-1]
    first, again = (fake.people.press(question, "Confirm") for _ in range(2))
    assert (await stage.next()).pressed == "confirm:0a1b"
    await fake.call("answerCallbackQuery", count=2)
    assert first.answer is not None
    assert again.answer is not None
    assert (await stage.write("And now?")).text == "And now?"
    assert len(stage.accepted) == 3


async def test_the_same_words_on_the_button_of_a_later_answer_are_another_turn(
    stage: Stage, fake: FakeTelegram
) -> None:
    said = fake.people.text(stage.chat, "Book it")
    await ask(stage, ASK, await stage.next())
    question = stage.said()[-1]
    fake.people.press(question, "Confirm")
    await stage.next()
    await fake.call("editMessageReplyMarkup", stage.chat)
    fake.people.edit(said, "Book another")
    await ask(stage, ASK, await stage.next(), turn=3)
    assert stage.said() == [question]
    fake.people.press(question, "Confirm")
    assert (await stage.next()).pressed == "confirm:0a1b"


async def test_in_a_group_only_the_one_who_was_asked_decides(stage: Stage, fake: FakeTelegram) -> None:
    group = fake.world.group("Hall team", "Boris", "Clara")
    boris, clara = group.people
    fake.people.text(group, "@concierge_bot book it", by=boris)
    await ask(stage, ASK, await stage.next())
    question = group.said_by(fake.world.bot.user)[-1]
    query = fake.people.press(question, "Confirm", by=clara)
    await fake.call("answerCallbackQuery")
    assert query.answer is not None
    assert query.answer["text"] == "This question is for somebody else here."
    assert query.answer["show_alert"]
    fake.people.press(question, "Confirm", by=boris)
    assert (await stage.next()).sender.name == "Boris"
    assert len(stage.accepted) == 2


async def test_long_values_come_back_whole(stage: Stage, fake: FakeTelegram) -> None:
    long = "hall:" + "Ж" * 60
    await ask(
        stage, Panel(rows=((Button("The long one", long), Button("Odd", "~"), Button("Odder", "#1:0")),))
    )
    question = stage.said()[-1]
    rows = question.inline_keyboard
    for label, value in (("The long one", long), ("Odd", "~"), ("Odder", "#1:0")):
        fake.people.press_data(question, _data(rows, label))
        pressed = await stage.next()
        assert (pressed.pressed, pressed.text) == (value, label)


async def test_lists_turn_pages_in_place(stage: Stage, fake: FakeTelegram) -> None:
    options = tuple(Option(f"Hall {number}", f"hall:{number}", "big") for number in range(20))
    await ask(stage, Panel(selects=(Select("Which hall?", options),)))
    question = stage.said()[-1]
    assert question.text == "Shall I?\n\nWhich hall?"
    assert [row[0]["text"] for row in question.inline_keyboard[:8]] == [f"Hall {n} — big" for n in range(8)]
    assert [button["text"] for button in question.inline_keyboard[8]] == ["‹", "1 / 3", "›"]
    fake.people.press(question, "1 / 3")
    fake.people.press(question, "›")
    await fake.call("editMessageReplyMarkup", stage.chat)
    assert question.inline_keyboard[0][0]["text"] == "Hall 8 — big"
    fake.people.press(question, "›")
    await fake.call("editMessageReplyMarkup", stage.chat, count=2)
    fake.people.press(question, "Hall 19 — big")
    assert (await stage.next()).pressed == "hall:19"


async def test_a_button_of_an_answer_that_is_forgotten_says_so(stage: Stage, fake: FakeTelegram) -> None:
    await ask(stage, ASK)
    question = stage.said()[-1]
    for data in ("#99:0", "#1:7"):
        query = fake.people.press_data(question, data)
        await fake.wait_for(lambda query=query: query.answer)
        assert query.answer is not None
        assert query.answer["text"] == "This button is too old. Tell me what you would like."
    assert len(stage.accepted) == 1


async def test_a_press_under_a_message_that_is_gone_is_a_turn_all_the_same(
    stage: Stage, fake: FakeTelegram
) -> None:
    await ask(stage, ASK)
    question = stage.said()[-1]
    question.deleted = True
    fake.people.press_data(question, "confirm:0a1b")
    pressed = await stage.next()
    assert (pressed.pressed, pressed.place.key) == ("confirm:0a1b", f"telegram:{stage.chat.id}")
    await stage.telegram.deliver(Delivery(2, pressed, Reply("Booked.")))


async def test_pages_open_by_button_where_telegram_allows_and_by_link_elsewhere(
    stage: Stage, fake: FakeTelegram, anna: Chat
) -> None:
    rows = (
        (Button("Pay", url="https://halls.example.org/b/1"), Button("Page", url="http://localhost:8080/b/1")),
    )
    await ask(stage, Panel(rows=rows))
    question = stage.said()[-1]
    assert [button["text"] for row in question.inline_keyboard for button in row] == ["Pay"]
    assert "http://localhost:8080/b/1" in question.text


def _data(rows: list[list[dict[str, str]]], label: str) -> str:
    return next(button["callback_data"] for row in rows for button in row if button["text"] == label)
