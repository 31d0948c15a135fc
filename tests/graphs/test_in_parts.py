"""A text that is longer than the model's window is summed up all the same, from notes of its parts."""

import re
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from graphs.in_parts import pieces_of
from graphs.memory import MOST_MESSAGES
from models.provider import Models
from models.usage import estimate
from tests.fakes.openai import FakeOpenAI, Reply, Request
from tests.graphs.conftest import OpenTalk
from tests.thorough import thorough

Make = Callable[..., Models]
WINDOW = 2_000
TURNS = thorough(1_000, 45)
FACTS = [f"fact{number}" for number in range(40)]
LONG = "Sum this up.\n\n" + "\n\n".join(
    f"In {fact} there is {'much to say and ' * 30}no more." for fact in FACTS
)
TOO_LONG = Reply("too long", status=400, code="context_length_exceeded")


def size(text: str) -> int:
    return estimate([HumanMessage(text)])


def facts_within(window: int) -> Callable[[Request], Reply]:
    """A model that says the facts which it has read, and is of no use for what goes past its window."""

    def respond(request: Request) -> Reply:
        if sum(size(str(message["content"])) for message in request.messages) > window:
            return TOO_LONG
        facts = dict.fromkeys(re.findall(r"fact\d+", request.text))
        return Reply(" ".join(facts) or "nothing")

    return respond


@given(st.text(alphabet="ab .\n!。字", max_size=400), st.integers(8, 60))
def test_pieces_are_the_text_and_none_is_too_large(text: str, most: int) -> None:
    pieces = list(pieces_of(text, most))
    assert "".join(pieces) == text
    assert all(size(piece) <= most for piece in pieces)


async def test_every_part_of_a_long_text_is_read_and_its_notes_are_remembered(
    open_talk: OpenTalk, make_models: Make
) -> None:
    with FakeOpenAI(respond=facts_within(WINDOW)) as server:
        models = make_models(server.url, window=WINDOW)
        async with open_talk(models=models, mode="summary:short") as talk:
            answer = await talk.say(LONG)
            assert answer.failure == ""
            assert answer.reply.text.split() == FACTS
            assert not [request for request in server.chats if len(request.text) > len(LONG) / 2]
            assert any("this is part 2 of " in shown for shown in talk.shown)
            assert talk.shown[-1].startswith("fact0 fact1")
            said = await talk.thread()
            assert len(said) == 2
            assert size(said[0].text) < WINDOW / 2
            again = await talk.say("And who is fact7?")
            assert answer.failure == ""
            assert "fact7" in again.reply.text
            assert [message["content"] for message in server.chats[-1].messages[1:3]] == [
                m.text for m in said
            ]
            assert await talk.conversation.retract(talk.said("/retry")) == "And who is fact7?"
            assert await talk.conversation.retract(talk.said("/retry")) == LONG


async def test_a_window_that_nobody_knows_of_is_found_out(open_talk: OpenTalk, make_models: Make) -> None:
    with FakeOpenAI(respond=facts_within(WINDOW)) as server:
        async with open_talk(models=make_models(server.url), mode="voice notes") as talk:
            answer = await talk.say(LONG, max_tokens=500)
    assert answer.reply.text.split() == FACTS


async def test_in_other_modes_what_is_too_long_stays_too_long(open_talk: OpenTalk, make_models: Make) -> None:
    with FakeOpenAI(respond=facts_within(WINDOW)) as server:
        async with open_talk(models=make_models(server.url, window=WINDOW), mode="translator") as talk:
            assert (await talk.say(LONG)).failure == "too_long"


async def test_a_model_that_takes_no_notes_comes_to_an_end(open_talk: OpenTalk, make_models: Make) -> None:
    def respond(request: Request) -> Reply:
        return Reply(request.text) if size(request.text) < WINDOW else TOO_LONG

    with FakeOpenAI(respond=respond) as server:
        async with open_talk(models=make_models(server.url, window=WINDOW), mode="summary") as talk:
            assert (await talk.say(LONG)).failure == "too_long"
        assert len(server.chats) < 100


async def test_what_a_summary_reads_stays_bounded_and_knows_the_beginning(open_talk: OpenTalk) -> None:
    def answer(messages: list[BaseMessage]) -> AIMessage:
        folds = "The summary so far" in messages[-1].text
        return AIMessage("They began with the garden party." if folds else "y" * 1_000)

    async with open_talk([answer], mode="summary") as talk:
        for number in range(TURNS):
            await talk.say(f"{number} garden party ".ljust(1_000, "x"))
        answers = [asked for asked in talk.model.asked if isinstance(asked[0], SystemMessage)]
        assert len(answers) == TURNS
        assert max(len(asked) for asked in answers) <= MOST_MESSAGES + 2
        assert max(len(message.text) for message in answers[-1] if message.type == "system") < 4_000
        assert "They began with the garden party." in answers[-1][0].text
        folded = [asked[-1].text for asked in talk.model.asked if len(asked) == 1]
        assert folded
        assert max(map(len, folded)) < 20_000
