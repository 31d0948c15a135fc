"""Which ways to pay the settings open."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from app.settings import Settings
from app.tills import make_ways, payment_webhooks
from payments.ways import Ways
from storage.clock import utc_now

STRIPE = {"stripe_api_key": SecretStr("sk_test_1"), "stripe_webhook_secret": SecretStr("whsec_1")}
CARDS = {"telegram_bot_token": SecretStr("1:A"), "telegram_payment_token": SecretStr("1:TEST:2")}
STARS = {"telegram_bot_token": SecretStr("1:A"), "telegram_stars_rate": Decimal(65)}

pytestmark = pytest.mark.usefixtures("clean_environment")


def ways_of(**set_: Any) -> Ways:
    return make_ways(Settings(**set_), "https://halls.example.org", lambda: None, utc_now)


@pytest.fixture
def logs() -> Iterator[list[Any]]:
    with capture_logs() as captured:
        yield captured


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({}, ["test"]),
        (STRIPE, ["stripe"]),
        (CARDS, ["telegram"]),
        (STARS, ["stars"]),
        ({**STRIPE, **CARDS, **STARS}, ["stripe", "telegram", "stars"]),
    ],
)
async def test_what_has_keys_is_there_and_the_test_page_only_without_any(
    settings: dict[str, Any], names: list[str]
) -> None:
    ways = ways_of(**settings)
    assert list(ways.names) == names
    assert ways.is_practice == (names == ["test"])
    await ways.aclose()


async def test_an_owner_who_serves_the_public_reads_that_no_money_moves(logs: list[Any]) -> None:
    ways_of(public_url="https://halls.example.org")
    assert [log["log_level"] for log in logs] == ["warning"]


def test_only_stripe_has_a_webhook() -> None:
    no_cashier: Any = None
    assert payment_webhooks(Settings(**STARS), no_cashier) == ()
    (router,) = payment_webhooks(Settings(**STRIPE), no_cashier)
    assert [getattr(route, "path", "") for route in router.routes] == ["/stripe/webhook"]
