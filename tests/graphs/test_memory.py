from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from graphs.memory import (
    KEPT_MESSAGES,
    MOST_CHARACTERS,
    MOST_MESSAGES,
    SUMMARY_CHARACTERS,
    as_lines,
    extract,
    may_exceed,
    split_window,
)
from graphs.speakers import spoken
from models.usage import estimate


def turn(number: int, tools: int = 0, size: int = 20) -> list[AnyMessage]:
    calls = [
        {"name": "get_halls", "args": {}, "id": f"c{number}-{i}", "type": "tool_call"} for i in range(tools)
    ]
    asked: list[AnyMessage] = [HumanMessage(f"question {number} ".ljust(size, "x"), id=f"h{number}")]
    if calls:
        asked.append(AIMessage("", tool_calls=calls, id=f"t{number}"))
        asked += [ToolMessage("halls", tool_call_id=call["id"], id=call["id"]) for call in calls]
    return [*asked, AIMessage(f"answer {number} ".ljust(size, "y"), id=f"a{number}")]


turns = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9_000)), min_size=1, max_size=60).map(
    lambda shapes: [m for n, (tools, size) in enumerate(shapes) for m in turn(n, tools, size)]
)


@given(turns)
def test_the_window_is_bounded_and_cut_before_a_persons_message(messages: list[AnyMessage]) -> None:
    split = split_window(messages)
    assert [*split.older, *split.recent] == messages
    assert isinstance(split.recent[0], HumanMessage)
    last_turn = max(i for i, message in enumerate(messages) if isinstance(message, HumanMessage))
    alone = split.recent == messages[last_turn:]
    assert alone or len(split.recent) <= MOST_MESSAGES
    assert alone or sum(len(message.text) for message in split.recent) <= MOST_CHARACTERS


@given(turns, st.integers(50, 20_000))
def test_the_window_keeps_to_the_models_room_where_more_than_the_last_turn_is_left(
    messages: list[AnyMessage], room: int
) -> None:
    split = split_window(messages, room)
    assert [*split.older, *split.recent] == messages
    assert isinstance(split.recent[0], HumanMessage)
    last_turn = max(i for i, message in enumerate(messages) if isinstance(message, HumanMessage))
    assert split.recent == messages[last_turn:] or estimate(split.recent) <= room


@given(turns, st.integers(50, 50_000))
def test_a_glance_never_takes_what_is_too_much_for_what_fits(messages: list[AnyMessage], tokens: int) -> None:
    assert may_exceed(messages, tokens) or estimate(messages) <= tokens


def test_names_stand_in_what_is_summarised() -> None:
    assert as_lines([spoken("I like tea", "Ann", "1"), AIMessage("Noted.")]) == [
        "Ann: I like tea",
        "assistant: Noted.",
    ]


def test_a_short_conversation_is_kept_whole() -> None:
    messages = [message for number in range(MOST_MESSAGES // 2) for message in turn(number)]
    assert split_window(messages).older == []


def test_folding_makes_room_for_more_than_one_turn() -> None:
    messages = [message for number in range(MOST_MESSAGES // 2 + 1) for message in turn(number)]
    assert len(split_window(messages).recent) <= KEPT_MESSAGES


@given(st.text(max_size=5_000), turns)
def test_an_extract_is_bounded_and_ends_with_the_latest(summary: str, messages: list[AnyMessage]) -> None:
    shorter = extract(summary, messages)
    assert len(shorter) <= SUMMARY_CHARACTERS
    assert shorter.endswith(as_lines(messages, most=120)[-1])


def test_tool_results_are_not_told_as_sayings() -> None:
    lines = as_lines(turn(1, tools=2))
    assert [line.split(":")[0] for line in lines] == ["person", "assistant"]
