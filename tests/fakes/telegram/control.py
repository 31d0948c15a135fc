"""The same deeds over HTTP, for the chat page and for tests in other processes."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.telegram import faults
from tests.fakes.telegram.views import view, view_event, view_message, view_world
from tests.fakes.telegram.wire import Json

if TYPE_CHECKING:
    from tests.fakes.telegram.fake import FakeTelegram

PAGE = Path(__file__).parent / "page"
HEARTBEAT = 15.0
"""Seconds between signs of life on the stream of events."""

THINGS = ("user", "private", "group", "supergroup", "forum", "topic")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_routes(router: web.UrlDispatcher, telegram: FakeTelegram) -> None:
    control = Control(telegram)
    router.add_get("/", control.page)
    router.add_static("/page/", PAGE)
    router.add_get("/control/state", control.state)
    router.add_get("/control/chats/{chat}", control.chat)
    router.add_get("/control/transcript/{chat}", control.transcript)
    router.add_get("/control/calls", control.calls)
    router.add_get("/control/updates", control.updates)
    router.add_get("/control/files/{file}", control.file)
    router.add_get("/control/events", control.events)
    router.add_post("/control/people/{deed}", _reported(control.people))
    router.add_post("/control/world/{thing}", _reported(control.world))
    router.add_post("/control/wait", _reported(control.wait))
    router.add_post("/control/faults", _reported(control.add_fault))
    router.add_delete("/control/faults", _reported(control.clear_faults))
    router.add_post("/control/flood", _reported(control.flood))
    router.add_post("/control/inject", _reported(control.inject))
    router.add_post("/control/repeat", _reported(control.repeat))


def _reported(handler: Handler) -> Handler:
    """A wrong request is told what was wrong with it."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except TimeoutError as error:
            return web.json_response({"error": str(error)}, status=408)
        except Exception as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)

    return handle


class Control:
    def __init__(self, telegram: FakeTelegram) -> None:
        self._telegram = telegram
        self._world = telegram.world

    async def page(self, _: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE / "index.html")

    async def state(self, _: web.Request) -> web.StreamResponse:
        return web.json_response(view_world(self._world))

    async def chat(self, request: web.Request) -> web.StreamResponse:
        chat = self._world.chats[int(request.match_info["chat"])]
        return web.json_response(
            {"chat": view(chat), "messages": [view_message(one) for one in chat.messages.values()]}
        )

    async def transcript(self, request: web.Request) -> web.StreamResponse:
        return web.Response(
            text=self._telegram.conversation(self._world.chats[int(request.match_info["chat"])])
        )

    async def calls(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(view(self._telegram.calls.all[int(request.query.get("after", 0)) :]))

    async def updates(self, _: web.Request) -> web.StreamResponse:
        return web.json_response(view(list(self._telegram.updates.all.values())))

    async def file(self, request: web.Request) -> web.StreamResponse:
        stored = self._world.files.get(request.match_info["file"])
        return web.Response(body=stored.data, content_type=stored.media_type)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """A web socket with the events after the one numbered `after`, until the reader goes away.

        A browser's screenshot waits for every answer that is still coming in, and not for a socket.
        """
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT)
        await socket.prepare(request)
        telling = asyncio.create_task(self._tell(socket, int(request.query.get("after", 0))))
        try:
            async for _ in socket:
                pass
        finally:
            telling.cancel()
        return socket

    async def _tell(self, socket: web.WebSocketResponse, seen: int) -> None:
        with suppress(ConnectionError):
            while True:
                fresh = self._world.events.since(seen)
                for event in fresh:
                    await socket.send_json(view_event(self._world, event))
                seen += len(fresh)
                await self._more_than(seen)

    async def _more_than(self, seen: int) -> None:
        """Returns when more happened, and after a heartbeat anyway."""
        with suppress(TimeoutError):
            await self._world.events.wait_for(lambda: len(self._world.events.all) > seen, HEARTBEAT)

    async def people(self, request: web.Request) -> web.StreamResponse:
        """Any deed of `People` by name, with its arguments as JSON or as a form with files."""
        deed = getattr(self._telegram.people, request.match_info["deed"].lstrip("_"))
        return web.json_response(view(deed(**await _arguments(request))))

    async def world(self, request: web.Request) -> web.StreamResponse:
        """One of `THINGS` with its arguments; `people` is a list of names."""
        thing = request.match_info["thing"]
        if thing not in THINGS:
            raise LookupError(f"{thing} is none of {', '.join(THINGS)}")
        make = getattr(self._world, thing)
        arguments = await _arguments(request)
        people = arguments.pop("people", [])
        if "topics" in arguments:
            arguments["topics"] = tuple(arguments["topics"])
        title = [arguments.pop("title")] if "title" in arguments else []
        return web.json_response(view(make(*title, *people, **arguments)))

    async def wait(self, request: web.Request) -> web.StreamResponse:
        """The bot's message in `chat` that has `text` in it, after message `after`; 408 after `within`
        seconds."""
        asked = await request.json()
        chat = self._world.chats[asked["chat"]]
        after = chat.messages.get(asked.get("after", 0))
        within = float(asked.get("within", 5))
        message = await self._telegram.answer(chat, asked.get("text"), after=after, within=within)
        return web.json_response(view(message))

    async def add_fault(self, request: web.Request) -> web.StreamResponse:
        """{"fault": {"kind": "stall", "seconds": 1}, "times": 1, "method": "sendMessage", "chat": 1}."""
        asked = await request.json()
        rule = {name: asked[name] for name in ("times", "method", "chat") if name in asked}
        self._telegram.faults.next(faults.from_json(asked["fault"]), **rule)
        return web.json_response(True)

    async def clear_faults(self, _: web.Request) -> web.StreamResponse:
        self._telegram.faults.clear()
        return web.json_response(True)

    async def flood(self, request: web.Request) -> web.StreamResponse:
        self._telegram.flood.on(**await request.json())
        return web.json_response(True)

    async def inject(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(view(self._telegram.inject(await request.json())))

    async def repeat(self, request: web.Request) -> web.StreamResponse:
        """Delivers an update (by its id) so many `times` more."""
        asked = await request.json()
        self._telegram.updates.repeat(self._telegram.updates.all[asked["update"]], asked.get("times", 1))
        return web.json_response(True)


async def _arguments(request: web.Request) -> Json:
    """JSON, where `data` is base64, or a form whose numbers are numbers and whose file is `data`."""
    if request.content_type == "application/json":
        arguments: Json = await request.json()
        if isinstance(arguments.get("data"), str):
            arguments["data"] = b64decode(arguments["data"])
        return arguments
    form = dict[str, Any]()
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            form |= {"data": value.file.read(), "name": value.filename, "media_type": value.content_type}
        elif value != "":
            form[name] = int(value) if name in {"chat", "by", "reply_to", "topic", "duration"} else value
    return form
