"""What models see of the tools."""

import json
from typing import Any

import pytest

from tools.bookings import TOLD_AS_THEY_ARE

FORBIDDEN = (
    "user",
    "role",
    "price",
    "caller",
    "runtime",
    "context",
    "currency",
    "locale",
    "total",
    "status",
    "key",
)

ARGUMENTS = {
    "get_halls": set[str](),
    "get_hall": {"hall"},
    "get_hall_price": {"hall", "date", "start", "end"},
    "get_bookings_by_date": {"hall", "date"},
    "find_free_halls": {"date", "start", "end", "guests"},
    "propose_booking": {"hall", "date", "start", "end", "guests"},
    "create_booking": {"hall", "date", "start", "end", "guests"},
    "my_bookings": set[str](),
    "cancel_booking": {"number"},
    "pay_booking": {"number"},
}


def schemas(house: Any) -> dict[str, dict[str, Any]]:
    return {tool.name: tool.tool_call_schema.model_json_schema() for tool in house.tools}


async def test_the_tools_take_what_a_person_says_and_nothing_else(house: Any) -> None:
    assert {name: set(schema.get("properties", {})) for name, schema in schemas(house).items()} == ARGUMENTS


async def test_no_schema_holds_who_asks_or_what_it_costs(house: Any) -> None:
    for schema in schemas(house).values():
        for name in schema.get("properties", {}):
            assert not any(word in name for word in FORBIDDEN), name
        assert "$defs" not in json.dumps(schema)


async def test_every_tool_and_argument_is_explained_in_a_line_or_two(house: Any) -> None:
    for tool in house.tools:
        assert 20 < len(tool.description) < 200, tool.name
        for name, argument in tool.tool_call_schema.model_json_schema().get("properties", {}).items():
            assert 10 < len(argument["description"]) < 90, (tool.name, name)


async def test_what_changes_something_is_told_as_it_is(house: Any) -> None:
    assert {"create_booking", "cancel_booking", "pay_booking"} == TOLD_AS_THEY_ARE
    assert {tool.name for tool in house.tools} >= TOLD_AS_THEY_ARE


@pytest.mark.parametrize("hidden", ["user_id", "role", "price"])
async def test_arguments_that_a_model_makes_up_change_nothing(house: Any, hidden: str) -> None:
    ann = await house.person()
    wish = {"hall": "Loft", "date": "2026-11-24", "start": "18:00", "end": "20:00"}

    assert await ann.call("propose_booking", **wish, **{hidden: 1}) == await ann.call(
        "propose_booking", **wish
    )
