"""One fake Stripe for all tests of a process; each finds it as at its start."""

from collections.abc import Iterator

import pytest

from tests.fakes.stripe import FakeStripe, running_stripe


@pytest.fixture(scope="session")
def _stripe() -> Iterator[FakeStripe]:
    with running_stripe() as stripe:
        yield stripe


@pytest.fixture
def stripe(_stripe: FakeStripe) -> FakeStripe:
    _stripe.forget()
    return _stripe
