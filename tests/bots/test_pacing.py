import asyncio
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.pacing import DISCORD, TELEGRAM, Chat, Kind, Limits, Pacer, Rate
from tests.bots.virtual_time import VirtualTime

PERSON, GROUP = 7, -100


class Hall:
    """A pacer, and who was let through when: (seconds since the beginning, chat, kind)."""

    def __init__(self, limits: Limits = TELEGRAM) -> None:
        self.time = VirtualTime()
        self.pacer = Pacer(limits, self.time.clock, self.time.sleep)
        self.passed: list[tuple[float, Chat, Kind]] = []
        self.left_out = 0
        self._tasks: list[asyncio.Task[None]] = []

    def ask(self, chat: Chat, kind: Kind, message: int = 0) -> "asyncio.Task[None]":
        self._tasks.append(asyncio.create_task(self._turn(chat, kind, message)))
        return self._tasks[-1]

    async def _turn(self, chat: Chat, kind: Kind, message: int) -> None:
        if await self.pacer.turn(chat, kind, message):
            self.passed.append((round(self.time.passed, 6), chat, kind))
        else:
            self.left_out += 1

    async def at(self, seconds: float) -> None:
        await self.time.pass_until(seconds)

    def moments(self, chat: Chat) -> list[float]:
        return [moment for moment, who, _ in self.passed if who == chat]

    def waiting(self) -> int:
        return sum(not task.done() for task in self._tasks)


def most_within(moments: list[float], seconds: float) -> int:
    return max(sum(start <= moment < start + seconds for moment in moments) for start in moments)


async def test_a_person_gets_a_small_burst_and_then_one_call_a_second() -> None:
    hall = Hall()
    for _ in range(6):
        hall.ask(PERSON, Kind.FINAL)
    await hall.at(10)
    assert hall.moments(PERSON) == pytest.approx([0, 0, 1 / 25, 1, 2, 3], abs=0.1)
    assert hall.moments(PERSON)[3:] == [1, 2, 3]


async def test_a_group_gets_no_more_than_twenty_calls_in_any_minute() -> None:
    hall = Hall()
    for _ in range(60):
        hall.ask(GROUP, Kind.FINAL)
    await hall.at(300)
    assert len(hall.moments(GROUP)) == 60
    assert 19 <= most_within(hall.moments(GROUP), 60) <= 20


async def test_all_chats_together_make_no_more_than_thirty_calls_in_any_second() -> None:
    hall = Hall()
    for chat in range(1, 301):
        hall.ask(chat, Kind.FINAL)
    await hall.at(12)
    assert hall.waiting() == 0
    assert most_within([moment for moment, _, _ in hall.passed], 1) <= 30


async def test_answers_of_many_chats_share_the_budget_in_their_order() -> None:
    hall = Hall()
    for chat in range(1, 101):
        hall.ask(chat, Kind.FINAL)
    await hall.at(10)
    assert [chat for _, chat, _ in hall.passed] == list(range(1, 101))


async def test_an_answer_never_waits_behind_another_chats_backlog() -> None:
    hall = Hall()
    for _ in range(500):
        hall.ask(PERSON, Kind.FINAL)
    hall.pacer.penalise(GROUP, 300)
    for _ in range(500):
        hall.ask(GROUP, Kind.FINAL)
    await hall.at(1)
    hall.ask(8, Kind.FINAL)
    await hall.at(2)
    assert hall.moments(8) == pytest.approx([1], abs=0.1)


@pytest.mark.parametrize("seconds", [1, 300])
async def test_a_penalty_is_kept_to_the_second_and_concerns_one_chat(seconds: int) -> None:
    hall = Hall()
    await hall.at(5)
    hall.pacer.penalise(PERSON, seconds)
    hall.ask(PERSON, Kind.FINAL)
    hall.ask(8, Kind.FINAL)
    await hall.at(1000)
    assert hall.moments(PERSON) == [5 + seconds]
    assert hall.moments(8) == [5]


async def test_a_penalty_for_all_concerns_every_chat() -> None:
    hall = Hall()
    hall.pacer.penalise(None, 17)
    for chat in (PERSON, 8, 9):
        hall.ask(chat, Kind.FINAL)
    assert not await hall.pacer.turn(10, Kind.SIGN)
    assert not await hall.pacer.turn(10, Kind.DRAFT)
    await hall.at(16.9)
    assert hall.passed == []
    await hall.at(30)
    assert [moment for moment, _, _ in hall.passed] == pytest.approx([17, 17, 17], abs=0.1)


async def test_a_call_counts_from_its_end_which_may_be_when_the_other_side_began_to_count() -> None:
    hall = Hall()
    for _ in range(3):
        await hall.pacer.turn(PERSON, Kind.FINAL)
        await hall.at(hall.time.passed + 0.4)
        hall.pacer.ended(PERSON)
    hall.ask(PERSON, Kind.FINAL)
    await hall.at(10)
    assert hall.moments(PERSON) == pytest.approx([1.4], abs=0.01)


async def test_drafts_in_a_group_leave_room_for_the_next_answers() -> None:
    hall = Hall()
    for tenth in range(20):
        await hall.at(tenth / 10)
        hall.ask(GROUP, Kind.SIGN)
    assert len(hall.moments(GROUP)) == 4
    for _ in range(4):
        hall.ask(GROUP, Kind.FINAL)
    await hall.at(2.5)
    assert len(hall.moments(GROUP)) == 8


async def test_a_penalty_that_comes_while_one_waits_is_kept_too() -> None:
    hall = Hall()
    for _ in range(4):
        hall.ask(PERSON, Kind.FINAL)
    await hall.at(0.5)
    hall.pacer.penalise(PERSON, 60)
    hall.pacer.penalise(PERSON, 5)
    await hall.at(100)
    assert hall.moments(PERSON)[3] == 60.5


async def test_answers_go_before_first_words_and_these_before_drafts() -> None:
    hall = Hall(Limits(Rate(1), lambda _: Rate(1, 3), patience=100))
    await hall.pacer.turn(1, Kind.FINAL)
    for chat, kind in ((2, Kind.DRAFT), (3, Kind.FIRST), (4, Kind.FINAL), (5, Kind.DRAFT), (6, Kind.FINAL)):
        hall.ask(chat, kind)
    await hall.at(10)
    assert [chat for _, chat, _ in hall.passed] == [4, 6, 3, 2, 5]


async def test_an_answer_does_not_stand_in_line_as_the_draft_that_waited_before_it() -> None:
    hall = Hall(Limits(Rate(1), lambda _: Rate(1, 3), patience=100))
    await hall.pacer.turn(1, Kind.FINAL)
    for chat, kind, message in ((2, Kind.DRAFT, 1), (2, Kind.FINAL, 2), (3, Kind.FINAL, 3)):
        hall.ask(chat, kind, message)
    await hall.at(10)
    assert [(chat, kind) for _, chat, kind in hall.passed] == [
        (2, Kind.FINAL),
        (3, Kind.FINAL),
        (2, Kind.DRAFT),
    ]


async def test_who_has_to_wait_long_does_not_let_others_sleep_on() -> None:
    hall = Hall()
    hall.pacer.penalise(PERSON, 300)
    hall.ask(PERSON, Kind.FINAL)
    await hall.at(1)
    for _ in range(4):
        hall.ask(8, Kind.FINAL)
    await hall.at(3)
    assert hall.moments(8)[3] == 2


async def test_within_a_chat_the_answer_goes_first() -> None:
    hall = Hall()
    for _ in range(3):
        hall.ask(PERSON, Kind.FINAL)
    await hall.at(0.2)
    hall.ask(PERSON, Kind.DRAFT, message=1)
    hall.ask(PERSON, Kind.FIRST, message=2)
    hall.ask(PERSON, Kind.FINAL, message=3)
    await hall.at(10)
    assert [kind for _, _, kind in hall.passed[3:]] == [Kind.FINAL, Kind.FIRST, Kind.DRAFT]


async def test_only_the_newest_draft_of_a_message_waits() -> None:
    hall = Hall()
    for _ in range(3):
        hall.ask(PERSON, Kind.FINAL)
    await hall.at(0.2)
    older = hall.ask(PERSON, Kind.DRAFT)
    hall.ask(PERSON, Kind.DRAFT, message=5)
    newest = hall.ask(PERSON, Kind.DRAFT)
    await hall.at(0.3)
    assert older.done()
    assert hall.left_out == 1
    await hall.at(10)
    assert newest.done()
    assert len(hall.passed) == 5


async def test_a_draft_never_waits_beside_the_final_text() -> None:
    hall = Hall()
    for _ in range(3):
        hall.ask(PERSON, Kind.FINAL)
    await hall.at(0.2)
    hall.ask(PERSON, Kind.DRAFT, message=5)
    await hall.at(0.3)
    hall.ask(PERSON, Kind.FINAL, message=5)
    await hall.at(10)
    assert [kind for _, _, kind in hall.passed] == [Kind.FINAL] * 4
    assert hall.left_out == 1


async def test_drafts_leave_room_for_an_answer_at_any_time() -> None:
    hall = Hall()
    for tenth in range(100):
        await hall.at(tenth / 10)
        hall.ask(PERSON, Kind.DRAFT)
    await hall.at(10)
    drafts = hall.moments(PERSON)
    assert 10 <= len(drafts) <= 12
    hall.ask(PERSON, Kind.FINAL)
    await hall.at(10.1)
    assert hall.passed[-1][0] == pytest.approx(10, abs=0.05)
    assert hall.passed[-1][2] == Kind.FINAL


async def test_signs_of_work_go_now_or_never() -> None:
    hall = Hall()
    assert await hall.pacer.turn(PERSON, Kind.SIGN)
    for _ in range(2):
        hall.ask(PERSON, Kind.FINAL)
    await hall.at(0)
    assert not await hall.pacer.turn(PERSON, Kind.SIGN)


async def test_a_draft_that_would_wait_long_is_left_out_at_once() -> None:
    hall = Hall()
    hall.pacer.penalise(PERSON, 30)
    assert not await hall.pacer.turn(PERSON, Kind.DRAFT)
    hall.ask(PERSON, Kind.FINAL)
    await hall.at(31)
    assert hall.moments(PERSON) == [30]


async def test_one_who_gives_up_keeps_nobody_waiting() -> None:
    hall = Hall(Limits(Rate(1000), lambda _: Rate(1)))
    await hall.pacer.turn(PERSON, Kind.FINAL)
    impatient = hall.ask(PERSON, Kind.FINAL)
    hall.ask(PERSON, Kind.FINAL)
    await hall.at(0.5)
    impatient.cancel()
    await hall.at(10)
    assert hall.moments(PERSON) == [1]
    assert hall.waiting() == 0


async def test_idle_chats_are_forgotten() -> None:
    hall = Hall(Limits(Rate(1e6, 1000), lambda _: Rate(1, 3)))
    hall.pacer.penalise("flooded", 1e6)
    for chat in range(5000):
        await hall.at(chat / 100)
        await hall.pacer.turn(chat, Kind.FINAL)
    assert len(hall.pacer) < 250


async def test_discord_lets_drafts_of_a_channel_through_once_a_second() -> None:
    hall = Hall(DISCORD)
    for tenth in range(200):
        await hall.at(tenth / 10)
        hall.ask("channel", Kind.DRAFT)
    assert 20 <= len(hall.moments("channel")) <= 25


async def test_time_that_really_passes_does_as_well() -> None:
    pacer = Pacer(Limits(Rate(1000), lambda _: Rate(50, 1)))
    loop = asyncio.get_running_loop()
    began = loop.time()
    assert await asyncio.gather(*(pacer.turn(PERSON, Kind.FINAL) for _ in range(6))) == [True] * 6
    assert loop.time() - began >= 0.099


_STEPS = st.lists(
    st.tuples(
        st.floats(0, 3),
        st.sampled_from([1, 2, 3, -1, -2]),
        st.sampled_from([*Kind, Kind.FINAL]),
        st.integers(0, 2),
        st.sampled_from([None, None, None, None, "penalty", "cancel"]),
    ),
    max_size=120,
)


@settings(max_examples=60, deadline=None)
@given(_STEPS)
def test_limits_hold_and_no_answer_is_lost_whatever_happens(
    steps: list[tuple[float, int, Kind, int, str | None]],
) -> None:
    asyncio.run(_happen(steps))


async def _happen(steps: list[tuple[float, int, Kind, int, str | None]]) -> None:
    hall = Hall()
    wanted, penalties, now = Counter[Chat](), list[tuple[int, float, float]](), 0.0
    for pause, chat, kind, message, event in steps:
        now += pause
        await hall.at(now)
        if event == "penalty":
            hall.pacer.penalise(chat, 10 * pause)
            penalties.append((chat, now, now + 10 * pause))
            continue
        task = hall.ask(chat, kind, message)
        if event == "cancel" and kind != Kind.FINAL:
            await asyncio.sleep(0)
            task.cancel()
        elif kind <= Kind.FIRST:
            wanted[chat] += 1
    await hall.at(now + 4000)
    assert hall.waiting() == 0
    granted = Counter(chat for _, chat, kind in hall.passed if kind <= Kind.FIRST)
    assert all(granted[chat] >= number for chat, number in wanted.items())
    for chat, start, end in penalties:
        assert not [moment for moment in hall.moments(chat) if start + 1e-6 < moment < end - 1e-6]
    for chat in (1, 2, 3):
        assert not hall.moments(chat) or most_within(hall.moments(chat), 0.999) <= 3 + 1
    for chat in (-1, -2):
        assert not hall.moments(chat) or most_within(hall.moments(chat), 60) <= 20
