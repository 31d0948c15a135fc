"""Calls of tools: whatever the weights, they are of a tool that is there, with arguments that fit its schema."""

import json
from typing import Literal

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from pydantic import BaseModel

from app.parts import tool_instructions
from models.limit import at_its_limit
from models.llama.calling import offer, read_call
from models.llama.messages import as_said
from tests.models.llama.conftest import BRIEF, CALLS, WORDS, OpenModel
from tools.bookings import booking_tools
from tools.halls import hall_tools


class Guest(BaseModel):
    """Somebody who comes."""

    name: Literal["Ann", "Bob", "Ольга"]
    age: int | None = None


@tool
def book(hall: Literal["Loft", "Зал"], hours: Literal[1, 2], guests: list[Guest], paid: bool) -> str:
    """Book a hall."""
    return f"{hall} {hours} {guests} {paid}"


@tool
def look() -> str:
    """Look at the halls."""
    return "halls"


async def test_a_call_fits_the_schema_of_its_tool(open_model: OpenModel) -> None:
    model = (await open_model(CALLS)).bind_tools([book, look], tool_choice="any")
    called = set()
    for number in range(12):
        said = await model.ainvoke([HumanMessage(f"book {number}")], max_tokens=1_500)
        [call] = said.tool_calls
        assert said.text == ""
        assert said.response_metadata["finish_reason"] == "tool_calls"
        called.add(call["name"])
        if call["name"] == "book":
            book.args_schema.model_validate(call["args"])
        else:
            assert call["args"] == {}
        assert call["id"]
    assert called == {"book", "look"}


async def test_the_named_tool_is_called(open_model: OpenModel) -> None:
    model = (await open_model(CALLS)).bind_tools([book, look], tool_choice="look")
    for _ in range(4):
        [call] = (await model.ainvoke([HumanMessage("hello")])).tool_calls
        assert call["name"] == "look"


async def test_free_to_choose_it_calls_or_talks_and_talk_is_streamed(open_model: OpenModel) -> None:
    calling = (await open_model(CALLS)).bind_tools([look])
    assert (await calling.ainvoke([HumanMessage("hello")])).tool_calls
    talking = (await open_model(WORDS)).bind_tools([look])
    pieces = [piece async for piece in talking.astream([HumanMessage("hello")], max_tokens=900)]
    assert len([piece for piece in pieces if piece.text]) > 1
    assert not any(piece.tool_call_chunks for piece in pieces)


async def test_told_not_to_call_it_talks(open_model: OpenModel) -> None:
    model = (await open_model(CALLS)).bind_tools([look], tool_choice="none")
    said = await model.ainvoke([HumanMessage("hello")], max_tokens=20)
    assert not said.tool_calls
    assert said.text.startswith("{")


async def test_a_call_that_was_cut_is_no_call_and_no_words(open_model: OpenModel) -> None:
    model = (await open_model(CALLS)).bind_tools([book], tool_choice="any")
    said = await model.ainvoke([HumanMessage("hello")], max_tokens=12)
    assert (said.text, said.tool_calls, said.invalid_tool_calls) == ("", [], [])
    assert at_its_limit(said)


async def test_the_assistants_own_tools_make_a_grammar(open_model: OpenModel) -> None:
    tools = [*hall_tools(None), *booking_tools(None)]  # type: ignore[arg-type]  # they are never run
    model = await open_model(BRIEF, window=16_000, card={"window": 16_000})
    calling = model.bind_tools(tools, tool_choice="any")
    known = {each.name: each for each in tools}
    for _ in range(5):
        said = await calling.ainvoke([HumanMessage("book it")], max_tokens=4_000)
        [call] = said.tool_calls
        known[call["name"]].tool_call_schema.model_validate(call["args"])


async def test_structured_output_is_of_its_class(open_model: OpenModel) -> None:
    model = (await open_model(CALLS)).with_structured_output(Guest)
    assert isinstance(await model.ainvoke([HumanMessage("who?")]), Guest)


async def test_json_is_written_where_the_format_asks_for_it(open_model: OpenModel) -> None:
    model = await open_model(CALLS)
    schema = Guest.model_json_schema()
    wanted = {"type": "json_schema", "json_schema": {"name": "guest", "schema": schema}}
    said = await model.ainvoke([HumanMessage("who?")], response_format=wanted, max_tokens=500)
    Guest.model_validate_json(said.text)


@pytest.mark.parametrize("text", ['{"tool": "look"', '{"tool": "look"}', "[]", '"x"', "{}"])
def test_half_a_call_is_none(text: str) -> None:
    assert read_call(text) is None


def test_a_call_is_read_with_its_arguments_as_they_are() -> None:
    assert read_call('{"tool": "look", "arguments": {"name": "Зал\n1"}}') == ("look", '{"name": "Зал\\n1"}')


def test_no_tools_no_offer() -> None:
    assert offer([], "any") is None
    assert offer([{"type": "function", "function": {"name": "look"}}], "none") is None


def test_calls_and_results_are_told_as_any_model_can_read_them() -> None:
    offered = offer([{"type": "function", "function": {"name": "look", "description": "Look."}}], None)
    call = {"name": "look", "args": {"n": 1}, "id": "1"}
    messages = [
        SystemMessage("Be kind."),
        HumanMessage("Look!"),
        AIMessage("", tool_calls=[call]),
        ToolMessage("Two halls.", name="look", tool_call_id="1"),
    ]
    said = as_said(messages, offered, tool_instructions)
    assert [each["role"] for each in said] == ["system", "user", "assistant", "user"]
    assert said[0]["content"].startswith("Be kind.\n\n")
    assert '{"name": "look", "description": "Look."}' in said[0]["content"]
    assert "You may call a tool" in said[0]["content"]
    assert json.loads(said[2]["content"]) == {"tool": "look", "arguments": {"n": 1}}
    assert said[3]["content"] == "[look]\nTwo halls."
    assert as_said(messages[1:], offered, tool_instructions)[0]["role"] == "system"
