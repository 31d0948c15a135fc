"""What a day may cost, and how full a window gets."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.allowance import Allowance, AllowanceError, Amount, parse
from storage.budgets import Limit
from storage.users import User
from tests.bots.conftest import NOW, OpenTown
from tests.fakes.openai import FakeOpenAI, Reply, Request

NOW_DAY = NOW.date()
CARD = """
[models.fake-model]
provider = "compatible"
window = {window}
input_price = 1.0
output_price = 2.0
"""


def card(folder: Path, window: int = 100_000) -> None:
    (folder / "models.toml").write_text(CARD.format(window=window))


async def test_past_the_budget_no_model_is_asked_until_the_day_is_over(
    open_town: OpenTown, tmp_path: Path
) -> None:
    card(tmp_path)
    with FakeOpenAI(respond=lambda request: Reply("Fine.", usage=(14_000, 500))) as server:
        async with open_town(server=server.url, built_in=True, budgets="user=0.02usd") as town:
            await town.say("/mode chat")
            assert (await town.say("how are you these days?")).text == "Fine."
            assert "14,500 tokens, $0.015." in (await town.say("/budget")).text
            asked = len(server.chats)
            refused = await town.say("and tomorrow?")
            assert "renews Sun, 22 Nov 2026" in refused.text
            assert len(server.chats) == asked
            tokens = (await town.say("/t")).text
            assert "14,500" in tokens
            assert "Cost: $0.015" in tokens
            assert (await town.say("how are you?", by="bob", at="2")).text == "Fine.", "each has their own"


async def test_those_who_ask_at_once_cannot_spend_more_together(open_town: OpenTown) -> None:
    def answer(request: Request) -> Reply:
        return Reply("Fine.", usage=(900, 400))

    with FakeOpenAI(delay=0.1, respond=answer) as server:
        async with open_town(server=server.url, built_in=True, budgets="user=4000tokens") as town:
            for place in range(6):
                await town.say("/mode chat", at=str(place))
            await asyncio.gather(
                *(town.house.accept(town.incoming("how are you these days?", at=str(n))) for n in range(6))
            )
            await town.house.queue.drain()
            ann = await town.user()
            spent = await town.house.stores.budgets.spent(ann.id, NOW_DAY)
            assert 0 < spent.tokens <= 4_000
            assert len(server.chats) < 6
            assert spent.reserved_tokens == 0


async def test_without_a_bound_only_what_was_spent_is_told(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("hello")
        told = (await town.say("/budget")).text
        assert "Nothing bounds" in told
        assert "Today you used" in told


async def test_a_window_that_fills_is_told_once(open_town: OpenTown, tmp_path: Path) -> None:
    card(tmp_path, window=10_000)
    with FakeOpenAI(respond=lambda request: Reply("Fine.", usage=(8_300, 100))) as server:
        async with open_town(server=server.url, built_in=True) as town:
            await town.say("/mode chat")
            first = (await town.say("how are you these days?")).text
            assert "84 %" in first
            assert "/clear" in first
            assert (await town.say("how are you these days?")).text == "Fine."
            assert "of fake-model: 10,000 tokens" in (await town.say("/t")).text


def test_amounts_are_read_as_they_are_written() -> None:
    assert parse("user=0.50usd, moderator=200000tokens,telegram:123=2 USD , user=7tokens") == {
        "user": Amount(500_000, 7),
        "moderator": Amount(tokens=200_000),
        "telegram:123": Amount(micros=2_000_000),
    }
    assert parse("") == {}


WRONG = """
    user; user=; user=5; user=-1usd; guest=1usd; user=1.5tokens; user=1eur; telegram:=1usd; user=0.0000001usd;
    mail:1=1usd; user=900000000000000000000tokens; =1usd; user=1usd=2usd
"""


@pytest.mark.parametrize("wrong", [entry.strip() for entry in WRONG.split(";")])
def test_a_wrong_entry_is_named(wrong: str) -> None:
    with pytest.raises(AllowanceError) as raised:
        parse(f"admin=1usd, {wrong}")
    assert raised.value.entry == wrong


def test_one_bound_of_a_kind_each() -> None:
    with pytest.raises(AllowanceError):
        parse("user=1usd, user=2usd")


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        amounts = parse(text)
    except AllowanceError:
        return
    assert all(amount.micros is not None or amount.tokens is not None for amount in amounts.values())


WHO = st.sampled_from(["user", "moderator", "admin", "telegram:1", "discord:99", "terminal:ann"])
AMOUNTS = st.one_of(
    st.integers(0, 10**9).map(lambda cents: (f"{cents / 100:.2f}usd", Amount(micros=cents * 10_000))),
    st.integers(0, 10**12).map(lambda count: (f"{count}tokens", Amount(tokens=count))),
)


@given(st.dictionaries(WHO, AMOUNTS))
def test_what_is_written_is_what_is_granted(granted: dict[str, tuple[str, Amount]]) -> None:
    text = " ,".join(f"{who} = {amount[0]}" for who, amount in granted.items())
    assert parse(text) == {who: amount for who, (_text, amount) in granted.items()}


def test_the_nearest_rule_holds() -> None:
    allowance = Allowance(parse("user=1usd, telegram:7=2usd"))
    ann = User(1, "user", "en", "UTC", "Ann")
    assert allowance.limit(ann, "telegram", "8") == Limit(1_000_000)
    assert allowance.limit(ann, "telegram", "7") == Limit(2_000_000)
    own = User(1, "user", "en", "UTC", "Ann", budget="30tokens")
    assert allowance.limit(own, "telegram", "7") == Limit(None, 30)
    assert allowance.limit(User(2, "admin", "en", "UTC", "Eve"), "discord", "7") is None
