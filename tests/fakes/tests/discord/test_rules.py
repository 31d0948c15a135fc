"""What Discord refuses: each limit at its edge, with Discord's own code and place."""

import pytest

from tests.fakes.discord.rest.spec import find_spec
from tests.fakes.discord.rules.commands import well_formed


def button(**fields):
    return {"type": 2, "style": 1, "label": "Press", "custom_id": "press"} | fields


def row(*items):
    return {"type": 1, "components": list(items)}


def select(count, **fields):
    options = [{"label": f"Option {index}", "value": str(index)} for index in range(count)]
    return {"type": 3, "custom_id": "list", "options": options} | fields


def rows(count):
    return [row(button(custom_id=str(index))) for index in range(count)]


def embed(**fields):
    return {"embeds": [{"title": "T"} | fields]}


ACCEPTED = [
    {"content": "x" * 2000},
    {"content": "🇷🇺" * 1000},
    {"content": "x", "nonce": "n" * 25},
    {"content": "x", "components": rows(5)},
    {"content": "x", "components": [row(*(button(custom_id=str(index)) for index in range(5)))]},
    {"content": "x", "components": [row(button(label="L" * 80, custom_id="c" * 100))]},
    {"content": "x", "components": [row(select(25))]},
    {
        "content": "x",
        "components": [row({"type": 2, "style": 5, "label": "Open", "url": "https://example.org"})],
    },
    embed(title="T" * 256, description="D" * 4096),
    embed(fields=[{"name": "N" * 256, "value": "V"}] * 20),
    {"content": "hello", "allowed_mentions": {"parse": []}, "tts": False, "flags": 4},
]

REFUSED = [
    ({"content": "x" * 2001}, "content", "BASE_TYPE_MAX_LENGTH"),
    ({"content": "😀" * 2001}, "content", "BASE_TYPE_MAX_LENGTH"),
    ({"content": "x", "nonce": "n" * 26}, "nonce", "BASE_TYPE_MAX_LENGTH"),
    ({"content": "x", "components": rows(6)}, "components", "BASE_TYPE_BAD_LENGTH"),
    ({"content": "x", "components": [row()]}, "components.0.components", "BASE_TYPE_BAD_LENGTH"),
    ({"content": "x", "components": [button()]}, "components.0", "UNION_TYPE_CHOICES"),
    (
        {"content": "x", "components": [row(*(button(custom_id=str(index)) for index in range(6)))]},
        "components.0.components",
        "BASE_TYPE_BAD_LENGTH",
    ),
    (
        {"content": "x", "components": [row(button(), select(1))]},
        "components.0.components",
        "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
    ),
    (
        {"content": "x", "components": [row(button(label="L" * 81))]},
        "components.0.components.0.label",
        "BASE_TYPE_MAX_LENGTH",
    ),
    (
        {"content": "x", "components": [row(button(custom_id="c" * 101))]},
        "components.0.components.0.custom_id",
        "BASE_TYPE_BAD_LENGTH",
    ),
    (
        {"content": "x", "components": [row({"type": 2, "style": 1, "label": "x"})]},
        "components.0.components.0.custom_id",
        "BASE_TYPE_REQUIRED",
    ),
    (
        {"content": "x", "components": [row(button(label=""))]},
        "components.0.components.0.label",
        "BUTTON_COMPONENT_REQUIRES_LABEL_OR_EMOJI",
    ),
    (
        {"content": "x", "components": [row(button(style=5, url="https://example.org"))]},
        "components.0.components.0.custom_id",
        "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
    ),
    (
        {"content": "x", "components": [row(button(), button())]},
        "components",
        "COMPONENT_CUSTOM_ID_DUPLICATED",
    ),
    (
        {"content": "x", "components": [row(select(26))]},
        "components.0.components.0.options",
        "BASE_TYPE_BAD_LENGTH",
    ),
    (
        {"content": "x", "components": [row(select(2, max_values=3))]},
        "components.0.components.0.max_values",
        "SELECT_COMPONENT_INVALID_MAX_VALUES",
    ),
    (
        {"content": "x", "components": [row(select(0, options=[{"label": "a", "value": "v"}] * 2))]},
        "components.0.components.0.options.1.value",
        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
    ),
    (embed(title="T" * 257), "embeds.0.title", "BASE_TYPE_MAX_LENGTH"),
    (embed(description="D" * 4097), "embeds.0.description", "BASE_TYPE_MAX_LENGTH"),
    (embed(footer={"text": "F" * 2049}), "embeds.0.footer.text", "BASE_TYPE_MAX_LENGTH"),
    (embed(fields=[{"name": "N", "value": "V"}] * 26), "embeds.0.fields", "BASE_TYPE_MAX_LENGTH"),
    (embed(fields=[{"name": "N", "value": "V" * 1025}]), "embeds.0.fields.0.value", "BASE_TYPE_BAD_LENGTH"),
    ({"embeds": [{"description": "D" * 3001}] * 2}, "embeds", "MAX_EMBED_SIZE_EXCEEDED"),
    ({"embeds": [{"title": "T"}] * 11}, "embeds", "BASE_TYPE_MAX_LENGTH"),
]


def at(errors, place):
    for step in place.split("."):
        errors = errors[step]
    return errors["_errors"]


@pytest.mark.parametrize("body", ACCEPTED)
async def test_a_message_at_the_limit_is_taken(fake, rest, body):
    status, answer = await rest("POST", f"/channels/{fake.general.id}/messages", body)
    assert status == 200, answer
    assert fake.violations == []


@pytest.mark.parametrize(("body", "place", "code"), REFUSED)
async def test_a_message_past_the_limit_is_refused_in_discords_words(fake, rest, body, place, code):
    status, answer = await rest("POST", f"/channels/{fake.general.id}/messages", body)
    assert (status, answer["code"]) == (400, 50035)
    assert at(answer["errors"], place)[0]["code"] == code
    assert f"{place}: " in str(fake.violations[0])
    assert fake.from_bot(fake.general) == []


@pytest.mark.parametrize("body", [{}, {"content": ""}, {"content": " \n"}, {"content": None, "embeds": []}])
async def test_an_empty_message_is_refused(fake, rest, body):
    status, answer = await rest("POST", f"/channels/{fake.general.id}/messages", body)
    assert (status, answer["code"]) == (400, 50006)


async def test_an_edit_keeps_the_same_rules(fake, rest):
    path = f"/channels/{fake.general.id}/messages"
    _, sent = await rest("POST", path, {"content": "x"})
    path += f"/{sent['id']}"
    assert (await rest("PATCH", path, {"content": "x" * 2001}))[1]["code"] == 50035
    assert (await rest("PATCH", path, {"content": ""}))[1]["code"] == 50006
    assert (await rest("PATCH", path, {"components": rows(1)}))[0] == 200
    assert fake.from_bot(fake.general)[0].content == "x"


@pytest.mark.skipif(
    not find_spec().present, reason="needs ../shared/specs/discord-openapi.json or DISCORD_SPEC"
)
@pytest.mark.parametrize(
    "body",
    [
        {"content": 5},
        {"content": "x", "tts": "loud"},
        {"content": "x", "embeds": {}},
        {"content": "x", "flags": "4"},
    ],
)
async def test_the_specification_refuses_wrong_types(fake, rest, body):
    status, answer = await rest("POST", f"/channels/{fake.general.id}/messages", body)
    assert (status, answer["code"]) == (400, 50035)
    assert "SPEC" in str(fake.violations[0])


@pytest.mark.parametrize("name", ["ask", "бронь", "預訂", "my-bookings", "a_1", "x" * 32])
def test_command_names_of_any_script(name):
    assert well_formed(name)


@pytest.mark.parametrize("name", ["Ask", "two words", "", "x" * 33, "/ask", "Бронь", "a.b"])
def test_command_names_that_discord_refuses(name):
    assert not well_formed(name)


def option(**fields):
    return {"type": 3, "name": "text", "description": "Text"} | fields


@pytest.mark.parametrize(
    ("command", "place", "code"),
    [
        ({"name": "Ask"}, "0.name", "APPLICATION_COMMAND_INVALID_NAME"),
        ({"description": ""}, "0.description", "BASE_TYPE_BAD_LENGTH"),
        ({"description": "D" * 101}, "0.description", "BASE_TYPE_BAD_LENGTH"),
        (
            {"name_localizations": {"ru": "Бронь"}},
            "0.name_localizations.ru",
            "APPLICATION_COMMAND_INVALID_NAME",
        ),
        ({"options": [option(name="A")]}, "0.options.0.name", "APPLICATION_COMMAND_INVALID_NAME"),
        ({"options": [option()] * 2}, "0.options.1", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"),
        (
            {"options": [option(), option(name="must", required=True)]},
            "0.options.1",
            "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
        ),
        (
            {"options": [option(choices=[{"name": "n", "value": "v"}] * 26)]},
            "0.options.0.choices",
            "BASE_TYPE_MAX_LENGTH",
        ),
    ],
)
async def test_commands_that_discord_refuses(fake, rest, command, place, code):
    body = [{"name": "ask", "description": "Asks"} | command]
    status, answer = await rest("PUT", f"/applications/{fake.bot.id}/commands", body)
    assert (status, answer["code"]) == (400, 50035)
    assert at(answer["errors"], place)[0]["code"] == code


async def test_two_commands_of_one_name_are_refused(fake, rest):
    body = [{"name": "ask", "description": "Asks"}] * 2
    _, answer = await rest("PUT", f"/applications/{fake.bot.id}/commands", body)
    assert at(answer["errors"], "1.name")[0]["code"] == "APPLICATION_COMMANDS_DUPLICATE_NAME"


async def test_broken_json_is_named(fake, session):
    headers = {"Authorization": f"Bot {fake.token}", "Content-Type": "application/json"}
    url = f"{fake.api_url}/channels/{fake.general.id}/messages"
    async with session.post(url, data="{", headers=headers) as response:
        assert (response.status, (await response.json())["code"]) == (400, 50109)


async def test_an_unknown_operation_is_recorded(fake, rest):
    assert (await rest("GET", "/no/such/thing"))[0] == 404
    assert "UNKNOWN_ROUTE" in str(fake.violations[0])
