"""Invoices, Telegram Stars and refunds."""

import time
from typing import Any

from tests.fakes.telegram.calls import Call
from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.messages import SERVICE, Content
from tests.fakes.telegram.methods.queries import open_query
from tests.fakes.telegram.methods.sending import deliver
from tests.fakes.telegram.wire import Json, is_array, is_object
from tests.fakes.telegram.world import World

STARS = "XTR"
PAYLOAD_LIMIT = 128


def invoice_of(call: Call) -> Json:
    """What an invoice asks for. Raises `Refused`. The field `payload` is the bot's own and never shown."""
    title, description = call.required_text("title"), call.required_text("description")
    payload, currency = call.required_text("payload"), call.required_text("currency")
    if not 1 <= len(payload.encode()) <= PAYLOAD_LIMIT:
        raise bad_request("INVOICE_PAYLOAD_INVALID")
    if len(currency) != 3 or not currency.isupper():
        raise bad_request("CURRENCY_INVALID")
    prices = _prices(call.structure("prices"))
    if currency == STARS and len(prices) != 1:
        raise bad_request("STARS_INVOICE_INVALID")
    if currency != STARS and not call.text("provider_token"):
        raise bad_request("PAYMENT_PROVIDER_INVALID")
    total = sum(price["amount"] for price in prices)
    if total <= 0:
        raise bad_request("CURRENCY_TOTAL_AMOUNT_INVALID")
    return {
        "title": title,
        "description": description,
        "start_parameter": call.text("start_parameter"),
        "currency": currency,
        "total_amount": total,
        "payload": payload,
    }


def _prices(prices: Any) -> list[Json]:
    if not is_array(prices):
        raise bad_request("expected an Array of labeled prices")
    if not prices:
        raise bad_request("there must be at least one price")
    for price in prices:
        if not is_object(price):
            raise bad_request("can't parse labeled price: LabeledPrice must be an Object")
        if not price.get("label"):
            raise bad_request("can't parse labeled price: LabeledPrice label must be non-empty")
        if not isinstance(price.get("amount"), int):
            raise bad_request("can't parse labeled price: Can't find field \"amount\"")
    return prices


def send_invoice(world: World, call: Call) -> Json:
    invoice = invoice_of(call)
    shown = {name: value for name, value in invoice.items() if name != "payload"}
    message = deliver(world, call, Content("invoice", payload={"invoice": shown}))
    if message.reply_markup is None:
        button = {"text": f"Pay {invoice['total_amount']} {invoice['currency']}", "pay": True}
        message.reply_markup = {"inline_keyboard": [[button]]}
    world.payments[f"invoice:{message.chat.id}:{message.id}"] = invoice
    return message.json()


def create_invoice_link(world: World, call: Call) -> str:
    slug = f"fake{world.number()}"
    world.payments[f"link:{slug}"] = invoice_of(call)
    return f"https://t.me/${slug}"


def answer_pre_checkout_query(world: World, call: Call) -> bool:
    """With ok the payment goes through at once, and the bot gets successful_payment."""
    ok, error = call.boolean("ok"), call.text("error_message")
    if not ok and not error:
        raise bad_request("error_message is empty")
    query = open_query(world, call.text("pre_checkout_query_id"), "pre_checkout")
    query.answer = {"ok": ok, "error_message": error}
    chat = query.message.chat if query.message is not None else world.private(query.user)
    world.events.add("payment", chat.id, query.message.id if query.message else None, ok=ok, error=error)
    if ok:
        paid = _charge(world, query.detail or {}, query.user.id)
        message = world.post(chat, query.user, Content(SERVICE, payload={"successful_payment": paid}))
        world.tell("message", message.json(), chat)
    return True


def _charge(world: World, detail: Json, user_id: int) -> Json:
    charge = f"stx{world.number():08}" if detail["currency"] == STARS else f"chg{world.number():08}"
    paid = {
        "currency": detail["currency"],
        "total_amount": detail["total_amount"],
        "invoice_payload": detail["invoice_payload"],
        "telegram_payment_charge_id": charge,
        "provider_payment_charge_id": f"prv{charge}",
    }
    world.payments[charge] = paid | {"user": user_id, "date": int(time.time()), "refunded": False}
    return paid


def refund_star_payment(world: World, call: Call) -> bool:
    charge = call.required_text("telegram_payment_charge_id")
    payment = world.payments.get(charge)
    if payment is None or payment.get("user") != call.integer("user_id") or payment["currency"] != STARS:
        raise bad_request("CHARGE_ID_INVALID")
    if payment["refunded"]:
        raise bad_request("CHARGE_ALREADY_REFUNDED")
    payment["refunded"] = True
    names = ("currency", "total_amount", "invoice_payload", "telegram_payment_charge_id")
    chat = world.private(payment["user"])
    refund = {"refunded_payment": {name: payment[name] for name in names}}
    message = world.post(chat, world.users[payment["user"]], Content(SERVICE, payload=refund))
    world.tell("message", message.json(), chat)
    return True


def get_my_star_balance(world: World, call: Call) -> Json:
    paid = [
        one for one in world.payments.values() if one["currency"] == STARS and one.get("refunded") is False
    ]
    return {"amount": sum(one["total_amount"] for one in paid)}


def get_star_transactions(world: World, call: Call) -> Json:
    paid = {key: one for key, one in world.payments.items() if "refunded" in one and one["currency"] == STARS}
    return {
        "transactions": [
            {"id": key, "amount": one["total_amount"], "date": one["date"]} for key, one in paid.items()
        ]
    }


PAYMENTS = {
    "sendInvoice": send_invoice,
    "createInvoiceLink": create_invoice_link,
    "answerPreCheckoutQuery": answer_pre_checkout_query,
    "refundStarPayment": refund_star_payment,
    "getMyStarBalance": get_my_star_balance,
    "getStarTransactions": get_star_transactions,
}
