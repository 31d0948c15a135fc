"""Telegram's limits on sending."""

import pytest

from tests.fakes.telegram.calls import Call
from tests.fakes.telegram.errors import Refused
from tests.fakes.telegram.flood import FloodControl


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def flood(clock: Clock) -> FloodControl:
    control = FloodControl(clock)
    control.on()
    return control


def retry_after(flood: FloodControl, chat: int, method: str = "sendMessage") -> int:
    """0 where the call passes."""
    try:
        flood.check(Call(method, {"chat_id": chat}))
    except Refused as refused:
        return int(refused.parameters["retry_after"])
    return 0


def test_a_private_chat_takes_a_burst_and_then_one_a_second(flood: FloodControl, clock: Clock) -> None:
    assert [retry_after(flood, 7) for _ in range(4)] == [0, 0, 0, 1]
    clock.now += 1
    assert [retry_after(flood, 7, "editMessageText"), retry_after(flood, 7)] == [0, 1]
    assert retry_after(flood, 8) == 0


def test_a_group_takes_twenty_a_minute(flood: FloodControl, clock: Clock) -> None:
    for _ in range(20):
        assert retry_after(flood, -7) == 0
        clock.now += 1
    assert retry_after(flood, -7) == 40
    clock.now += 39
    assert retry_after(flood, -7) == 1
    clock.now += 1
    assert retry_after(flood, -7) == 0


def test_all_chats_together_take_thirty_a_second(flood: FloodControl, clock: Clock) -> None:
    assert [retry_after(flood, chat) for chat in range(1, 32)] == [0] * 30 + [1]
    clock.now += 1
    assert retry_after(flood, 40) == 0


def test_chat_actions_and_deletions_are_free_and_off_is_off(flood: FloodControl) -> None:
    assert [retry_after(flood, 7, "sendChatAction") for _ in range(50)] == [0] * 50
    assert [retry_after(flood, 7, "deleteMessage") for _ in range(50)] == [0] * 50
    flood.on(False)
    assert [retry_after(flood, 7) for _ in range(50)] == [0] * 50
