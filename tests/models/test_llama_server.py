"""llama_cpp.server itself, with a tiny file: the ways of its own that `compatible` has to bear."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolCall, ToolMessage

from models.checking import Ability, Lack, check
from models.failover import first_answer
from models.provider import Models
from models.trouble import Reason, Trouble
from models.usage import tokens_used
from prompts import prompt
from tests.models.served import served

if find_spec("llama_cpp") is None or find_spec("starlette_context") is None:
    pytest.skip("the extra local, or llama_cpp.server's own, is not installed", allow_module_level=True)

from tests.fakes.gguf import write_gguf

Make = Callable[..., Models]
WINDOW = 2_048


@contextmanager
def serving(folder: Path, end: float) -> Iterator[str]:
    """The address of a server whose model leans so much towards ending an answer.

    It writes whole characters only. After half a one the server keeps everything back until the end, and tries in
    vain to decode all of that again at each token: with a bound of 1,000 tokens for hours.
    """
    file = write_gguf(folder / "tiny.gguf", {"a": 6.0, "b": 5.0}, end=end, ascii_only=True)
    program = [sys.executable, "-W", "ignore", "-m", "llama_cpp.server"]
    options = ["--model", str(file), "--n_ctx", str(WINDOW)]
    with served(lambda port: [*program, *options, "--port", str(port)], folder) as address:
        yield address


@pytest.fixture(scope="module")
def llama_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its answers end at a bound only."""
    with serving(tmp_path_factory.mktemp("endless"), -50.0) as address:
        yield address


async def test_it_heeds_the_bound_on_an_answer(make_models: Make, llama_server: str) -> None:
    model = await make_models(llama_server).candidates("chat")[0].model()
    message = await model.ainvoke("Say something", max_tokens=5)
    assert message.response_metadata["finish_reason"] == "length"
    assert 0 < len(message.text) <= 20


async def test_what_it_does_not_count_is_estimated(make_models: Make, llama_server: str) -> None:
    model = await make_models(llama_server).candidates("chat")[0].model()
    message = await model.ainvoke("Say something", max_tokens=5)
    assert tokens_used(message).output > 0


async def test_the_check_finds_what_it_can_do(make_models: Make, tmp_path: Path) -> None:
    with serving(tmp_path, 3.6) as address:
        candidate = make_models(address).candidates("chat")[0]
        found = (await check(candidate, lambda ability: prompt(f"check_{ability}"), 60)).found
    lacks = {ability: finding.lack for ability, finding in found.items() if finding.lack is not None}
    assert lacks == {Ability.TOOL: Lack.NO_CALL, Ability.USAGE: Lack.NOT_COUNTED}


async def test_a_conversation_with_a_call_of_a_tool_is_taken(make_models: Make, llama_server: str) -> None:
    """It turns down a message with null for its words, as they stand beside calls elsewhere."""
    model = await make_models(llama_server, model="m").candidates("chat")[0].model()
    call = ToolCall(name="find_hall", args={"hall": "Loft"}, id="one")
    talk = [HumanMessage("Hi"), AIMessage("", tool_calls=[call]), ToolMessage("60", tool_call_id="one")]
    assert (await model.ainvoke(talk, max_tokens=5)).text


async def test_people_who_ask_at_the_same_time_all_get_whole_answers(
    make_models: Make, llama_server: str
) -> None:
    """By itself it ends an answer as soon as somebody else asks for one."""
    models = make_models(llama_server, model="m")

    async def ask(person: int) -> tuple[str, int, set[Reason]]:
        answer = await first_answer(
            models.candidates("chat"),
            lambda model: model.ainvoke(f"I am {person}", max_tokens=200),
            models.policy,
        )
        return answer.card.name, len(answer.message.text), {failure.reason for failure in answer.failed}

    for troubles in ({Reason.BUSY}, set[Reason]()):
        answers = await asyncio.gather(*(ask(person) for person in range(4)))
        assert [name for name, _, _ in answers] == ["m"] * 4
        assert min(length for _, length, _ in answers) > 100
        assert {reason for _, _, failed in answers for reason in failed} == troubles


async def test_a_conversation_beyond_its_window_is_called_too_long(
    make_models: Make, llama_server: str
) -> None:
    """In a stream it says nothing and hangs up."""
    model = await make_models(llama_server, model="m").candidates("chat")[0].model()
    with pytest.raises(Trouble) as caught:
        await model.ainvoke("word " * WINDOW)
    assert (caught.value.reason, caught.value.retry) == (Reason.TOO_LONG, False)
