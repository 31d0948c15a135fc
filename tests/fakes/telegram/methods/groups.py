"""What the bot asks about chats and does to them."""

from tests.fakes.telegram.calls import Call
from tests.fakes.telegram.chats import Chat, Member
from tests.fakes.telegram.errors import bad_request, forbidden
from tests.fakes.telegram.messages import SERVICE, Content
from tests.fakes.telegram.methods.access import chat_for, message_for
from tests.fakes.telegram.wire import Json
from tests.fakes.telegram.world import World

TITLE_LIMIT = 128
DESCRIPTION_LIMIT = 255


def get_chat(world: World, call: Call) -> Json:
    chat = chat_for(world, call, "read")
    pinned = chat.message(chat.pinned[-1]) if chat.pinned else None
    return chat.full_json() | ({"pinned_message": pinned.json(nested=True)} if pinned else {})


def get_chat_member(world: World, call: Call) -> Json:
    chat = chat_for(world, call, "read")
    user = world.users.get(call.integer("user_id"))
    if user is None:
        raise bad_request("user not found")
    if chat.partner is not None:
        return Member(user).json()
    return chat.members.get(user.id, Member(user, "left")).json()


def get_chat_administrators(world: World, call: Call) -> list[Json]:
    chat = chat_for(world, call, "read")
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    return [one.json() for one in chat.members.values() if one.status in {"creator", "administrator"}]


def get_chat_member_count(world: World, call: Call) -> int:
    chat = chat_for(world, call, "read")
    return 2 if chat.partner is not None else sum(1 for one in chat.members.values() if one.is_present)


def leave_chat(world: World, call: Call) -> bool:
    chat = chat_for(world, call, "edit")
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    chat.members[world.bot.user.id].status = "left"
    world.post(chat, world.bot.user, Content(SERVICE, payload={"left_chat_member": world.bot.user.json()}))
    world.events.add("member", chat.id, user=world.bot.user.id, status="left")
    return True


def _administrated(world: World, call: Call, right: str) -> Chat:
    chat = chat_for(world, call)
    if chat.type == "private":
        raise bad_request("method is available only for groups and supergroups")
    if world.bot_status(chat) not in {"administrator", "creator"}:
        raise bad_request(f"not enough rights to {right}")
    return chat


def set_chat_title(world: World, call: Call) -> bool:
    title = call.text("title").strip()
    chat = _administrated(world, call, "change chat title")
    if not title:
        raise bad_request("title must be non-empty")
    chat.title = title[:TITLE_LIMIT]
    world.post(chat, world.bot.user, Content(SERVICE, payload={"new_chat_title": chat.title}))
    return True


def set_chat_description(world: World, call: Call) -> bool:
    chat = _administrated(world, call, "set chat description")
    description = call.text("description")[:DESCRIPTION_LIMIT]
    if description == chat.description:
        raise bad_request("chat description is not modified")
    chat.description = description
    return True


def pin_chat_message(world: World, call: Call) -> bool:
    message = message_for(world, call, "message to pin", "write")
    chat = message.chat
    if chat.type != "private" and world.bot_status(chat) not in {"administrator", "creator"}:
        raise bad_request("not enough rights to manage pinned messages in the chat")
    chat.pinned.append(message.id)
    world.post(chat, world.bot.user, Content(SERVICE, payload={"pinned_message": message.json(nested=True)}))
    return True


def unpin_chat_message(world: World, call: Call) -> bool:
    chat = chat_for(world, call)
    message_id = call.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    return True


def unpin_all_chat_messages(world: World, call: Call) -> bool:
    chat_for(world, call).pinned.clear()
    return True


def ban_chat_member(world: World, call: Call) -> bool:
    chat = _administrated(world, call, "restrict/unrestrict chat member")
    member = chat.members.get(call.integer("user_id"))
    if member is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if member.status == "creator":
        raise bad_request("can't remove chat owner")
    if member.user is world.bot.user:
        raise forbidden("bot can't restrict self")
    member.status = "kicked"
    world.events.add("member", chat.id, user=member.user.id, status="kicked")
    return True


def unban_chat_member(world: World, call: Call) -> bool:
    chat = _administrated(world, call, "restrict/unrestrict chat member")
    member = chat.members.get(call.integer("user_id"))
    if member is not None and not (call.boolean("only_if_banned") and member.status != "kicked"):
        member.status = "left"
    return True


GROUPS = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "setChatTitle": set_chat_title,
    "setChatDescription": set_chat_description,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
    "banChatMember": ban_chat_member,
    "unbanChatMember": unban_chat_member,
}
