"""The HTTP side of the Bot API: one call from the socket to its answer."""

import asyncio
import inspect
import json
import time
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.fakes.telegram import validation
from tests.fakes.telegram.calls import Call, CallLog, read_call
from tests.fakes.telegram.errors import Refused, method_not_found, unauthorized
from tests.fakes.telegram.faults import Faults, Rule
from tests.fakes.telegram.flood import FloodControl
from tests.fakes.telegram.methods import fallback
from tests.fakes.telegram.methods.receiving import Receiving
from tests.fakes.telegram.methods.table import METHODS
from tests.fakes.telegram.polling import Polling
from tests.fakes.telegram.specification import Specification
from tests.fakes.telegram.webhook import Webhook
from tests.fakes.telegram.wire import is_object
from tests.fakes.telegram.world import World

BODY_LIMIT = 60 * 1024 * 1024


class BotApi:
    """Answers the bot. Faults come first, then flood control, the specification, the method itself."""

    def __init__(
        self,
        world: World,
        faults: Faults,
        flood: FloodControl,
        specification: Specification | None,
        pace: float,
    ) -> None:
        self.world, self.faults, self.flood, self.specification = world, faults, flood, specification
        self.calls = CallLog()
        self.polling = Polling(world.updates)
        self.webhook = Webhook(world.updates, self.perform, lambda: world.events.wake(None), pace)
        receiving = Receiving(world.updates, self.polling, self.webhook)
        self._receiving: dict[str, Callable[[Call], Any]] = {
            "getupdates": self.polling.get_updates,
            "setwebhook": receiving.set_webhook,
            "deletewebhook": receiving.delete_webhook,
            "getwebhookinfo": receiving.get_webhook_info,
        }

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_route("*", "/bot{token}/{method}", self._call)
        router.add_get("/file/bot{token}/{path:.+}", self._file)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        try:
            call = await read_call(request.match_info["method"], request)
        except Refused as refused:
            return _response(refused.code, refused.answer)
        if request.match_info["token"] != self.world.bot.token:
            return _response(401, unauthorized().answer)
        self._note(call)
        rule = self.faults.take(call)
        if rule is not None:
            return await self._faulty(request, call, rule)
        await self._answer(call)
        return _told(call)

    async def _faulty(self, request: web.Request, call: Call, rule: Rule) -> web.StreamResponse:
        fault = rule.fault
        if fault.accepted:
            await self._answer(call)
        rule.met()
        await rule.wait()
        if not fault.accepted and fault.kind in {"stall", "hold"}:
            await self._answer(call)
        if fault.kind in {"stall", "hold"}:
            return _told(call)
        call.answered_at = time.monotonic()
        if fault.kind == "drop":
            call.status, call.answer = None, None
            return _cut(request)
        if fault.kind == "garble":
            call.status = 200
            return web.Response(text='{"ok":true,"result":{"message_id":', content_type="application/json")
        assert fault.refusal is not None
        call.status, call.answer = fault.refusal.code, fault.refusal.answer
        return _told(call)

    async def _answer(self, call: Call) -> None:
        """Performs a call and notes what the bot is told."""
        try:
            call.answer = {"ok": True, "result": await self._result(call)}
            call.status, call.accepted = 200, True
        except Refused as refused:
            call.status, call.answer = refused.code, refused.answer
        call.answered_at = time.monotonic()
        self.world.events.wake(call.chat)

    def _note(self, call: Call) -> None:
        self.calls.all.append(call)
        self.world.events.wake(call.chat)

    async def perform(self, call: Call) -> None:
        """A call that came as the answer to a webhook: nobody hears its result."""
        self._note(call)
        await self._answer(call)

    async def _result(self, call: Call) -> Any:
        name = call.method.lower()
        method, specification = METHODS.get(name), self.specification
        is_described = specification is not None and name in specification.methods
        if method is None and name not in self._receiving and not is_described:
            raise method_not_found()
        self.flood.check(call)
        if specification is not None:
            if is_described:
                validation.validate(specification, call)
            else:
                call.warnings.append(f"no method of Bot API {specification.version}")
        if name in self._receiving:
            result = self._receiving[name](call)
            return await result if inspect.isawaitable(result) else result
        if method is not None:
            return method(self.world, call)
        assert specification is not None
        return fallback.answer(specification, self.world, call)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        call = Call("file", {"file_path": request.match_info["path"]})
        self._note(call)
        rule = self.faults.take(call)
        if rule is not None and rule.fault.kind in {"refuse", "drop", "garble"}:
            return await self._faulty(request, call, rule)
        if rule is not None:
            await rule.wait()
        call.answered_at = time.monotonic()
        stored = self.world.files.by_path.get(request.match_info["path"])
        if request.match_info["token"] != self.world.bot.token:
            call.status = 401
            return _response(401, unauthorized().answer)
        if stored is None:
            call.status = 404
            return _response(404, {"ok": False, "error_code": 404, "description": "Not Found"})
        call.status, call.accepted = 200, True
        return web.Response(body=stored.data, content_type="application/octet-stream")


def _told(call: Call) -> web.Response:
    assert call.status is not None
    return _response(call.status, call.answer)


def _response(status: int, body: Any) -> web.Response:
    headers = dict[str, str]()
    if is_object(body) and "parameters" in body and "retry_after" in body["parameters"]:
        headers["Retry-After"] = str(body["parameters"]["retry_after"])
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return web.Response(status=status, text=text, content_type="application/json", headers=headers)


def _cut(request: web.Request) -> web.Response:
    """Ends the connection without an answer."""
    transport = request.transport
    if isinstance(transport, asyncio.Transport):
        transport.abort()
    return web.Response()
