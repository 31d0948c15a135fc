"""What Telegram accepts as the text of a message, and what it says to the rest."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import MessageEntity
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.errors import Refused
from tests.fakes.telegram.formatting import cleaning, utf16
from tests.fakes.telegram.formatting.html import parse_html
from tests.fakes.telegram.formatting.markdown import parse_markdown, parse_markdown_v2
from tests.fakes.telegram.people.speech import split

Ask = Callable[..., Awaitable[tuple[int, dict[str, Any]]]]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (" \n ", "text must be non-empty"),
        ("\u200b\u200d", "text must be non-empty"),
        ("x" * 4097, "message is too long"),
        ("🙂" * 2049, "message is too long"),
        ("я" * 16385, "text is too long"),
    ],
)
async def test_a_text_that_is_empty_or_too_long_is_refused(
    bot: Bot, anna: Chat, text: str, refusal: str
) -> None:
    with pytest.raises(TelegramBadRequest, match=f"Bad Request: {refusal}"):
        await bot.send_message(anna.id, text)


async def test_no_text_at_all_is_refused(bot: Bot, anna: Chat) -> None:
    with pytest.raises(TelegramBadRequest, match="Bad Request: message text is empty"):
        await bot.send_message(anna.id, "")


async def test_4096_units_after_the_entities_are_taken_out_are_accepted(bot: Bot, anna: Chat) -> None:
    message = await bot.send_message(anna.id, "<b>" + "🙂" * 2048 + "</b>", parse_mode="HTML")
    assert message.text == "🙂" * 2048
    assert message.entities is not None
    assert (message.entities[0].type, message.entities[0].length) == ("bold", 4096)


async def test_a_caption_has_1024_units(bot: Bot, telegram: FakeTelegram, anna: Chat) -> None:
    photo = telegram.people.photo(anna).content.payload["photo"][-1]["file_id"]
    await bot.send_photo(anna.id, photo, caption="🙂" * 512)
    with pytest.raises(TelegramBadRequest, match="message caption is too long"):
        await bot.send_photo(anna.id, photo, caption="🙂" * 513)


async def test_white_space_around_a_text_is_cut_and_entities_move(bot: Bot, anna: Chat) -> None:
    entity = MessageEntity(type="bold", offset=4, length=4)
    message = await bot.send_message(anna.id, " \n\r 🙂ab  \n", entities=[entity])
    assert message.text == "🙂ab"
    assert message.entities is not None
    assert (message.entities[0].offset, message.entities[0].length) == (0, 4)


@pytest.mark.parametrize(
    ("entity", "refusal"),
    [
        ({"type": "bold", "offset": 0, "length": 5}, "ENTITY_BOUNDS_INVALID"),
        ({"type": "bold", "offset": -1, "length": 2}, "receive an entity with incorrect offset -1"),
        ({"type": "bold", "offset": 1, "length": 2}, "entity begins in a middle of a UTF-16 symbol"),
        ({"type": "bold", "offset": 0, "length": 1}, "ends in a middle of a UTF-16 symbol"),
        (
            {"type": "loud", "offset": 0, "length": 2},
            'can\'t parse MessageEntity: type "loud" is unsupported',
        ),
        ({"type": "bold", "offset": 0}, "can't parse MessageEntity: Can't find field \"length\""),
        (
            {"type": "text_link", "offset": 0, "length": 2},
            "can't parse MessageEntity: Can't find field \"url\"",
        ),
        ("bold", "can't parse MessageEntity: expected an Object"),
    ],
)
async def test_entities_lie_within_the_text_and_around_whole_symbols(
    telegram: FakeTelegram, anna: Chat, call: Ask, entity: object, refusal: str
) -> None:
    status, answer = await call("sendMessage", chat_id=anna.id, text="🙂ab", entities=[entity])
    assert status == 400
    assert refusal in answer["description"]
    assert not anna.said_by(telegram.world.bot.user)


async def test_commands_links_and_mentions_are_found_outside_code(bot: Bot, anna: Chat) -> None:
    text = "🙂 /new see https://example.com/a?b=1. or @concierge_bot `@nobody`"
    code = MessageEntity(type="code", offset=text.index("`") + 1, length=9)
    message = await bot.send_message(anna.id, text, entities=[code])
    assert message.entities is not None
    found = {entity.type: utf16.part(text, entity.offset, entity.length) for entity in message.entities}
    assert found == {
        "bot_command": "/new",
        "url": "https://example.com/a?b=1",
        "mention": "@concierge_bot",
        "code": "`@nobody`",
    }


def test_html_becomes_entities() -> None:
    source = (
        '<b>a<i>b</i></b> <a href="https://t.me/?a=1&amp;b">link</a> '
        '<pre><code class="language-py">x&lt;1</code></pre>'
    )
    text, entities = parse_html(source)
    assert text == "ab link x<1"
    assert entities == [
        {"type": "bold", "offset": 0, "length": 2},
        {"type": "italic", "offset": 1, "length": 1},
        {"type": "text_link", "offset": 3, "length": 4, "url": "https://t.me/?a=1&b"},
        {"type": "pre", "offset": 8, "length": 3, "language": "py"},
    ]


def test_markdown_v2_becomes_entities() -> None:
    source = "*a _b_* __u__ ~s~ ||h|| [l](http://x\\)y) `c` 1\\.\n```py\nx\n```\n>q\n>r"
    text, entities = parse_markdown_v2(source)
    assert text == "a b u s h l c 1.\nx\n\nq\nr"
    assert [(one["type"], utf16.part(text, one["offset"], one["length"])) for one in entities] == [
        ("bold", "a b"),
        ("italic", "b"),
        ("underline", "u"),
        ("strikethrough", "s"),
        ("spoiler", "h"),
        ("text_link", "l"),
        ("code", "c"),
        ("pre", "x\n"),
        ("blockquote", "q\nr"),
    ]
    assert (entities[5]["url"], entities[7]["language"]) == ("http://x)y", "py")


def test_old_markdown_becomes_entities() -> None:
    text, entities = parse_markdown("*b* _i_ `c` [l](u)")
    assert text == "b i c l"
    assert [one["type"] for one in entities] == ["bold", "italic", "code", "text_link"]


@pytest.mark.parametrize(
    ("mode", "text", "refusal"),
    [
        ("HTML", "<b>x", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("HTML", "1 < 2", "can't parse entities: Unsupported start tag"),
        ("HTML", "<h1>x</h1>", 'can\'t parse entities: Unsupported start tag "h1" at byte offset 0'),
        ("HTML", "<b>x</i></b>", "can't parse entities: Unmatched end tag"),
        ("MarkdownV2", "a.", "can't parse entities: Character '.' is reserved and must be escaped"),
        ("MarkdownV2", "*a", "can't parse entities: Can't find end of Bold entity at byte offset 0"),
        ("MarkdownV2", "`a", "can't parse entities: Can't find end of Code entity at byte offset 0"),
        ("Markdown", "a *b", "can't parse entities: Can't find end of the entity starting at byte offset 2"),
        ("BBCode", "x", "unsupported parse_mode"),
    ],
)
async def test_unreadable_markup_is_refused_as_telegram_does(
    bot: Bot, anna: Chat, mode: str, text: str, refusal: str
) -> None:
    with pytest.raises(TelegramBadRequest) as caught:
        await bot.send_message(anna.id, text, parse_mode=mode)
    assert refusal in caught.value.message


@given(st.text(max_size=300))
def test_any_text_is_tidied_or_refused_and_stays_tidy(text: str) -> None:
    entity = {"type": "bold", "offset": 0, "length": utf16.length(text)}
    try:
        tidied, entities = cleaning.tidy(text, [entity], allow_empty=False)
    except Refused:
        return
    assert all(one["offset"] + one["length"] <= utf16.length(tidied) for one in entities)
    assert cleaning.tidy(tidied, entities, allow_empty=False) == (tidied, entities)


@given(st.text(alphabet="ab 🙂\n", min_size=1, max_size=40), st.integers(100, 400))
def test_a_paste_loses_nothing(part: str, times: int) -> None:
    text = part * times
    pieces = split(text)
    assert "".join(pieces).split() == text.split()
    assert all(utf16.length(piece) <= cleaning.TEXT_LIMIT for piece in pieces)


async def test_a_pasted_text_arrives_in_several_messages(
    telegram: FakeTelegram, bot: Bot, anna: Chat
) -> None:
    telegram.people.paste(anna, "word " * 2000)
    updates = await bot.get_updates()
    assert [len(one.message.text or "") for one in updates if one.message] == [4094, 4094, 1809]


async def test_a_client_never_sends_more_than_fits(telegram: FakeTelegram, anna: Chat) -> None:
    with pytest.raises(ValueError, match="paste"):
        telegram.people.text(anna, "x" * 4097)


async def test_lone_surrogates_are_refused(anna: Chat, call: Ask) -> None:
    status, answer = await call("sendMessage", chat_id=anna.id, text="a\ud83d")
    assert (status, answer["description"]) == (400, "Bad Request: strings must be encoded in UTF-8")
    assert json.dumps(answer)
