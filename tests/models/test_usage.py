import pytest
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.messages.ai import UsageMetadata

from models.usage import Tokens, estimate, tokens_used


def test_what_the_server_said_is_taken() -> None:
    message = AIMessage("Hi", usage_metadata=UsageMetadata(input_tokens=9, output_tokens=4, total_tokens=13))
    assert tokens_used(message, [HumanMessage("a long prompt " * 100)]) == Tokens(9, 4, estimated=False)


@pytest.mark.parametrize("said", [None, UsageMetadata(input_tokens=0, output_tokens=0, total_tokens=0)])
def test_what_the_server_did_not_say_is_estimated(said: UsageMetadata | None) -> None:
    used = tokens_used(AIMessage("word " * 100, usage_metadata=said), [HumanMessage("word " * 40)])
    assert used.estimated
    assert 100 <= used.output <= 150
    assert 40 <= used.input <= 70


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        # As OpenAI's o200k vocabulary counts them.
        ("Could you please book the large hall for tomorrow evening, from six to eight?", 16),
        ("Забронируйте, пожалуйста, большой зал на завтрашний вечер, с шести до восьми.", 21),
        ("请帮我预订明天晚上六点到八点的大厅。", 14),
    ],
)
def test_an_estimate_is_near_and_rather_too_high_in_every_script(text: str, tokens: int) -> None:
    assert tokens <= estimate([HumanMessage(text)]) <= tokens * 2


def test_pictures_and_tool_calls_count() -> None:
    picture = HumanMessage(
        [{"type": "image_url", "image_url": {"url": "data:image/png;base64," + "A" * 9999}}]
    )
    assert 85 <= estimate([picture]) <= 120
    call = {"name": "get_hall", "args": {"hall": "Loft"}, "id": "1"}
    assert estimate([AIMessage("", tool_calls=[call])]) > estimate([AIMessage("")])
