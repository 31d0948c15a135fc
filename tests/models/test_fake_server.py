import subprocess
import sys
import time

import httpx

from tests.fakes.openai import Call, FakeOpenAI, Reply


def test_as_a_program_it_prints_its_url_and_answers_after_the_delay() -> None:
    command = [sys.executable, "-m", "tests.fakes.openai", "--port", "0", "--delay", "0.05", "--text", "Yes."]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        try:
            url = program.stdout.readline().strip()
            began = time.monotonic()
            body = {"model": "x", "messages": [{"role": "user", "content": "Well?"}]}
            reply = httpx.post(f"{url}/chat/completions", json=body).json()
            assert time.monotonic() - began >= 0.05
        finally:
            program.terminate()
    assert reply["choices"][0]["message"]["content"] == "Yes."


def test_replies_come_in_order_and_requests_are_kept() -> None:
    with FakeOpenAI() as server:
        server.script(Reply("One"), Reply(calls=(Call("t", '{"broken'),)))
        bodies = [{"messages": [{"role": "user", "content": text}]} for text in ("a", "b", "c")]
        replies = [httpx.post(f"{server.url}/chat/completions", json=body).json() for body in bodies]
    messages = [reply["choices"][0]["message"] for reply in replies]
    assert messages[0]["content"] == "One"
    assert messages[1]["tool_calls"][0]["function"]["arguments"] == '{"broken'
    assert messages[2]["content"] == "You said: c"
    assert [request.text for request in server.chats] == ["a", "b", "c"]
