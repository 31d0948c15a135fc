"""The real program in front of a model server that misbehaves: nothing lost, nothing doubled."""

import os
import select
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from llmock.pytest_plugin import LLMock
from llmock.testing import LLMockServer

from app.stores import Stores
from storage.halls import NewHall
from tests.fakes.openai import Call, FakeOpenAI, Reply, Request, echo
from tests.program import PERSON, Exchange, Home, exchanges

HALL = NewHall("Atrium", (), {"en": "Glass all round."}, {}, ((0, 1440),) * 7, 80, 9000, "EUR", "UTC")
DAY = f"{datetime.now(UTC).date() + timedelta(days=3)}"
WISH = {"hall": "Atrium", "date": DAY, "start": "18:00", "end": "20:00"}
BROKEN = "Half an answer that will break off soon"
STALL = "[models.compatible]\nstall = 0.7\n"

FAULTS = {
    "It asks for a moment": Reply(status=429, headers={"retry-after": "1"}),
    "It fails": Reply("secret trace", status=500),
    "It falls silent": Reply(BROKEN, fault="stall", after=4),
    "It hangs up": Reply(BROKEN, fault="disconnect", after=4),
    "It stops early": Reply(BROKEN, fault="truncate", after=4),
    "It talks nonsense": Reply(BROKEN, fault="malformed", after=4),
}
DOWN = (Reply("secret trace", status=500),) * 3
AWAY = Reply("Incorrect key sk-secret", status=401)


def plain(text: str) -> str:
    return f"So much about: {text}"


@dataclass
class Server:
    """Answers as planned for a text, once each; after that with `plain`, and what a tool said as it is."""

    plans: dict[str, list[Reply]] = field(default_factory=dict)

    def respond(self, request: Request) -> Reply:
        if routing(request):
            return Reply("secret trace", status=500) if request.text == "It fails" else Reply("chat")
        if request.messages[-1]["role"] == "tool":
            return echo(request)
        planned = self.plans.get(request.text)
        return planned.pop(0) if planned else Reply(plain(request.text))


def routing(request: Request) -> bool:
    """Whether it only asks where a message belongs."""
    return str(request.messages[0]["content"]).startswith("Sort the person's message")


def asked(server: FakeOpenAI, text: str) -> list[Request]:
    return [request for request in server.chats if request.text == text and not routing(request)]


SCRIPT = (
    "Hello!",
    *FAULTS,
    "What halls do you have?",
    f"Book the Atrium on {DAY} from 18 to 20",
    "Confirm",
    "Is it down?",
    "1",
    "What halls are there?",
    "Какие у вас есть залы?",
    "thanks",
    f"Book the Atrium on {DAY} from 10 to 12",
)


def plans() -> dict[str, list[Reply]]:
    return {
        **{text: [fault] for text, fault in FAULTS.items()},
        "What halls do you have?": [Reply(calls=(Call("get_halls"),))],
        f"Book the Atrium on {DAY} from 18 to 20": [
            Reply(calls=(Call("create_booking", WISH),), fault="truncate", after=3),
            Reply(calls=(Call("create_booking", WISH),)),
        ],
        "Is it down?": list(DOWN),
        "What halls are there?": [AWAY],
        "Какие у вас есть залы?": list(DOWN),
        "thanks": [AWAY],
        f"Book the Atrium on {DAY} from 10 to 12": [AWAY],
    }


@dataclass(frozen=True)
class Talk:
    """A conversation that is over."""

    home: Home
    shown: list[Exchange]
    server: FakeOpenAI

    def answer(self, question: str) -> str:
        [found] = [exchange.answer for exchange in self.shown if exchange.question == question]
        return found


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talk]:
    """One process that goes through everything: starting it takes longest."""
    with FakeOpenAI(respond=Server(plans()).respond) as server:
        home = Home(
            tmp_path_factory.mktemp("home"), {"OPENAI_BASE_URL": server.url, "OPENAI_MODEL": "fake-model"}
        )
        (home.folder / "models.toml").write_text(STALL)
        home.furnish(HALL)
        yield Talk(home, home.chat(SCRIPT), server)


def test_every_line_is_answered_once_and_in_order(talk: Talk) -> None:
    questions = ["Try again" if line == "1" else line for line in SCRIPT]
    assert [exchange.question for exchange in talk.shown] == questions
    assert all(exchange.answer for exchange in talk.shown)


def test_plain_chat_is_streamed_and_counted(talk: Talk) -> None:
    [request] = asked(talk.server, "Hello!")
    assert request.body["stream"] is True
    assert talk.answer("Hello!") == plain("Hello!")
    used = talk.home.read(lambda stores: _usage(stores))
    assert ("fake-model", 11, 7, False) in used


@pytest.mark.parametrize("text", FAULTS)
def test_a_fault_is_tried_again_and_seen_by_nobody(talk: Talk, text: str) -> None:
    assert talk.answer(text) == plain(text)
    assert len(asked(talk.server, text)) == 2


def test_where_a_message_belongs_is_asked_once_at_most(talk: Talk) -> None:
    asked_where = [request.text for request in talk.server.chats if routing(request)]
    assert asked_where.count("It fails") == 1
    assert len(asked_where) == len(set(asked_where)) + 1, (
        "only the message that was tried again is sorted again"
    )


def test_the_server_gets_the_time_it_asked_for(talk: Talk) -> None:
    first, second = asked(talk.server, "It asks for a moment")
    assert second.at - first.at >= 1.0


def test_what_broke_off_is_neither_shown_nor_remembered(talk: Talk) -> None:
    told = asked(talk.server, "What halls do you have?")[0].messages[1:]
    said = [line for text in ("Hello!", *FAULTS) for line in (text, plain(text))]
    assert [message["content"] for message in told] == [*said, "What halls do you have?"]
    assert "Half an answer" not in str(talk.shown)
    assert "Half an answer" not in str(talk.home.transcript())


def test_tools_are_called_and_their_words_are_passed_on(talk: Talk) -> None:
    assert "Glass all round." in talk.answer("What halls do you have?")
    [request] = asked(talk.server, "What halls do you have?")
    assert "create_booking" in request.tools
    assert "user" not in str(request.body["tools"][0]["function"]["parameters"])


def test_a_confirmed_booking_is_held_once(talk: Talk) -> None:
    question = f"Book the Atrium on {DAY} from 18 to 20"
    assert "€180.00" in talk.answer(question)
    assert "1 Confirm  2 Change  3 Cancel" in talk.answer(question)
    [booking] = talk.home.bookings()
    assert (f"{booking.start:%Y-%m-%d %H:%M}", booking.status) == (f"{DAY} 18:00", "held")
    assert f"/b/{booking.key}" in talk.answer("Confirm")
    assert len(asked(talk.server, question)) == 2


def test_what_no_model_could_answer_is_kept_and_tried_again_at_a_press(talk: Talk) -> None:
    sorry = talk.answer("Is it down?")
    assert sorry == (
        "The model can't be reached right now. Your message is kept: try again in a minute.\n\n1 Try again"
    )
    assert talk.answer("Try again") == plain("Is it down?")
    assert len(asked(talk.server, "Is it down?")) == len(DOWN) + 1
    retried = asked(talk.server, "Is it down?")[-1].messages
    assert [message["content"] for message in retried].count("Is it down?") == 1


def test_the_built_in_model_takes_over_and_says_so(talk: Talk) -> None:
    for question, words, why in (
        (
            "What halls are there?",
            "Glass all round.",
            "turned us down, so the built-in model answered",
        ),
        ("Какие у вас есть залы?", "Atrium", "Модель сейчас недоступна, поэтому ответила встроенная."),
        ("thanks", "welcome", "so the built-in model answered"),
    ):
        answer = talk.answer(question)
        assert words in answer
        assert why in answer.splitlines()[-1]
        assert answer.count(why) == 1
    question = talk.answer(f"Book the Atrium on {DAY} from 10 to 12")
    assert "turned us down, so the built-in model answered" in question
    assert "1 Confirm" in question.splitlines()[-1]
    assert len(asked(talk.server, "What halls are there?")) == 1, "it stays for the whole turn"


def test_no_word_of_the_server_reaches_the_person(talk: Talk) -> None:
    assert "secret" not in str(talk.shown)
    assert "secret" not in str(talk.home.transcript())


async def _usage(stores: Stores) -> list[tuple[str, int, int, bool]]:
    user = await stores.users.resolve("terminal", PERSON, "", "en")
    session = await stores.sessions.at(f"terminal:{PERSON}", user.id)
    used = await stores.usage.of_session(session.id)
    return [(each.model, each.input_tokens, each.output_tokens, each.estimated) for each in used]


def test_killed_while_the_model_is_asked_it_is_asked_once_more_and_answers_once(tmp_path: Path) -> None:
    waits = Reply("too late", delay=60.0)
    with FakeOpenAI(respond=Server({"What is a heron?": [waits]}).respond) as server:
        home = Home(tmp_path, {"OPENAI_BASE_URL": server.url, "OPENAI_MODEL": "fake-model"})
        home.furnish(HALL)
        with home.start("chat") as program:
            assert program.stdin is not None
            program.stdin.write(b"Hello!\nWhat is a heron?\n")
            program.stdin.flush()
            while not asked(server, "What is a heron?"):
                assert program.poll() is None
                time.sleep(0.02)
            program.kill()
            before = exchanges(program.communicate()[0].decode())
        after = home.chat(["And what does it eat?"])
        assert [(each.question, each.answer) for each in (*before, *after)] == [
            ("Hello!", plain("Hello!")),
            ("What is a heron?", plain("What is a heron?")),
            ("And what does it eat?", plain("And what does it eat?")),
        ]
        assert len(asked(server, "What is a heron?")) == 2
        remembered = [message["content"] for message in server.chats[-1].messages[1:]]
        assert (
            remembered
            == [
                line
                for text in ("Hello!", "What is a heron?", "And what does it eat?")
                for line in (text, plain(text))
            ][:-1]
        )


def test_llmocks_faults_one_after_the_other(llmock_server: LLMockServer, tmp_path: Path) -> None:
    llmock = LLMock(llmock_server).reset()
    home = Home(tmp_path, {"OPENAI_BASE_URL": llmock.base_url(), "OPENAI_MODEL": "fake-model"})
    (home.folder / "models.toml").write_text(STALL)
    home.furnish(HALL)
    faults: dict[str, Callable[[LLMock], LLMock]] = {
        "One for a wait": lambda llmock: llmock.rate_limit(retry_after=0.2),
        "Two for a failure": lambda llmock: llmock.fail(500),
        "Three for a lost line": lambda llmock: llmock.disconnect(),
        "Four for a short answer": lambda llmock: llmock.truncate(),
        "Five for a silence": lambda llmock: llmock.stall(seconds=20),
        "Six for nonsense": lambda llmock: llmock.corrupt(),
    }
    with home.start("chat") as program:
        assert program.stdin is not None
        for words, strike in faults.items():
            strike(llmock.reset()).reply(words, times=None)
            program.stdin.write(b"hello\n")
            program.stdin.flush()
            shown = _read_until(program, f"{words}\n\n")
            assert shown.count(words.split()[0]) == 1
            llmock.assert_resilient()
        program.communicate(timeout=60)
        assert program.returncode == 0
    assert [text for role, text in home.transcript() if role == "assistant"] == list(faults)


def _read_until(program: "subprocess.Popen[bytes]", end: str) -> str:
    assert program.stdout is not None
    shown = b""
    while not shown.endswith(end.encode()):
        ready, _writable, _broken = select.select([program.stdout], [], [], 60)
        assert ready, shown
        piece = os.read(program.stdout.fileno(), 65536)
        assert piece, shown
        shown += piece
    return shown.decode()
