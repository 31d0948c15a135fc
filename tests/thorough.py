"""How often a test repeats itself: a few times by hand, many where nothing may skip, as in CI."""

import os
from typing import TypeVar

import pytest

T = TypeVar("T")

THOROUGH = bool(os.environ.get("CONCIERGE_TEST_NO_SKIP"))


only_thorough = pytest.mark.skipif(
    not THOROUGH, reason="others show nearly the same sooner: CONCIERGE_TEST_NO_SKIP=1 runs it, as CI does"
)


def thorough(many: T, few: T) -> T:
    """`many` in CI, `few` elsewhere; both have to find what is wrong, the one more surely."""
    return many if THOROUGH else few
