"""`concierge models check` as the owner meets it."""

from pathlib import Path

import pytest

from app.checking_words import advice, shown
from models.card import Card
from models.checking import Ability, Finding, Findings, Lack
from models.trouble import Reason, Trouble
from tests.app.test_cli import concierge
from tests.fakes.openai import Call, FakeOpenAI, Reply, Request

KEY = "sk-proj-topsecret"
CARD = Card("qwen", "compatible", model="qwen", url="http://bob:hunter2@127.0.0.1:1/v1", key="QWEN_KEY")


def able(request: Request) -> Reply:
    return Reply(calls=(Call("find_hall", {"hall": "Loft"}),)) if request.tools else Reply('{"hall": "Loft"}')


def test_what_works_stands_in_a_table_and_a_model_without_tools_still_replies(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with FakeOpenAI(respond=able) as server, FakeOpenAI() as talker:
        entry = f'[models.talker]\nprovider = "compatible"\nurl = "{talker.url}"\nmodel = "fake-model"\n'
        (tmp_path / "data" / "models.toml").write_text(entry)
        done = concierge("models", "check", folder=tmp_path, OPENAI_BASE_URL=server.url)
    rows = [line.replace("│", "").split() for line in done.stdout.splitlines() if "│" in line]
    assert ["fake-model", "yes", "yes", "yes", "yes", "yes"] in rows
    assert "talker: tool call: it did not call the tool." in done.stdout
    assert "tools = false" in done.stdout
    assert (done.returncode, done.stderr) == (0, "")


def test_one_that_does_not_reply_is_named_and_the_code_is_one(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "models.toml").write_text(
        '[models.gone]\nprovider = "compatible"\nurl = "http://bob:hunter2@127.0.0.1:9/v1"\n'
    )
    with FakeOpenAI(respond=able) as server:
        done = concierge("models", "check", folder=tmp_path, OPENAI_BASE_URL=server.url)
        alone = concierge("models", "check", "gone", folder=tmp_path, OPENAI_BASE_URL=server.url)
    assert done.returncode == alone.returncode == 1
    assert "gone: reply: the server at http://127.0.0.1:9/v1 can't be reached" in done.stdout
    assert "fake-model" in done.stdout
    assert "fake-model" not in alone.stdout
    assert "hunter2" not in done.stdout + done.stderr


def test_a_key_is_used_and_never_shown(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with FakeOpenAI(key=KEY, respond=able) as server:
        entry = f'[models.own]\nprovider = "compatible"\nurl = "{server.url}"\nkey = "OWN_PASS"\n'
        (tmp_path / "data" / "models.toml").write_text(entry)
        right = concierge("models", "check", folder=tmp_path, OWN_PASS=KEY)
        wrong = concierge("models", "check", folder=tmp_path, OWN_PASS=f"{KEY}-not")
    assert (right.returncode, wrong.returncode) == (0, 1)
    assert "refuses the key in OWN_PASS" in wrong.stdout
    assert KEY not in right.stdout + right.stderr + wrong.stdout + wrong.stderr


def test_without_models_there_is_nothing_to_ask(tmp_path: Path) -> None:
    done = concierge("models", "check", folder=tmp_path)
    assert done.returncode == 0
    assert "the built-in one answers" in done.stdout


def test_a_name_that_nobody_has_is_pointed_out(tmp_path: Path) -> None:
    done = concierge("models", "check", "gpt-9", folder=tmp_path, OPENAI_API_KEY=KEY)
    assert done.returncode == 2
    assert done.stderr.startswith("There is no model gpt-9 that can be asked. These can: gpt-6-luna")


@pytest.mark.parametrize("lack", [lack for lack in Lack if lack not in (Lack.NOT_MEANT, Lack.TROUBLE)])
@pytest.mark.parametrize("ability", Ability)
def test_everything_that_does_not_work_has_a_sentence(lack: Lack, ability: Ability) -> None:
    (sentence,) = advice(Findings(CARD, {ability: Finding(lack)}))
    assert sentence.endswith(".")
    assert shown(Finding(lack)) == "no"


@pytest.mark.parametrize("reason", Reason)
def test_every_trouble_has_a_sentence_without_a_login(reason: Reason) -> None:
    (sentence,) = advice(Findings(CARD, {Ability.REPLY: Finding(Lack.TROUBLE, Trouble(reason, status=400))}))
    assert sentence.endswith("the built-in model at last.")
    assert "hunter2" not in sentence


@pytest.mark.parametrize(
    ("ability", "finding", "promise"),
    [
        (Ability.REPLY, Finding(Lack.EMPTY), "Others answer in its place"),
        (Ability.REPLY, Finding(Lack.TOO_SLOW), "People wait as long as words keep coming"),
        (Ability.REPLY, Finding(Lack.BROKEN, detail="ZeroDivisionError"), "Turns that ask it fail"),
        (Ability.STREAM, Finding(Lack.ONE_PIECE), "when it is whole"),
        (Ability.STREAM, Finding(Lack.TROUBLE, Trouble(Reason.BUSY)), "Others answer in its place"),
        (Ability.TOOL, Finding(Lack.NO_CALL), "say tools = false"),
        (Ability.TOOL, Finding(Lack.TROUBLE, Trouble(Reason.REJECTED)), "--enable-auto-tool-choice"),
        (Ability.TOOL, Finding(Lack.TROUBLE, Trouble(Reason.CUT_SHORT)), "--tool-call-parser"),
        (Ability.TOOL, Finding(Lack.TROUBLE, Trouble(Reason.UNREACHABLE)), "Others answer in its place"),
        (Ability.TOOL, Finding(Lack.TOO_SLOW), "People wait as long as words keep coming"),
        (Ability.JSON, Finding(Lack.TROUBLE, Trouble(Reason.REJECTED)), "Nothing depends on it"),
        (Ability.USAGE, Finding(Lack.NOT_COUNTED), "Tokens are estimated"),
        (Ability.USAGE, Finding(Lack.TROUBLE, Trouble(Reason.BUSY)), "Others answer in its place"),
    ],
)
def test_what_is_promised_is_what_the_assistant_does(
    ability: Ability, finding: Finding, promise: str
) -> None:
    (sentence,) = advice(Findings(CARD, {ability: finding}))
    assert promise in sentence
