from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from models.diagnosis import diagnose, retry_after
from models.policy import Policy


@pytest.mark.parametrize(
    ("milliseconds", "header", "seconds"),
    [
        (None, "7", 7.0),
        (None, "0.5", 0.5),
        ("250", "7", 0.25),
        (None, None, None),
        (None, "soon", None),
        (None, "-3", None),
        ("inf", "nan", None),
    ],
)
def test_how_long_the_server_asks_to_wait(
    milliseconds: str | None, header: str | None, seconds: float | None
) -> None:
    assert retry_after(milliseconds, header) == seconds


def test_a_wait_until_a_date() -> None:
    inside_a_minute = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    assert 28 < (retry_after(None, inside_a_minute) or 0) <= 30
    assert retry_after(None, "Wed, 21 Oct 2015 07:28:00 GMT") == 0.0


def test_what_is_not_about_the_server_is_no_trouble_of_its() -> None:
    assert diagnose(ZeroDivisionError()) is None
    assert diagnose(MemoryError()) is None


def test_waits_double_with_jitter_and_are_never_shorter_than_asked() -> None:
    policy = Policy(backoff=1.0, longest_wait=60.0)
    for attempt in range(3):
        waits = [policy.wait(attempt, None) or 0 for _ in range(50)]
        assert 2**attempt * 0.5 <= min(waits) < max(waits) <= 2**attempt
    assert policy.wait(0, 59.0) == 59.0
    assert policy.wait(0, 61.0) is None
    assert (policy.wait(0, 0.0) or 0) >= 0.5
