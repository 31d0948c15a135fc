"""One at a time, fair between persons, bounded, and nobody is left behind whatever is cancelled."""

import asyncio
import random
from collections.abc import AsyncIterator, Hashable
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from models.admission import Admission, Crowded


@dataclass
class Room:
    """People who want in; `served` is who came in, in order, and `places` what each was told."""

    admission: Admission
    served: list[str] = field(default_factory=list[str])
    places: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    inside: list[str] = field(default_factory=list[str])
    tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict[str, asyncio.Task[None]])
    doors: dict[str, asyncio.Event] = field(default_factory=dict[str, asyncio.Event])

    async def come(self, *names: str) -> None:
        """Each name begins with the person's letter: "a3" is a's third wish."""
        for name in names:
            self.approach(name)
            await asyncio.sleep(0)

    def approach(self, name: str) -> None:
        """They come as soon as the loop goes on."""
        self.doors[name] = asyncio.Event()
        self.tasks[name] = asyncio.create_task(self._stay(name, name[0]))

    async def _stay(self, name: str, person: Hashable) -> None:
        self.places[name] = []
        async with self.admission.turn(person, waits=self.places[name].append):
            assert not self.inside, "two at once"
            self.inside.append(name)
            self.served.append(name)
            try:
                await self.doors[name].wait()
            finally:
                self.inside.remove(name)

    async def leave(self) -> None:
        """Whoever is inside goes, and the next one comes in."""
        self.doors[self.inside[0]].set()
        await settle()

    async def empty(self) -> None:
        while self.inside:
            await self.leave()

    async def cancel(self, name: str) -> None:
        self.tasks[name].cancel()
        await settle()


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    room = Room(Admission(most_waiting=12))
    yield room
    for task in room.tasks.values():
        task.cancel()
    await asyncio.gather(*room.tasks.values(), return_exceptions=True)
    assert room.admission.waiting == 0
    async with asyncio.timeout(1), room.admission.turn("whoever comes last"):
        pass


async def test_a_persons_wishes_come_one_after_the_other_in_their_order(room: Room) -> None:
    await room.come("a1", "a2", "a3")
    assert room.served == ["a1"]
    await room.empty()
    assert room.served == ["a1", "a2", "a3"]


async def test_ten_wishes_delay_another_persons_one_by_the_turn_that_goes_on(room: Room) -> None:
    await room.come(*(f"a{number}" for number in range(10)), "b1")
    await room.leave()
    assert room.served == ["a0", "b1"]
    await room.empty()
    assert room.served[2:] == [f"a{number}" for number in range(1, 10)]


async def test_people_with_much_to_ask_take_turns(room: Room) -> None:
    await room.come("a1", "a2", "a3", "b1", "b2", "b3", "c1")
    await room.empty()
    assert room.served == ["a1", "b1", "c1", "a2", "b2", "a3", "b3"]


async def test_who_has_just_been_served_comes_after_who_has_not(room: Room) -> None:
    await room.come("a1", "b1", "b2")
    await room.leave()
    await room.come("c1", "a2")
    await room.empty()
    assert room.served == ["a1", "b1", "c1", "a2", "b2"]


async def test_everybody_is_told_their_place_and_every_change_of_it(room: Room) -> None:
    await room.come("a1", "a2", "a3", "b1")
    assert room.places == {"a1": [], "a2": [1, 2], "a3": [2, 3], "b1": [1]}
    await room.empty()
    assert room.places == {"a1": [], "a2": [1, 2, 1], "a3": [2, 3, 2, 1], "b1": [1]}


async def test_nobody_is_told_a_place_that_stays_the_same(room: Room) -> None:
    await room.come("a1", "b1", "c1", "b2")
    assert room.places["b1"] == [1]
    await room.cancel("c1")
    assert room.places["b1"] == [1]
    assert room.places["b2"] == [3, 2]


async def test_past_the_bound_one_is_refused_with_how_many_wait(room: Room) -> None:
    room.admission = Admission(most_waiting=2)
    await room.come("a1", "b1", "c1", "d1")
    with pytest.raises(Crowded) as refused:
        await room.tasks["d1"]
    assert refused.value.waiting == 2
    await room.leave()
    await room.come("d2")
    await room.empty()
    assert room.served == ["a1", "b1", "c1", "d2"]


async def test_one_person_cannot_take_every_place(room: Room) -> None:
    room.admission = Admission(most_waiting=3)
    await room.come("a1", "a2", "a3", "a4", "b1")
    with pytest.raises(Crowded):
        await room.tasks["a4"]
    await room.come("b2", "b3", "a5")
    assert {name for name in room.tasks if room.tasks[name].done()} == {"a4", "b2", "b3", "a5"}
    await room.empty()
    assert room.served == ["a1", "b1", "a2", "a3"]
    for refused in ("b2", "b3", "a5"):
        with pytest.raises(Crowded):
            await room.tasks[refused]


async def test_with_no_place_to_wait_only_a_free_room_is_entered(room: Room) -> None:
    room.admission = Admission(most_waiting=0)
    await room.come("a1", "b1")
    with pytest.raises(Crowded):
        await room.tasks["b1"]
    await room.leave()
    await room.come("b2")
    assert room.served == ["a1", "b2"]


async def test_who_is_cancelled_leaves_the_line_and_the_others_move_up(room: Room) -> None:
    await room.come("a1", "b1", "c1")
    await room.cancel("b1")
    assert room.places["c1"] == [2, 1]
    await room.empty()
    assert room.served == ["a1", "c1"]


async def test_who_is_cancelled_inside_lets_the_next_one_in(room: Room) -> None:
    await room.come("a1", "b1")
    await room.cancel("a1")
    assert room.inside == ["b1"]


async def test_a_turn_that_fails_lets_the_next_one_in(room: Room) -> None:
    async def fail() -> None:
        async with room.admission.turn("a"):
            await room.come("b1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    await settle()
    assert room.inside == ["b1"]


async def test_who_is_cancelled_while_being_called_hands_the_turn_on(room: Room) -> None:
    async with room.admission.turn("a"):
        await room.come("b1", "c1")
    room.tasks["b1"].cancel()
    await settle()
    assert room.served == ["c1"]


async def test_who_is_cancelled_just_before_being_called_is_passed_over(room: Room) -> None:
    await room.come("a1", "b1", "c1")
    room.doors["a1"].set()
    room.tasks["b1"].cancel()
    await settle()
    assert room.served == ["a1", "c1"]


async def test_who_is_just_being_cancelled_makes_no_room_twice(room: Room) -> None:
    room.admission = Admission(most_waiting=3)
    await room.come("a1", "a2", "a3", "a4")
    room.approach("b1")
    room.approach("c1")
    room.tasks["a4"].cancel()
    with pytest.raises(Crowded):
        await room.tasks["a3"]
    await room.empty()
    assert room.served == ["a1", "b1", "c1", "a2"]


async def test_who_has_one_wish_more_than_a_newcomer_keeps_the_place(room: Room) -> None:
    room.admission = Admission(most_waiting=2)
    await room.come("a1", "b1", "a2", "c1")
    with pytest.raises(Crowded):
        await room.tasks["c1"]
    await room.cancel("b1")
    await room.come("a3", "c2")
    with pytest.raises(Crowded):
        await room.tasks["a3"]
    await room.empty()
    assert room.served == ["a1", "c2", "a2"]


@pytest.mark.parametrize("seed", range(20))
async def test_whatever_happens_all_are_served_or_refused_and_nobody_waits_for_two_of_anothers_turns(
    room: Room, seed: int
) -> None:
    chance = random.Random(seed)
    first_waits: dict[str, int] = {}
    for number in range(120):
        match chance.random():
            case dice if dice < 0.5:
                name = f"{chance.choice('abcd')}{number}"
                alone = not any(other[0] == name[0] and not room.tasks[other].done() for other in room.tasks)
                await room.come(name)
                if alone and not room.tasks[name].done() and name not in room.inside:
                    first_waits[name] = len(room.served)
            case dice if dice < 0.65 and room.tasks:
                await room.cancel(chance.choice(list(room.tasks)))
            case _ if room.inside:
                await room.leave()
            case _:
                pass
        assert room.admission.waiting <= 12
    await room.empty()
    for name, since in first_waits.items():
        if name in room.served:
            between = [other[0] for other in room.served[since : room.served.index(name)]]
            assert len(between) == len(set(between))
    for name, task in room.tasks.items():
        assert task.done()
        with suppress(Crowded, asyncio.CancelledError):
            await task
            assert name in room.served
