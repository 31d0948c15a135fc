"""Forum topics."""

from tests.fakes.telegram.calls import Call
from tests.fakes.telegram.chats import Chat, Topic
from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.messages import SERVICE, Content
from tests.fakes.telegram.methods.access import chat_for
from tests.fakes.telegram.wire import Json
from tests.fakes.telegram.world import MAX_TOPIC_NAME, World


def create_forum_topic(world: World, call: Call) -> Json:
    name = call.text("name")
    chat = _forum(world, call, "create a topic")
    if not 1 <= len(name.strip()) <= MAX_TOPIC_NAME:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name.strip() else "topic title is too long")
    return world.topic(chat, name, world.bot.user).json()


def edit_forum_topic(world: World, call: Call) -> bool:
    chat, topic = _topic(world, call, "edit the topic")
    name = call.text("name")
    if name in {"", topic.name}:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name = name[:MAX_TOPIC_NAME]
    _say(world, chat, topic, {"forum_topic_edited": {"name": topic.name}})
    return True


def close_forum_topic(world: World, call: Call) -> bool:
    return _set_closed(world, call, True)


def reopen_forum_topic(world: World, call: Call) -> bool:
    return _set_closed(world, call, False)


def _set_closed(world: World, call: Call, closed: bool) -> bool:
    chat, topic = _topic(world, call, "close the topic" if closed else "open the topic")
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    _say(world, chat, topic, {"forum_topic_closed" if closed else "forum_topic_reopened": {}})
    return True


def delete_forum_topic(world: World, call: Call) -> bool:
    chat, topic = _topic(world, call, "delete the topic")
    del chat.topics[topic.id]
    for message in chat.standing:
        message.deleted = message.thread_id == topic.id
    world.events.add("topic", chat.id, topic.id, name="")
    return True


def _forum(world: World, call: Call, right: str) -> Chat:
    chat = chat_for(world, call)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if world.bot_status(chat) not in {"administrator", "creator"}:
        raise bad_request(f"not enough rights to {right}")
    return chat


def _topic(world: World, call: Call, right: str) -> tuple[Chat, Topic]:
    chat = _forum(world, call, right)
    topic = chat.topics.get(call.integer("message_thread_id"))
    if topic is None:
        raise bad_request("message thread not found")
    return chat, topic


def _say(world: World, chat: Chat, topic: Topic, payload: Json) -> None:
    world.post(chat, world.bot.user, Content(SERVICE, payload=payload), thread_id=topic.id)
    world.events.add("topic", chat.id, topic.id, name=topic.name, closed=topic.closed)


TOPICS = {
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
}
