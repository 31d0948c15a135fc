import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.redaction import HIDDEN, Redactor, hide_by_name, is_secret_name


@given(st.text(min_size=6, max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_a_secret_is_hidden_however_it_is_written(secret: str, before: str, after: str) -> None:
    redact = Redactor([secret])
    for text in (f"{before}{secret}{after}", repr(secret), json.dumps({"x": secret})):
        assert secret not in redact(text).replace(HIDDEN, "\0")


@pytest.mark.parametrize(
    "text",
    [
        "Incorrect API key provided: sk-proj-abcdefgh12345678",
        "POST https://api.telegram.org/bot123456789:AAFabcdefghijklmnopqrstuvwxyz12345/sendMessage",
        "Authorization: Bearer abcdefgh12345678",
        "{'Authorization': 'abcdefgh12345678'}",
        '{"api_key": "abcdefgh12345678"}',
        "password=abcdefgh12345678&x=1",
        "could not connect to postgresql://ann:abcdefgh12345678@host/name",
    ],
)
def test_what_looks_like_a_secret_is_hidden(text: str) -> None:
    shown = Redactor()(text)
    assert HIDDEN in shown
    assert "abcdefgh" not in shown


@pytest.mark.parametrize(
    "text",
    [
        "input_tokens=12 output_tokens=3",
        "the bot answered",
        "turn=12 place=terminal:ann",
        "http://127.0.0.1:8080/b/x",
    ],
)
def test_other_text_stays(text: str) -> None:
    assert Redactor(["something-else"])(text) == text


@pytest.mark.parametrize(
    "name", ["OPENAI_API_KEY", "api_key", "X-Api-Key", "token", "PGPASSWORD", "Authorization", "cookie"]
)
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize("name", ["input_tokens", "keyboard", "monkey", "place", "passwords_changed_at"])
def test_names_of_other_things(name: str) -> None:
    assert not is_secret_name(name)


def test_fields_are_hidden_at_any_depth() -> None:
    fields = {"turn": 1, "headers": [{"Authorization": "abc", "accept": "json"}], "key": "k"}
    assert hide_by_name(fields) == {
        "turn": 1,
        "headers": [{"Authorization": HIDDEN, "accept": "json"}],
        "key": HIDDEN,
    }
