"""localstripe with Checkout Sessions, a page to pay on, idempotency keys, and bad days."""

import asyncio
import html
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from localstripe.resources import Store, store

from tests.fakes.stripe.hooks import hooks
from tests.fakes.stripe.sessions import BASE, CheckoutSession

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

PAGE = """<!doctype html><html lang="{locale}"><title>{title}</title>
<h1>{title}</h1><p>{amount} {currency}</p>
<form method="post"><button name="with" value="card">Pay by card</button>
<button name="with" value="debit">Pay by bank debit</button></form>
<p><a href="{back}">Back</a></p></html>"""

trouble: dict[str, Any] = {"down": False, "slow": 0.0, "calls": []}
_answers: dict[str, tuple[str, bytes]] = {}


def application() -> web.Application:
    Store.dump_to_disk = lambda self: None
    from localstripe.server import app, auth_middleware

    place = list(app.middlewares).index(auth_middleware)
    app.middlewares[place] = _authorised
    app.middlewares.insert(0, _troubled)
    app.middlewares.insert(1, _idempotent)
    app.router.add_get("/c/pay/{id}", show)
    app.router.add_post("/c/pay/{id}", pay)
    app.router.add_post("/_config/{what}", configure)
    return app


@web.middleware
async def _authorised(request: web.Request, handler: Handler) -> web.StreamResponse:
    from localstripe.server import auth_middleware

    if request.path.startswith("/c/pay/"):
        return await handler(request)
    answer: web.StreamResponse = await auth_middleware(request, handler)
    return answer


@web.middleware
async def _troubled(request: web.Request, handler: Handler) -> web.StreamResponse:
    if not request.path.startswith("/v1/"):
        return await handler(request)
    trouble["calls"].append(f"{request.method} {request.path}")
    await asyncio.sleep(trouble["slow"])
    if trouble["down"]:
        return web.json_response({"error": {"type": "api_error", "message": "down"}}, status=503)
    return await handler(request)


@web.middleware
async def _idempotent(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The first answer again for a key that is known; a refusal where it comes with another body."""
    key = request.headers.get("Idempotency-Key")
    if request.method != "POST" or not key:
        return await handler(request)
    said = f"{request.path}\n{(await request.text())}"
    if key in _answers:
        before, body = _answers[key]
        if before != said:
            error = {
                "type": "idempotency_error",
                "message": "Keys for idempotent requests can only be used once",
            }
            return web.json_response({"error": error}, status=400)
        return web.Response(body=body, content_type="application/json")
    answer = await handler(request)
    if answer.status < 300 and isinstance(answer, web.Response):
        _answers[key] = (said, bytes(answer.body or b""))  # type: ignore[arg-type]  # always bytes here
    return answer


async def show(request: web.Request) -> web.Response:
    session = CheckoutSession._api_retrieve(request.match_info["id"])
    if session.status != "open":
        return web.Response(text="This page has expired.", status=410)
    shown = {"locale": session.locale, "title": session.title, "amount": session.amount_total}
    shown |= {"currency": session.currency, "back": session.cancel_url}
    page = PAGE.format(**{name: html.escape(str(value)) for name, value in shown.items()})
    return web.Response(text=page, content_type="text/html")


async def pay(request: web.Request) -> web.Response:
    session = CheckoutSession._api_retrieve(request.match_info["id"])
    form = await request.post()
    session._pay(later=form.get("with") == "debit")
    raise web.HTTPSeeOther(session.success_url)


async def configure(request: web.Request) -> web.Response:
    """What a test tells the server: see `FakeStripe`."""
    asked = json.loads(await request.text() or "{}")
    what = request.match_info["what"]
    if what == "hook":
        for name, value in asked.items():
            setattr(hooks, name, value)
    elif what == "trouble":
        trouble.update(asked)
    elif what == "release":
        hooks.release(**asked)
    elif what == "settle":
        CheckoutSession._api_retrieve(asked["session"])._settle(well=asked["well"])
    elif what == "alter":
        vars(CheckoutSession._api_retrieve(asked.pop("session"))).update(asked)
    elif what == "forget-keys":
        _answers.clear()
    elif what == "forget":
        _forget()
    return web.json_response(
        {"calls": trouble["calls"], "answers": hooks.answers, "held": len(hooks.waiting)}
    )


def _forget() -> None:
    store.clear()
    _answers.clear()
    trouble.update(down=False, slow=0.0, calls=[])
    hooks.url, hooks.copies, hooks.held = "", 1, False
    hooks.waiting.clear()
    hooks.answers.clear()


async def serve() -> None:
    runner = web.AppRunner(application(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    BASE["url"] = f"http://127.0.0.1:{runner.addresses[0][1]}"
    print(BASE["url"], flush=True)
    await asyncio.Event().wait()
