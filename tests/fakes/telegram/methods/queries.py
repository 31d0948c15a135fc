"""Answers of the bot to pressed buttons and inline queries."""

from typing import Any

from tests.fakes.telegram.calls import Call
from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.formatting.parsing import message_text
from tests.fakes.telegram.keyboards import check_markup
from tests.fakes.telegram.wire import is_array, is_object
from tests.fakes.telegram.world import Query, World

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
CALLBACK_TEXT_LIMIT = 200
INLINE_LIMIT = 50


def open_query(world: World, query_id: str, kind: str) -> Query:
    """Raises `Refused` where the query is unknown, answered or too old."""
    query = world.queries.get(query_id)
    if query is None or query.kind != kind or not query.is_open:
        raise bad_request(TOO_OLD)
    return query


def answer_callback_query(world: World, call: Call) -> bool:
    text = call.text("text")
    if len(text) > CALLBACK_TEXT_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    query = open_query(world, call.text("callback_query_id"), "callback")
    query.answer = {"text": text, "show_alert": call.boolean("show_alert"), "url": call.text("url")}
    chat = query.message.chat.id if query.message else None
    world.events.add("answer", chat, query.message.id if query.message else None, **query.answer)
    return True


def answer_inline_query(world: World, call: Call) -> bool:
    results = call.structure("results")
    if not is_array(results):
        raise bad_request("expected an Array of inline query results")
    if len(results) > INLINE_LIMIT:
        raise bad_request("too many inline query results specified")
    ids = [_result_id(result) for result in results]
    if len(set(ids)) != len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    query = open_query(world, call.text("inline_query_id"), "inline")
    query.answer = {"results": results, "next_offset": call.text("next_offset")}
    world.events.add("inline", None, query=query.id, results=len(results))
    return True


def _result_id(result: Any) -> str:
    if not is_object(result):
        raise bad_request("inline query result must be an object")
    result_id = result.get("id")
    if not isinstance(result_id, str) or not 1 <= len(result_id.encode()) <= 64:
        raise bad_request("RESULT_ID_INVALID")
    if "type" not in result:
        raise bad_request('can\'t find field "type"')
    content = result.get("input_message_content")
    if result["type"] == "article" and not is_object(content):
        raise bad_request("input message content is not specified")
    if is_object(content) and "message_text" in content:
        message_text(content["message_text"], content.get("parse_mode", ""), content.get("entities"))
    check_markup(result.get("reply_markup"), inline_only=True)
    return result_id


QUERIES = {
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
}
