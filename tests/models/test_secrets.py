"""Keys and logins show in no log, no repr and no error."""

import logging
import traceback
from collections.abc import Callable

import pytest
from langchain_core.load import dumps
from structlog.testing import capture_logs

from models.failover import ModelUnavailable, first_answer
from models.provider import Models
from models.trouble import Trouble
from tests.fakes.openai import FakeOpenAI, Reply

Make = Callable[..., Models]
KEY = "sk-proj-topsecret"
LOGIN = "hunter2"
SECRETS = (KEY, LOGIN, "Ym9iOmh1bnRlcjI")


@pytest.mark.parametrize("login", ["", f"bob:{LOGIN}@"])
@pytest.mark.parametrize(
    "reply",
    [
        Reply("Hello"),
        Reply(f"Incorrect API key provided: {KEY} {LOGIN}", status=401, code="invalid_api_key"),
        Reply(f"No such thing: {KEY} {LOGIN}", status=404, code=KEY),
        Reply(f"Bad request: {KEY} {LOGIN}", status=400),
        Reply(f"Failed: {KEY} {LOGIN}", status=500),
        Reply("Hello there", fault="disconnect"),
        Reply("Hello there", fault="malformed"),
    ],
    ids=lambda reply: reply.fault or str(reply.status),
)
async def test_nothing_secret_is_shown(
    make_models: Make, server: FakeOpenAI, caplog: pytest.LogCaptureFixture, reply: Reply, login: str
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script(*[reply] * 9)
    models = make_models(server.url.replace("://", f"://{login}"), key=KEY)
    shown: list[str] = []
    with capture_logs() as logs:
        server_only = models.candidates("chat")[:1]
        try:
            await first_answer(server_only, lambda model: model.ainvoke("Hi"), models.policy)
        except ModelUnavailable as error:
            shown += [repr(error), "".join(traceback.format_exception(error)), repr(error.failed)]
        model = await server_only[0].model()
        try:
            await model.ainvoke("Hi")
        except Trouble as error:
            shown += [repr(error), "".join(traceback.format_exception(error)), repr(vars(error))]
    assert server.chats[0].headers["authorization"].startswith("Basic" if login else f"Bearer {KEY}")
    shown += [repr(models.cards), repr(server_only), repr(model), str(model), dumps(model)]
    shown += [str(logs), *(record.getMessage() for record in caplog.records), caplog.text]
    for secret in SECRETS:
        assert secret not in "\n".join(shown)
