"""Panels: what stands there is changed where it stands, and can be pressed again and again."""

import asyncio
from pathlib import Path

import pytest

from bots.pacing import TELEGRAM
from bots.platform import Delivery
from bots.telegram.keyboards import ON_A_PAGE
from graphs.dialogue import Attachment, Button, Incoming, Input, Option, Panel, Reply, Select, dump
from tests.fakes.telegram import FakeTelegram, faults
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.messages import Message
from tests.wire.telegram.stage import Stage, open_stage

LONG = "\n\n".join(f"Paragraph {number}. " + "words " * 100 for number in range(10))


def panel(state: str) -> Panel:
    return Panel(rows=((Button(f"Public: {state}", "p:s:1:public"), Button("Done", "done:1")),))


async def show(stage: Stage, reply: Reply, said: Incoming, turn: int) -> None:
    """A settled turn's reply, delivered."""
    await stage.settle(turn, dump(reply))
    await stage.telegram.deliver(Delivery(turn, said, reply))


async def open_panel(stage: Stage, text: str = "Session one") -> Message:
    await show(stage, Reply(text, panel("no")), await stage.write("/session"), 1)
    return stage.said()[-1]


def labels(message: Message) -> list[str]:
    return [button["text"] for row in message.inline_keyboard for button in row]


def texts(stage: Stage) -> list[str]:
    return [message.text for message in stage.said()]


async def test_a_reply_in_place_changes_the_pressed_message_and_shows_nothing_new(
    stage: Stage, fake: FakeTelegram
) -> None:
    shown = await open_panel(stage)
    pressed = await stage.press("Public: no")
    changed = Reply("Session one, public", panel("yes"), replaces=True)
    for _ in range(3):
        await show(stage, changed, pressed, 2)
    assert stage.said() == [shown]
    assert (shown.text, labels(shown)) == ("Session one, public", ["Public: yes", "Done"])
    assert len(fake.calls.of("sendMessage")) == 1
    assert (
        await stage.database.read(lambda c: c.exec_driver_sql("SELECT ref FROM deliveries").all())
        == [(f"{stage.chat.id}/{shown.id}",)] * 2
    )


async def test_a_panel_stays_to_be_pressed_again(stage: Stage, fake: FakeTelegram) -> None:
    shown = await open_panel(stage)
    for turn, state in enumerate(("yes", "no", "yes"), start=2):
        query = fake.people.press(shown, labels(shown)[0])
        pressed = await stage.next()
        await fake.wait_for(lambda query=query: query.answer)
        await show(stage, Reply(f"Session {turn}", panel(state), replaces=True), pressed, turn)
        assert (shown.text, labels(shown)[0]) == (f"Session {turn}", f"Public: {state}")
    assert stage.said() == [shown]
    assert fake.calls.of("editMessageReplyMarkup") == []


async def test_a_panel_keeps_its_buttons_where_the_answer_is_a_new_message(
    stage: Stage, fake: FakeTelegram
) -> None:
    shown = await open_panel(stage)
    pressed = await stage.press("Public: no")
    await show(stage, Reply("Only its owner may do that."), pressed, 2)
    await asyncio.sleep(0.05)
    assert texts(stage) == ["Session one", "Only its owner may do that."]
    assert labels(shown) == ["Public: no", "Done"]
    assert fake.calls.of("editMessageReplyMarkup") == []


async def test_a_choice_for_once_loses_its_buttons_and_an_answer_in_place_has_its_own(
    stage: Stage, fake: FakeTelegram
) -> None:
    shown = await open_panel(stage)
    held = fake.faults.hold("editMessageReplyMarkup", accepted=False, chat=stage.chat.id)
    pressed = await stage.press("Done")
    await held.reached()
    delivering = asyncio.create_task(show(stage, Reply("All done", panel("yes"), replaces=True), pressed, 2))
    await asyncio.sleep(0.05)
    assert shown.text == "Session one", "the keyboard's removal is on its way and would undo the new one"
    held.release()
    await delivering
    await asyncio.sleep(0.1)
    assert (shown.text, labels(shown)) == ("All done", ["Public: yes", "Done"])


async def test_a_page_that_turns_late_does_not_undo_the_answer(stage: Stage, fake: FakeTelegram) -> None:
    options = tuple(Option(f"Session {number}", f"p:l::{number}") for number in range(20))
    lists = Panel(selects=(Select("Which one?", options),))
    await show(stage, Reply("Yours:", lists), await stage.write("/sessions"), 1)
    shown = stage.said()[-1]
    held = fake.faults.hold("editMessageReplyMarkup", accepted=False, chat=stage.chat.id)
    fake.people.press(shown, "›")
    await held.reached()
    pressed = await stage.press("Session 0")
    await asyncio.gather(
        show(stage, Reply("Session 0 it is", panel("no"), replaces=True), pressed, 2),
        asyncio.sleep(0.1, held.release()),
    )
    await asyncio.sleep(0.1)
    assert (shown.text, labels(shown)) == ("Session 0 it is", ["Public: no", "Done"])


async def test_a_long_panel_is_written_over_and_what_is_left_of_it_goes(stage: Stage) -> None:
    await show(stage, Reply(LONG, panel("no")), await stage.write("/session"), 1)
    whole = stage.said()
    assert len(whole) == 2
    await show(stage, Reply("Short", panel("yes"), replaces=True), await stage.press("Public: no"), 2)
    assert (stage.said(), whole[1].text) == ([whole[1]], "Short")
    pressed = await stage.press("Public: yes")
    for _ in range(2):
        await show(stage, Reply(LONG + "\n\nThe end", panel("no"), replaces=True), pressed, 3)
    assert len(stage.said()) == 2
    assert stage.said()[0] is whole[1]
    assert [labels(message) for message in stage.said()] == [[], ["Public: no", "Done"]]
    assert texts(stage)[1].endswith("The end")


async def test_a_panel_that_was_deleted_is_sent_anew_once(
    fake: FakeTelegram, anna: Chat, sqlite_url: str
) -> None:
    async with open_stage(fake, anna, sqlite_url) as stage:
        shown = await open_panel(stage)
        pressed = await stage.press("Public: no")
        fake.people.delete(shown)
        changed = Reply("Session one, public", panel("yes"), replaces=True)
        await show(stage, changed, pressed, 2)
    async with open_stage(fake, anna, sqlite_url) as stage:
        await show(stage, changed, pressed, 2)
        assert texts(stage) == ["Session one, public"]
        assert labels(stage.said()[0]) == ["Public: yes", "Done"]


@pytest.mark.parametrize(
    "fault",
    [faults.too_many(1), faults.drop(), faults.drop(accepted=True), faults.server_error(502, accepted=True)],
    ids=lambda fault: f"{fault.kind} {'accepted' if fault.accepted else ''}",
)
async def test_whatever_happens_to_the_edit_one_message_says_it(
    stage: Stage, fake: FakeTelegram, fault: faults.Fault
) -> None:
    shown = await open_panel(stage)
    pressed = await stage.press("Public: no")
    fake.faults.next(fault, method="editMessageText")
    await show(stage, Reply("Public now", panel("yes"), replaces=True), pressed, 2)
    assert (stage.said(), shown.text, labels(shown)[0]) == ([shown], "Public now", "Public: yes")


async def test_a_panel_from_before_a_restart_is_changed_in_place(
    fake: FakeTelegram, anna: Chat, sqlite_url: str
) -> None:
    async with open_stage(fake, anna, sqlite_url) as stage:
        shown = await open_panel(stage)
    async with open_stage(fake, anna, sqlite_url) as stage:
        pressed = await stage.press("Public: no")
        await show(stage, Reply("Public now", panel("yes"), replaces=True), pressed, 2)
        assert (stage.said(), shown.text) == ([shown], "Public now")


@pytest.mark.parametrize("accepted", [True, False], ids=["accepted", "not"])
@pytest.mark.parametrize(("method", "nth"), [("editMessageText", n) for n in range(3)] + [("sendMessage", 0)])
async def test_a_change_in_place_that_was_cut_off_anywhere_is_completed(
    fake: FakeTelegram, anna: Chat, sqlite_url: str, method: str, nth: int, accepted: bool
) -> None:
    """The program ends while that call is out: two messages are written over, and two more are sent."""
    changed = Reply(f"{LONG}\n\n{LONG}\n\nThe end", panel("yes"), replaces=True)
    async with open_stage(fake, anna, sqlite_url) as stage:
        await show(stage, Reply(LONG, panel("no")), await stage.write("/session"), 1)
        above, under = stage.said()
        pressed = await stage.press("Public: no")
        await stage.settle(2, dump(changed))
        for _ in range(nth):
            fake.faults.next(faults.stall(0, accepted=True), method=method)
        held = fake.faults.hold(method, accepted=accepted)
        cut_off = asyncio.create_task(stage.telegram.deliver(Delivery(2, pressed, changed)))
        await held.reached()
        cut_off.cancel()
        await asyncio.wait([cut_off])
        held.release()
        await asyncio.sleep(0.02)
    async with open_stage(fake, anna, sqlite_url) as stage:
        await stage.telegram.deliver(Delivery(2, pressed, changed))
        assert stage.said()[:2] == [above, under]
        assert [len(message.inline_keyboard) for message in stage.said()] == [0, 0, 0, 1]
        assert " ".join(texts(stage)).split() == changed.text.split()


async def test_words_and_their_keyboard_stay_above_the_files(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "session.md"
    path.write_text("# Session one")
    files = (Attachment("file", str(path), "session.md"),)
    await show(stage, Reply("Here it is.", panel("no"), files), await stage.write("/export"), 1)
    words, file = stage.said()
    assert (words.text, labels(words), labels(file)) == ("Here it is.", ["Public: no", "Done"], [])
    assert file.content.payload["document"]["file_name"] == "session.md"
    pressed = await _press(stage, words, "Public: no")
    await show(stage, Reply("Public now", panel("yes"), replaces=True), pressed, 2)
    assert stage.said() == [words, file]


async def test_a_reply_in_place_to_written_words_is_a_new_message(stage: Stage) -> None:
    said = await stage.write("My new title")
    await show(stage, Reply("Renamed", panel("no"), replaces=True), said, 1)
    assert texts(stage) == ["Renamed"]


async def test_something_to_fill_in_is_a_button(stage: Stage) -> None:
    fields = (Input("Name", "p:s:1:name", "Old"), Input("System message", "p:s:" + "1" * 70))
    await show(stage, Reply("Session", Panel(inputs=fields)), await stage.write("/session"), 1)
    shown = stage.said()[-1]
    assert labels(shown) == ["✎ Name", "✎ System message"]
    for label, field in zip(labels(shown), fields, strict=True):
        pressed = await _press(stage, shown, label)
        assert (pressed.pressed, pressed.text, pressed.filled) == (field.value, field.label, None)


async def test_what_holds_now_is_marked_and_on_the_page_that_is_shown(stage: Stage) -> None:
    options = tuple(Option(f"Model {number}", f"p:u::model:{number}") for number in range(20))
    lists = Panel(selects=(Select("Which model?", options, chosen="p:u::model:11"),))
    await show(stage, Reply("You", lists), await stage.write("/model"), 1)
    shown = stage.said()[-1]
    assert labels(shown)[:ON_A_PAGE] == [f"{'✓ ' * (n == 11)}Model {n}" for n in range(8, 16)]
    pressed = await _press(stage, shown, "✓ Model 11")
    assert (pressed.pressed, pressed.text) == ("p:u::model:11", "Model 11")


async def test_what_is_picked_has_the_name_that_its_owner_gave_it(stage: Stage) -> None:
    names = ("✓ done — almost", "✎ draft", "Plain")
    options = tuple(Option(name, f"p:u::{number}", "a — b") for number, name in enumerate(names))
    said = await stage.write("/sessions")
    reply = Reply("Sessions", Panel(selects=(Select("Session", options, "p:u::0"),)))
    await stage.settle(1, dump(reply))
    await show(stage, reply, said, 1)
    for label, name in zip(labels(stage.said()[-1]), names, strict=True):
        assert (await _press(stage, stage.said()[-1], label)).text == name


async def test_several_lists_open_in_place_one_at_a_time(stage: Stage, fake: FakeTelegram) -> None:
    states = tuple(Option(state, f"p:u::state:{state}") for state in ("new", "active", "off"))
    sessions = tuple(Option(f"Session {number}", "p:u::open:" + str(number) * 50) for number in range(9))
    lists = Panel(selects=(Select("State:", states, "p:u::state:active"), Select("Session", sessions)))
    await show(stage, Reply("You", lists), await stage.write("/user"), 1)
    shown = stage.said()[-1]
    assert (shown.text, labels(shown)) == ("You", ["State: active ▾", "Session ▾"])
    await _turn(fake, shown, "State: active ▾", 1)
    assert labels(shown) == ["State: active ▴", "new", "✓ active", "off", "Session ▾"]
    await _turn(fake, shown, "Session ▾", 2)
    await _turn(fake, shown, "›", 3)
    assert labels(shown) == ["State: active ▾", "Session ▴", "Session 8", "‹", "2 / 2", "›"]
    assert (await _press(stage, shown, "Session 8")).pressed == "p:u::open:" + "8" * 50
    await _turn(fake, shown, "Session ▴", 4)
    assert labels(shown) == ["State: active ▾", "Session ▾"]


async def test_a_list_of_an_answer_that_is_forgotten_says_so(stage: Stage, fake: FakeTelegram) -> None:
    await open_panel(stage)
    query = fake.people.press_data(stage.said()[-1], "~99:0:1")
    await fake.wait_for(lambda: query.answer)
    assert query.answer is not None
    assert query.answer["text"] == "This button is too old. Tell me what you would like."


async def test_somebody_elses_panel_cannot_be_pressed_also_after_a_change_in_place(
    stage: Stage, fake: FakeTelegram
) -> None:
    group = fake.world.group("Hall team", "Boris", "Clara")
    boris, clara = group.people
    fake.people.text(group, "/session@concierge_bot", by=boris)
    await show(stage, Reply("Session one", panel("no")), await stage.next(), 1)
    shown = group.said_by(fake.world.bot.user)[-1]
    fake.people.press(shown, "Public: no", by=boris)
    await show(stage, Reply("Public now", panel("yes"), replaces=True), await stage.next(), 2)
    query = fake.people.press(shown, "Public: yes", by=clara)
    await fake.wait_for(lambda: query.answer)
    assert query.answer is not None
    assert query.answer["text"] == "This question is for somebody else here."
    assert len(stage.accepted) == 2


async def test_pressing_quickly_stays_within_telegrams_budget(
    fake: FakeTelegram, anna: Chat, sqlite_url: str
) -> None:
    fake.flood.on(private_burst=5)
    async with open_stage(fake, anna, sqlite_url, TELEGRAM) as stage:
        shown = await open_panel(stage)
        for turn in range(2, 6):
            pressed = await _press(stage, shown, labels(shown)[0])
            await show(stage, Reply("Session", panel(str(turn)), replaces=True), pressed, turn)
        assert labels(shown)[0] == "Public: 5"
    assert fake.flood.refusals == []


async def _press(stage: Stage, message: Message, label: str) -> Incoming:
    stage.fake.people.press(message, label)
    return await stage.next()


async def _turn(fake: FakeTelegram, message: Message, label: str, count: int) -> None:
    fake.people.press(message, label)
    await fake.call("editMessageReplyMarkup", message.chat, count=count)
