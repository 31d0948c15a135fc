"""What people do without writing: press, react, ask inline, pay."""

import time
from typing import Any

from tests.fakes.telegram.chats import Chat, emoji_reactions
from tests.fakes.telegram.formatting.parsing import message_text
from tests.fakes.telegram.messages import SERVICE, Content, Message
from tests.fakes.telegram.people.actor import Actor, ChatRef, UserRef
from tests.fakes.telegram.users import User
from tests.fakes.telegram.wire import Json, is_object
from tests.fakes.telegram.world import Query

CALLBACK_SECONDS = 15.0
INLINE_SECONDS = 10.0
CHECKOUT_SECONDS = 10.0
"""How long the bot may take to answer."""


class Gestures(Actor):
    def press(self, message: Message | int, button: str, *, by: UserRef = None, chat: ChatRef = 0) -> Query:
        """Presses an inline button by its label or its data; a pay button pays. Raises LookupError where
        there is no such button now. The bot's answer comes to stand in the query's `answer`."""
        target = message if isinstance(message, Message) else self.world.chat(chat).messages[message]
        buttons = [one for row in target.inline_keyboard for one in row]
        found = next((one for one in buttons if button in (one["text"], one.get("callback_data"))), None)
        if found is None or target.deleted:
            raise LookupError(
                f"No button {button!r} under message {target.id}: {[one['text'] for one in buttons]}"
            )
        if found.get("pay"):
            return self.pay(target, by=by)
        return self.press_data(target, found.get("callback_data", ""), by=by)

    def press_data(self, message: Message, data: str, *, by: UserRef = None) -> Query:
        """A press with any data at all, as from a keyboard that is no longer there."""
        chat, user = message.chat, self._user(by, message.chat)
        query = self.world.query("callback", user, CALLBACK_SECONDS, message=message, text=data)
        body: Json = {"id": query.id, "from": user.json(), "chat_instance": str(chat.id), "data": data}
        if message.inline_id:
            body["inline_message_id"] = message.inline_id
        elif message.deleted:
            body["message"] = {"chat": chat.json(), "message_id": message.id, "date": 0}
        else:
            body["message"] = message.json()
        self.world.events.add("press", chat.id, message.id, data=data, user=user.id, query=query.id)
        self.world.tell("callback_query", body, chat)
        return query

    def react(
        self, message: Message | int, emoji: str = "", *, by: UserRef = None, chat: ChatRef = 0
    ) -> None:
        """Sets a person's reaction, or takes it back with no emoji. In groups only an administrator bot is
        told."""
        target = message if isinstance(message, Message) else self.world.chat(chat).messages[message]
        place, user = target.chat, self._user(by, target.chat)
        old, new = target.reactions.get(user.id, []), emoji_reactions([emoji] if emoji else [])
        target.reactions[user.id] = new
        self.world.events.add("reaction", place.id, target.id, user=user.id, reaction=new)
        body = {
            "chat": place.json(),
            "message_id": target.id,
            "user": user.json(),
            "date": int(time.time()),
            "old_reaction": old,
            "new_reaction": new,
        }
        if place.type == "private" or self.world.bot_status(place) == "administrator":
            self.world.tell("message_reaction", body, place)

    def inline_query(
        self, text: str, *, by: UserRef = None, offset: str = "", chat_type: str = "sender"
    ) -> Query:
        """Someone types @bot and this text in some chat; the bot's results come to stand in `answer`."""
        user = self._user(by)
        query = self.world.query("inline", user, INLINE_SECONDS, text=text)
        body = {"id": query.id, "from": user.json(), "query": text, "offset": offset, "chat_type": chat_type}
        self.world.tell("inline_query", body)
        return query

    def choose(self, query: Query | str, result_id: str, chat: ChatRef) -> Message:
        """Sends one of the results into a chat. Raises LookupError where the bot gave no such result."""
        asked = query if isinstance(query, Query) else self.world.queries[query]
        results: list[Json] = (asked.answer or {}).get("results", [])
        result = next((one for one in results if one["id"] == result_id), None)
        if result is None:
            raise LookupError(f"No result {result_id!r}: {[one['id'] for one in results]}")
        place, markup = self.world.chat(chat), result.get("reply_markup")
        message = self._say(
            place, _inline_content(result), asked.user, via_bot=self.world.bot.user, reply_markup=markup
        )
        body: Json = {"result_id": result_id, "from": asked.user.json(), "query": asked.text}
        if markup:
            message.inline_id = body["inline_message_id"] = f"AgAAInline{self.world.number():06}"
            self.world.inline_messages[message.inline_id] = message
        self.world.tell("chosen_inline_result", body)
        return message

    def pay(self, message: Message | int, *, by: UserRef = None, chat: ChatRef = 0) -> Query:
        """Pays an invoice: the bot gets pre_checkout_query, and once it says ok, successful_payment."""
        target = message if isinstance(message, Message) else self.world.chat(chat).messages[message]
        user = self._user(by, target.chat)
        invoice = self.world.payments[f"invoice:{target.chat.id}:{target.id}"]
        query = self._check_out(invoice, user, target)
        self.world.events.add("press", target.chat.id, target.id, data="pay", user=user.id, query=query.id)
        return query

    def pay_link(self, link: str, *, by: UserRef = None) -> Query:
        """Pays at the address of an invoice; what comes of it is in the private chat with the bot."""
        return self._check_out(self.world.payments[f"link:{link.rpartition('$')[2]}"], self._user(by))

    def _check_out(self, invoice: Json, user: User, message: Message | None = None) -> Query:
        detail = {
            "currency": invoice["currency"],
            "total_amount": invoice["total_amount"],
            "invoice_payload": invoice["payload"],
        }
        chat = message.chat if message is not None else self.world.private(user)
        query = self.world.query("pre_checkout", user, CHECKOUT_SECONDS, message=message, detail=detail)
        self.world.tell("pre_checkout_query", {"id": query.id, "from": user.json()} | detail, chat)
        return query

    def paid(self, chat: ChatRef, payment: Json, *, by: UserRef = None) -> Message:
        """A successful_payment out of nothing, with any fields of SuccessfulPayment."""
        whole: dict[str, Any] = {
            "currency": "XTR",
            "total_amount": 1,
            "invoice_payload": "",
            "telegram_payment_charge_id": f"stx{self.world.number():08}",
            "provider_payment_charge_id": "",
        } | payment
        place: Chat = self.world.chat(chat)
        return self._say(place, Content(SERVICE, payload={"successful_payment": whole}), by)


def _inline_content(result: Json) -> Content:
    given = result.get("input_message_content")
    if is_object(given) and "message_text" in given:
        text, entities = message_text(
            given["message_text"], given.get("parse_mode", ""), given.get("entities")
        )
        return Content("text", text, entities)
    return Content("text", str(result.get("title") or result.get("caption") or result["type"]))
